using DataRelease.Builds;
using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Policies;

/// <summary>The code that a release was built from, in a form that two environments can compare.</summary>
/// <param name="Package">The SHA-256 of its package; null if it was built from none.</param>
/// <param name="Commit">The commit, or null.</param>
/// <param name="Nodes">The relations by unique id, each with its materialization and its file's checksum.</param>
internal sealed record CandidateCode(string? Package, string? Commit, IReadOnlyDictionary<string, string> Nodes)
{
    /// <summary>The code of a built release.</summary>
    public static async Task<CandidateCode> ReadAsync(
        Ledger ledger,
        WarehouseSession session,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        var package = await ledger.ReadArtifactAsync(session, release.Number, KeptPackage.Artifact, cancellation);
        var relations = await ledger.ReadRelationsAsync(session, release.Number, cancellation);
        return new CandidateCode(
            package is null ? null : KeptPackage.Read(package).Sha256,
            release.Commit,
            relations
                .Where(relation => relation.UniqueId.Length > 0)
                .GroupBy(relation => relation.UniqueId)
                .ToDictionary(group => group.Key, group => Mark(group.First().Materialized, group.First().Checksum))
        );
    }

    /// <summary>The code of a planned project.</summary>
    public static CandidateCode Of(ReleaseRecord release, ProjectPlan project, BuiltPackage? package) =>
        new(
            package is null ? null : KeptPackage.Read(KeptPackage.Of(package)!).Sha256,
            release.Commit,
            project
                .Manifest.Nodes.Values.Where(node => node.IsRelation)
                .ToDictionary(node => node.UniqueId, node => Mark(node.Materialized, node.Checksum))
        );

    /// <summary>True if the code can be distinguished from other code at all.</summary>
    public bool IsKnown => Package is not null || Commit is not null;

    /// <summary>True for the same package, or for the same commit with the same manifest.</summary>
    public bool IsSame(CandidateCode other) =>
        (Package is not null && Package == other.Package)
        || (
            Commit is not null
            && string.Equals(Commit, other.Commit, StringComparison.OrdinalIgnoreCase)
            && Nodes.Count == other.Nodes.Count
            && Nodes.All(node => other.Nodes.GetValueOrDefault(node.Key) == node.Value)
        );

    /// <summary>What identifies the code, for people.</summary>
    public override string ToString() =>
        Package is { } sum ? $"package {sum[..12]}"
        : Commit is { } commit ? $"commit {commit[..Math.Min(12, commit.Length)]}"
        : "code of no known commit";

    private static string Mark(string materialized, string checksum) => $"{materialized} {checksum}";
}
