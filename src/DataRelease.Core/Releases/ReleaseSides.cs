using DataRelease.Builds;
using DataRelease.Checks;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>Finds what two releases have, relation by relation.</summary>
internal sealed class ReleaseSides(ReleaseRun run)
{
    /// <summary>
    /// What a release is compared with: the relations of the one it was built from, or before the first release the relations
    /// that stand where it will go live.
    /// </summary>
    public async Task<IReadOnlyList<RelationRecord>> BlueAsync(
        WarehouseSession session, ReleaseRecord release, IReadOnlyList<RelationRecord> green, CancellationToken cancellation)
    {
        if (release.Base is { } number) return await run.Ledger.ReadRelationsAsync(session, number, cancellation).ConfigureAwait(false);
        var wanted = green.Select(relation => relation.Live).ToHashSet();
        var standing = await run.Warehouse.ReadRelationsAsync(session, [.. wanted.Select(live => live.Schema).Distinct()], cancellation).ConfigureAwait(false);
        return
        [
            .. standing.Where(relation => wanted.Contains(relation.Name)).Select(relation => new RelationRecord(
                "", relation.Name, relation.Name, relation.Kind.ToString().ToLowerInvariant(), "", null, "", "", 0)),
        ];
    }

    /// <summary>Both sides by live name, with their shapes.</summary>
    public async Task<IReadOnlyList<ComparedRelation>> PairAsync(
        WarehouseSession session, IReadOnlyList<RelationRecord> blue, IReadOnlyList<RelationRecord> green, CancellationToken cancellation)
    {
        var schemas = blue.Concat(green).Select(relation => relation.Physical.Schema).Distinct().ToList();
        var catalog = (await run.Warehouse.ReadRelationsAsync(session, schemas, cancellation).ConfigureAwait(false)).ToDictionary(relation => relation.Name);
        var before = blue.Where(relation => catalog.ContainsKey(relation.Physical)).ToDictionary(relation => relation.Live);
        var after = green.Where(relation => catalog.ContainsKey(relation.Physical)).ToDictionary(relation => relation.Live);
        return
        [
            .. before.Keys.Union(after.Keys).Order().Select(live => new ComparedRelation(
                after.GetValueOrDefault(live)?.UniqueId is { Length: > 0 } id ? id : before.GetValueOrDefault(live)?.UniqueId ?? "",
                live,
                before.TryGetValue(live, out var old) ? catalog[old.Physical] : null,
                after.TryGetValue(live, out var now) ? catalog[now.Physical] : null)),
        ];
    }

    /// <summary>What a release changes against the one it was built from, by the checksums of the project's files; nothing for a first release.</summary>
    public async Task<IReadOnlyList<PlannedRelation>> ChangesAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        if (release.Base is not { } number) return [];
        await using var session = await run.OpenAsync(cancellation).ConfigureAwait(false);
        var after = (await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation).ConfigureAwait(false)).ToDictionary(relation => relation.Live);
        if (after.Count == 0) return [];
        var before = (await run.Ledger.ReadRelationsAsync(session, number, cancellation).ConfigureAwait(false)).ToDictionary(relation => relation.Live);
        return
        [
            .. before.Keys.Union(after.Keys).Order()
                .Select(live => new PlannedRelation(live.ToString(), Change(before.GetValueOrDefault(live), after.GetValueOrDefault(live)), ""))
                .Where(relation => relation.Change.Length > 0),
        ];
    }

    private static string Change(RelationRecord? before, RelationRecord? after) =>
        before is null ? "new"
        : after is null ? "dropped"
        : before.Checksum.Length > 0 && after.Checksum.Length > 0 && before.Checksum != after.Checksum ? "changed"
        : "";

    /// <summary>Key columns by unique id, as the release's manifest says; empty if it has none.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> KeysAsync(int number, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation).ConfigureAwait(false);
        var manifest = await run.Ledger.ReadArtifactAsync(session, number, "manifest.json", cancellation).ConfigureAwait(false);
        return manifest is null
            ? new Dictionary<string, IReadOnlyList<string>>()
            : ManifestKeys.Read(ManifestReader.Read(manifest, $"manifest.json of {ReleaseRecord.Name(number)}", ManifestDetail.Structure));
    }
}
