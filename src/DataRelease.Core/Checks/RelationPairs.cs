using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>Pairs the relations of two releases.</summary>
internal static class RelationPairs
{
    /// <summary>
    /// Both sides by live name, with their shapes. Relations that are in the ledger but not in the warehouse are left
    /// out.
    /// </summary>
    public static async Task<IReadOnlyList<ComparedRelation>> ReadAsync(
        Warehouse warehouse,
        WarehouseSession session,
        IReadOnlyList<RelationRecord> blue,
        IReadOnlyList<RelationRecord> green,
        CancellationToken cancellation
    )
    {
        var schemas = blue.Concat(green).Select(relation => relation.Physical.Schema).Distinct().ToList();
        var catalog = (await warehouse.ReadRelationsAsync(session, schemas, cancellation)).ToDictionary(relation =>
            relation.Name
        );
        var before = blue.Where(relation => catalog.ContainsKey(relation.Physical))
            .ToDictionary(relation => relation.Live);
        var after = green
            .Where(relation => catalog.ContainsKey(relation.Physical))
            .ToDictionary(relation => relation.Live);
        return
        [
            .. before
                .Keys.Union(after.Keys)
                .Order()
                .Select(live => new ComparedRelation(
                    after.GetValueOrDefault(live)?.UniqueId is { Length: > 0 } id
                        ? id
                        : before.GetValueOrDefault(live)?.UniqueId ?? "",
                    live,
                    before.TryGetValue(live, out var old) ? catalog[old.Physical] : null,
                    after.TryGetValue(live, out var now) ? catalog[now.Physical] : null
                )),
        ];
    }
}
