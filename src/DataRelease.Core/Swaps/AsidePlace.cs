using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Where a swap moves relations that stand in the place of pointer views: into r0's schemas the first time, into fresh
/// schemas each later time.
/// </summary>
/// <param name="SchemaFor">Gives the schema to move to, for a live schema.</param>
/// <param name="Number">The number of the fresh schemas; null for r0's schemas.</param>
internal sealed record AsidePlace(Func<string, string> SchemaFor, int? Number)
{
    /// <summary>Reads which schemas are taken and chooses.</summary>
    /// <param name="run">The command.</param>
    /// <param name="session">Open.</param>
    /// <param name="live">The marker, or null if nothing is live.</param>
    /// <param name="target">The relations that the swap makes live.</param>
    /// <param name="liveSchemas">Schemas that have pointer views now or get them.</param>
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
