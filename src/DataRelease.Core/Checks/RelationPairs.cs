using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>Pairs the relations of two releases.</summary>
internal static class RelationPairs
{
    /// <summary>
    /// Both sides by live name, with their shapes. A relation that is in the ledger but not in the warehouse has no
    /// shape, and is not taken for one that is new or dropped.
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
        var before = blue.ToDictionary(relation => relation.Live);
        var after = green.ToDictionary(relation => relation.Live);
        return [.. before.Keys.Union(after.Keys).Order().Select(Pair)];

        ComparedRelation Pair(RelationName live)
        {
            var (old, now) = (before.GetValueOrDefault(live), after.GetValueOrDefault(live));
            return new ComparedRelation(
                now?.UniqueId is { Length: > 0 } id ? id : old?.UniqueId ?? "",
                live,
                Find(old),
                Find(now)
            )
            {
                LostBlue = old is null || Find(old) is not null ? null : old.Physical,
                LostGreen = now is null || Find(now) is not null ? null : now.Physical,
            };
        }

        CatalogRelation? Find(RelationRecord? relation) =>
            relation is null ? null : catalog.GetValueOrDefault(relation.Physical);
    }
}
