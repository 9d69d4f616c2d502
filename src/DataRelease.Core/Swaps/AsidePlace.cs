using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Where a swap puts what it finds in the place of a view: r0's schemas the first time, then fresh ones each time.
/// </summary>
/// <param name="SchemaFor">For a live schema.</param>
/// <param name="Number">The number of fresh schemas; null for r0's.</param>
internal sealed record AsidePlace(Func<string, string> SchemaFor, int? Number)
{
    /// <summary>Reads what is taken.</summary>
    /// <param name="run">The command.</param>
    /// <param name="session">Open.</param>
    /// <param name="live">What is live, or null.</param>
    /// <param name="target">What is to be.</param>
    /// <param name="liveSchemas">Where views are or will be.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<AsidePlace> ChooseAsync(
        OpenEnvironment run,
        WarehouseSession session,
        LiveRecord? live,
        IReadOnlyList<RelationRecord> target,
        IReadOnlyCollection<string> liveSchemas,
        CancellationToken cancellation
    )
    {
        var dialect = run.Warehouse.Dialect;
        var place = run.LiveSchema;
        string First(string schema) => ReleaseSchemas.Adopted(dialect, place, schema);
        if (live is null)
        {
            var standing = (
                await run.Warehouse.ReadRelationsAsync(session, [.. liveSchemas.Select(First)], cancellation)
            )
                .Select(relation => relation.Name)
                .ToHashSet();
            if (!target.Any(relation => standing.Contains(relation.Live with { Schema = First(relation.Live.Schema) })))
                return new AsidePlace(First, null);
        }
        var number = await FoundSchemas.NextAsync(run, session, liveSchemas, cancellation);
        return new AsidePlace(schema => ReleaseSchemas.Found(dialect, place, schema, number), number);
    }
}
