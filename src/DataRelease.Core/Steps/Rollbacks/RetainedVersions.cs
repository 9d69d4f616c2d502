using DataRelease.Ledgers;

namespace DataRelease.Steps.Rollbacks;

/// <summary>Applies the retention counts, which count versions of code and not each version's refreshes.</summary>
internal static class RetainedVersions
{
    /// <summary>The numbers of the releases that the counts keep.</summary>
    /// <param name="retained">Earlier live releases, newest first, without the live one.</param>
    /// <param name="live">The live release, or null.</param>
    /// <param name="keep">The number of versions to keep besides the live one.</param>
    /// <param name="refreshes">
    /// The number of releases of one version to keep, at least one. For the live version, the live release is not
    /// counted.
    /// </param>
    public static IReadOnlySet<int> Keep(
        IReadOnlyList<ReleaseRecord> retained,
        ReleaseRecord? live,
        int keep,
        int refreshes
    )
    {
        var own = live is null ? (int?)null : RecordedOrigin.CodeOf(live);
        var versions = retained.GroupBy(RecordedOrigin.CodeOf).ToList();
        return versions
            .Where(version => version.Key == own)
            .Concat(versions.Where(version => version.Key != own).Take(keep))
            .SelectMany(version => version.Take(Math.Max(1, refreshes)))
            .Select(release => release.Number)
            .ToHashSet();
    }
}
