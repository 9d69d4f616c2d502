using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Gathers the planner's statistics of tables that were just built. Autovacuum does so only about a minute after the
/// load, and never for a table of fewer than fifty rows
/// (https://www.postgresql.org/docs/15/runtime-config-autovacuum.html). Until then the planner would guess for the
/// release's first readers.
/// </summary>
internal static class PostgresStatistics
{
    public static async Task GatherAsync(
        WarehouseSession session,
        IReadOnlyList<RelationName> tables,
        Action<int, int> told,
        CancellationToken cancellation
    )
    {
        var (schemas, names) = (
            tables.Select(table => table.Schema).ToArray(),
            tables.Select(table => table.Name).ToArray()
        );
        var lacking = await session.QueryOwnAsync(
            $"""
            select n.nspname, c.relname
            from unnest({schemas}, {names}) with ordinality u(schema, name, place)
            join pg_namespace n on n.nspname = u.schema
            join pg_class c on c.relnamespace = n.oid and c.relname = u.name
            where c.relkind in ('r', 'm') and pg_stat_get_last_analyze_time(c.oid) is null
            and pg_stat_get_last_autoanalyze_time(c.oid) is null
            order by u.place
            """,
            row => new RelationName(row.GetString(0), row.GetString(1)),
            cancellation
        );
        for (var table = 0; table < lacking.Count; table++)
        {
            told(table, lacking.Count);
            await session.ExecuteAsync($"analyze {lacking[table]}", cancellation);
        }
    }
}
