using System.Text.RegularExpressions;
using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>
/// Reads the counts of <c>pg_stat_statements</c> (https://www.postgresql.org/docs/15/pgstatstatements.html). The view
/// has no relations, only texts, so a statement counts if its text names one. A column or CTE of the same name is
/// counted wrongly.
/// </summary>
internal static class PostgresQueryStatistics
{
    private const string Name = "pg_stat_statements";

    public static async Task<string?> WhyNoneAsync(WarehouseSession session, CancellationToken cancellation)
    {
        if (await FindAsync(session, cancellation) is not { } place)
            return $"the database has no {Name}: a superuser runs create extension {Name}";
        if (place.Version < new Version(1, 8))
            return $"{Name} {place.Version} is too old: a superuser runs alter extension {Name} update";
        var mayRead = await session.ScalarOwnAsync(
            $"select pg_has_role(current_user, 'pg_read_all_stats', 'usage')",
            cancellation
        );
        if (mayRead is not true)
            return "the role can't read the queries of other roles: a superuser grants it pg_read_all_stats";
        try
        {
            await session.ScalarOwnAsync($"select 1 from {place.Statements} where 1 = 0", cancellation);
            return null;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState)
        {
            return $"{Name} is not loaded: add it to shared_preload_libraries and start the server again";
        }
    }

    public static async Task<QueryStatistics> ReadAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    )
    {
        var place = (await FindAsync(session, cancellation))!;
        var patterns = relations.Select(Pattern).ToArray();
        var names = roles.ToArray();
        Sql since =
            place.Version < new Version(1, 9)
                ? $"cast(null as timestamptz)"
                : (Sql)$"(select stats_reset from {place.Info})";
        var rows = await session.QueryOwnAsync(
            $"""
            select coalesce(sum(s.calls), 0)::bigint, coalesce(sum(s.total_exec_time), 0)::float8,
            coalesce(sum(s.rows), 0)::bigint, {since}, clock_timestamp()
            from {place.Statements} s
            join pg_roles r on r.oid = s.userid
            join pg_database d on d.oid = s.dbid
            where d.datname = current_database() and s.query ~* any ({patterns})
            and case when cardinality({names}) > 0 then r.rolname = any ({names}) else r.rolname <> current_user end
            """,
            row => new QueryStatistics(
                row.GetInt64(0),
                row.GetDouble(1),
                row.GetInt64(2),
                row.IsDBNull(3) ? null : Moment(row.GetDateTime(3)),
                Moment(row.GetDateTime(4))
            ),
            cancellation
        );
        return rows[0];
    }

    public static async Task<IReadOnlyList<CountedQuery>> ReadTextsAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    )
    {
        var place = (await FindAsync(session, cancellation))!;
        var patterns = relations.Select(Pattern).ToArray();
        var names = roles.ToArray();
        // Statements inside a function belong to the function.
        Sql isOwn = place.Version < new Version(1, 9) ? (Sql)$"true" : (Sql)$"s.toplevel";
        return await session.QueryOwnAsync(
            $"""
            select coalesce(s.queryid, 0)::text, s.query, sum(s.calls)::bigint
            from {place.Statements} s
            join pg_roles r on r.oid = s.userid
            join pg_database d on d.oid = s.dbid
            where d.datname = current_database() and {isOwn} and (s.query is null or s.query ~* any ({patterns}))
            and case when cardinality({names}) > 0 then r.rolname = any ({names}) else r.rolname <> current_user end
            group by 1, 2 order by 3 desc, 1
            """,
            row => new CountedQuery(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt64(2)),
            cancellation
        );
    }

    /// <summary>
    /// A pattern for the name, quoted or not, without a schema or with its own; it does not match the name in another
    /// schema.
    /// </summary>
    private static string Pattern(RelationName relation)
    {
        var (schema, name) = (Escape(relation.Schema), Escape(relation.Name));
        return $"""(^|[^[:alnum:]_$."])("?{schema}"?\s*\.\s*)?"?{name}"?($|[^[:alnum:]_$"])""";
    }

    private static string Escape(string name) =>
        Regex.Replace(name, @"[^\p{L}\p{N}_ ]", match => $@"\{match.Value}", RegexOptions.CultureInvariant);

    private static DateTimeOffset Moment(DateTime utc) => new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));

    private static async Task<Extension?> FindAsync(WarehouseSession session, CancellationToken cancellation)
    {
        var found = await session.QueryOwnAsync(
            $"""
            select n.nspname, e.extversion from pg_extension e join pg_namespace n on n.oid = e.extnamespace
            where e.extname = {Name}
            """,
            row => new Extension(row.GetString(0), Version.Parse(row.GetString(1))),
            cancellation
        );
        return found is [var one, ..] ? one : null;
    }

    private sealed record Extension(string Schema, Version Version)
    {
        public RelationName Statements => new(Schema, Name);

        public RelationName Info => new(Schema, $"{Name}_info");
    }
}
