using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Where what is found in live goes, and what has gone there.</summary>
internal static class FoundSchemas
{
    /// <summary>What the ledger knows of, as far as any of it still stands; oldest first.</summary>
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

    /// <summary>A number whose schemas exist for none of the live schemas, and that no other had.</summary>
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

    /// <summary>One sentence for each, for people.</summary>
    public static string Describe(FoundSchema found) =>
        $"{string.Join(", ", found.Schemas)} {(found.Schemas.Count() == 1 ? "keeps" : "keep")} what was moved "
        + $"out of live on {found.At:yyyy-MM-dd HH:mm} UTC: "
        + string.Join(", ", found.Relations.Take(5).Select(relation => $"{relation.Kind} {relation.Live}"))
        + (found.Relations.Count > 5 ? $" and {found.Relations.Count - 5} more" : "");
}
