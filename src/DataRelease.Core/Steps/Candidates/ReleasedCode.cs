using DataRelease.Builds;
using DataRelease.Builds.Reuse;
using DataRelease.Ledgers;

namespace DataRelease.Steps.Candidates;

/// <summary>Compares a project with the code that a release's relations were built from.</summary>
internal sealed class ReleasedCode(ReleaseRun run)
{
    /// <summary>The differences between a project and a release, as phrases.</summary>
    /// <param name="number">The release.</param>
    /// <param name="now">The project.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<string>> DifferencesAsync(int number, Manifest now, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var before = await ReadAsync(session, number, cancellation);
        var after = now.Nodes.Values.Where(node => node.IsRelation).ToDictionary(node => node.UniqueId);
        return
        [
            .. after.Keys.Except(before.Keys).Select(id => $"{id} is new"),
            .. (await OwnAsync(session, number, [.. before.Keys.Except(after.Keys)], cancellation)).Select(id =>
                $"{id} is gone"
            ),
            .. Changed(before, after.Values),
        ];
    }

    /// <summary>
    /// Why the package that the ledger kept of a release is not the release's code, as phrases. A release of a part of
    /// a package shares its other relations with an earlier one, whose code they have.
    /// </summary>
    /// <param name="release">The release.</param>
    /// <param name="package">The package's nodes, with digests of their code.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<string>> LeftOutAsync(
        ReleaseRecord release,
        Manifest package,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        if (
            !await IsPartialAsync(session, release.Number, cancellation)
            && !await IsPartialAsync(session, RecordedOrigin.CodeOf(release), cancellation)
        )
            return [];
        var before = await ReadAsync(session, release.Number, cancellation);
        var nodes = package.Nodes.Values.Where(node => node.IsRelation).ToList();
        return
        [
            .. nodes.Where(node => !before.ContainsKey(node.UniqueId)).Select(node => $"{node.UniqueId} was left out"),
            .. Changed(before, nodes),
        ];
    }

    private async Task<Dictionary<string, RelationRecord>> ReadAsync(
        Warehouses.WarehouseSession session,
        int number,
        CancellationToken cancellation
    ) =>
        (await run.Ledger.ReadRelationsAsync(session, number, cancellation))
            .Where(relation => relation.UniqueId.Length > 0)
            .ToDictionary(relation => relation.UniqueId);

    private async Task<bool> IsPartialAsync(
        Warehouses.WarehouseSession session,
        int number,
        CancellationToken cancellation
    ) =>
        (await run.Ledger.ReadCourseAsync(session, number, cancellation)).Any(row =>
            row.Name == PlanStep.Kind
            && StepCatalog.Read(row) is PlanStep { Build: var build }
            && (build.Select.Count > 0 || build.Exclude.Count > 0)
        );

    /// <summary>
    /// Those relations that the release's own project had. A release also shares relations that its project lacks,
    /// where their views stay.
    /// </summary>
    private async Task<IReadOnlyList<string>> OwnAsync(
        Warehouses.WarehouseSession session,
        int number,
        IReadOnlyList<string> gone,
        CancellationToken cancellation
    )
    {
        if (gone.Count == 0)
            return [];
        var json = await run.Ledger.ReadArtifactAsync(session, number, "manifest.json", cancellation);
        if (json is null)
            return gone;
        var own = ManifestReader
            .Read(json, $"manifest.json of {ReleaseRecord.Name(number)}", ManifestDetail.Structure)
            .Nodes;
        return [.. gone.Where(own.ContainsKey)];
    }

    private static IEnumerable<string> Changed(
        Dictionary<string, RelationRecord> before,
        IEnumerable<ManifestNode> after
    ) =>
        after
            .Where(node => before.TryGetValue(node.UniqueId, out var was) && IsOther(was, node))
            .Select(node => $"{node.UniqueId} changed");

    // The rows of a seed are data.
    private static bool IsOther(RelationRecord was, ManifestNode now) =>
        was.Materialized != now.Materialized
        || (
            now.Kind != NodeKind.Seed
            && (
                (was.Checksum.Length > 0 && was.Checksum != now.Checksum)
                || (
                    Fingerprint.Read(was.Fingerprint) is { } made
                    && Fingerprint.CodeOf(now) is { } code
                    && made.Code != code
                )
            )
        );
}
