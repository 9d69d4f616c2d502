using DataRelease.Ledgers;

namespace DataRelease.Steps.Rollbacks;

/// <summary>Counts versions of code, and not the nights that each was refreshed in.</summary>
internal static class RetainedVersions
{
    /// <summary>Numbers of releases that the counts keep.</summary>
    /// <param name="retained">Releases that were live, the newest first; not the one that is.</param>
    /// <param name="live">What is live, or null.</param>
    /// <param name="keep">Versions that are kept beside the one that is live.</param>
    /// <param name="refreshes">Releases of one version that are kept, at least one; of the version that is live, beside
    /// the release that is.</param>
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
