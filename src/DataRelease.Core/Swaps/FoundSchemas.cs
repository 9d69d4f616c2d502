using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Chooses schemas for relations that a swap finds in live, and says what was moved there.</summary>
internal static class FoundSchemas
{
    /// <summary>The ledger's records of moved relations, reduced to those that still exist; oldest first.</summary>
    public static async Task<IReadOnlyList<FoundSchema>> StandingAsync(
        OpenEnvironment run,
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        var all = await run.Ledger.ReadFoundAsync(session, cancellation);
        if (all.Count == 0)
            return all;
        var standing = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. all.SelectMany(found => found.Schemas).Distinct()],
                cancellation
            )
        )
            .Select(relation => relation.Name)
            .ToHashSet();
        return
        [
            .. all.Select(found =>
                    found with
                    {
                        Relations = [.. found.Relations.Where(relation => standing.Contains(relation.Place))],
                    }
                )
                .Where(found => found.Relations.Count > 0),
        ];
    }

    /// <summary>A number that no record has and whose schemas exist for none of the live schemas.</summary>
    public static async Task<int> NextAsync(
        OpenEnvironment run,
        WarehouseSession session,
        IReadOnlyCollection<string> liveSchemas,
        CancellationToken cancellation
    )
    {
        var taken = await run.Warehouse.ReadAllSchemasAsync(session, cancellation);
        var known = await run.Ledger.ReadFoundAsync(session, cancellation);
        var number = known.Select(found => found.Number).DefaultIfEmpty(0).Max() + 1;
        while (
            liveSchemas.Any(schema =>
                taken.Contains(
                    ReleaseSchemas.Found(run.Warehouse.Dialect, run.LiveSchema, schema, number),
                    StringComparer.OrdinalIgnoreCase
                )
            )
        )
            number++;
        return number;
    }

    /// <summary>One sentence for a message.</summary>
    public static string Describe(FoundSchema found) =>
        $"{string.Join(", ", found.Schemas)} {(found.Schemas.Count() == 1 ? "keeps" : "keep")} what was moved "
        + $"out of live on {found.At:yyyy-MM-dd HH:mm} UTC: "
        + string.Join(", ", found.Relations.Take(5).Select(relation => $"{relation.Kind} {relation.Live}"))
        + (found.Relations.Count > 5 ? $" and {found.Relations.Count - 5} more" : "");
}
