using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// PostgreSQL's catalog knows what a view's rule depends on. A query becomes a view in a transaction that is rolled
/// back.
/// </summary>
public sealed class PostgresQueryReader : QueryReader
{
    private const string Prefix = "data_release reads ";

    /// <inheritdoc/>
    public override async Task<IReadOnlyDictionary<string, IReadOnlySet<RelationName>>> OfQueriesAsync(
        WarehouseSession session,
        IReadOnlyDictionary<string, string> queries,
        string scratch,
        CancellationToken cancellation
    )
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>> found =
            new Dictionary<RelationName, IReadOnlySet<RelationName>>();
        await session.WithoutEffectAsync(
            async () =>
            {
                foreach (var (id, query) in queries)
                {
                    var view = new RelationName(scratch, Prefix + ids.Count.ToString(CultureInfo.InvariantCulture));
                    if (await TryMakeAsync(session, view, query, cancellation))
                        ids[view.Name] = id;
                }
                found = await OfViewsAsync(
                    session,
                    [.. ids.Keys.Select(name => new RelationName(scratch, name))],
                    cancellation
                );
            },
            cancellation
        );
        return ids.ToDictionary(
            pair => pair.Value,
            pair =>
                found.GetValueOrDefault(new RelationName(scratch, pair.Key))
                ?? (IReadOnlySet<RelationName>)new HashSet<RelationName>(),
            StringComparer.Ordinal
        );
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>>> OfViewsAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> names,
        CancellationToken cancellation
    )
    {
        if (names.Count == 0)
            return new Dictionary<RelationName, IReadOnlySet<RelationName>>();
        var (schemas, relations) = (
            names.Select(name => name.Schema).ToArray(),
            names.Select(name => name.Name).ToArray()
        );
        var rows = await session.QueryOwnAsync(
            $"""
            with wanted as (select * from unnest({schemas}::text[], {relations}::text[]) as wanted (space, name)),
            made as (
                select space.nspname, made.relname as name, dep.refclassid, dep.refobjid
                from wanted
                join pg_namespace space on space.nspname = wanted.space
                join pg_class made on made.relnamespace = space.oid and made.relname = wanted.name
                    and made.relkind in ('v', 'm')
                join pg_rewrite rule on rule.ev_class = made.oid
                left join pg_depend dep on dep.classid = 'pg_rewrite'::regclass and dep.objid = rule.oid
                    and dep.refobjid <> made.oid
                union all
                select space.nspname, called.proname, dep.refclassid, dep.refobjid
                from wanted
                join pg_namespace space on space.nspname = wanted.space
                join pg_proc called on called.pronamespace = space.oid and called.proname = wanted.name
                left join pg_depend dep on dep.classid = 'pg_proc'::regclass and dep.objid = called.oid
            )
            select distinct made.nspname::text, made.name::text, other.nspname::text,
                coalesce(read.relname, called.proname)::text
            from made
            left join pg_class read on made.refclassid = 'pg_class'::regclass and read.oid = made.refobjid
                and read.relkind in ('r', 'p', 'v', 'm', 'f')
            left join pg_proc called on made.refclassid = 'pg_proc'::regclass and called.oid = made.refobjid
            left join pg_namespace other on other.oid = coalesce(read.relnamespace, called.pronamespace)
            """,
            row =>
                (
                    View: new RelationName(row.GetString(0), row.GetString(1)),
                    Read: row.IsDBNull(3) ? (RelationName?)null : new RelationName(row.GetString(2), row.GetString(3))
                ),
            cancellation
        );
        var written = await OfBodiesAsync(session, schemas, relations, cancellation);
        return rows.Concat(written.Select(pair => (pair.View, (RelationName?)pair.Read)))
            .GroupBy(row => row.View)
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlySet<RelationName>)group.Select(row => row.Item2).OfType<RelationName>().ToHashSet()
            );
    }

    /// <summary>
    /// What bodies name that the server keeps as texts and reads when they run: no catalog tells of it. Names without a
    /// schema are found by the path of whoever calls, and are left out.
    /// </summary>
    private static async Task<IReadOnlyList<(RelationName View, RelationName Read)>> OfBodiesAsync(
        WarehouseSession session,
        string[] schemas,
        string[] names,
        CancellationToken cancellation
    )
    {
        var bodies = await session.QueryOwnAsync(
            $"""
            select space.nspname::text, called.proname::text, called.prosrc
            from unnest({schemas}::text[], {names}::text[]) as wanted (space, name)
            join pg_namespace space on space.nspname = wanted.space
            join pg_proc called on called.pronamespace = space.oid and called.proname = wanted.name
            join pg_language spoken on spoken.oid = called.prolang and spoken.lanname in ('sql', 'plpgsql')
            """,
            row => (Function: new RelationName(row.GetString(0), row.GetString(1)), Text: row.GetString(2)),
            cancellation
        );
        var named = bodies
            .SelectMany(body =>
                NamesIn(body.Text, session.Dialect.Lexis).Distinct().Select(read => (body.Function, Read: read))
            )
            .ToList();
        if (named.Count == 0)
            return [];
        var (spaces, objects) = (
            named.Select(pair => pair.Read.Schema).ToArray(),
            named.Select(pair => pair.Read.Name).ToArray()
        );
        var there = (
            await session.QueryOwnAsync(
                $"""
                select space.nspname::text, named.name
                from unnest({spaces}::text[], {objects}::text[]) as named (space, name)
                join pg_namespace space on space.nspname = named.space
                where exists (select from pg_class read where read.relnamespace = space.oid
                    and read.relname = named.name and read.relkind in ('r', 'p', 'v', 'm', 'f'))
                or exists (select from pg_proc called where called.pronamespace = space.oid
                    and called.proname = named.name)
                """,
                row => new RelationName(row.GetString(0), row.GetString(1)),
                cancellation
            )
        ).ToHashSet();
        return [.. named.Where(pair => there.Contains(pair.Read))];
    }

    /// <summary><c>a.b</c> wherever it stands in code, and the last two of longer ones.</summary>
    private static IEnumerable<RelationName> NamesIn(string text, LexicalRules lexis)
    {
        var tokens = SqlLexer.Read(text, lexis).Where(IsCode).ToList();
        for (var at = 0; at + 2 < tokens.Count; at++)
        {
            if (
                tokens[at + 1].Kind == SqlTokenKind.Sign
                && text[tokens[at + 1].Start] == '.'
                && Name(tokens[at]) is { } schema
                && Name(tokens[at + 2]) is { } name
            )
                yield return new RelationName(schema, name);
        }

        static bool IsCode(SqlToken token) => token.Kind is not (SqlTokenKind.Comment or SqlTokenKind.Space);

        string? Name(SqlToken token) =>
            token.Kind switch
            {
                SqlTokenKind.Word => text.Substring(token.Start, token.Length).ToLowerInvariant(),
                SqlTokenKind.Quoted when token.Length > 2 => text.Substring(token.Start + 1, token.Length - 2)
                    .Replace("\"\"", "\"", StringComparison.Ordinal),
                _ => null,
            };
    }

    /// <summary>
    /// Only the query's names matter: a list without columns takes one that selects a name twice, too.
    /// </summary>
    private static async Task<bool> TryMakeAsync(
        WarehouseSession session,
        RelationName view,
        string query,
        CancellationToken cancellation
    )
    {
        try
        {
            await session.ExecuteBatchAsync(
                [
                    $"savepoint reads",
                    $"create view {view} as select 1 as one from (\n{Sql.Raw(query)}\n) q",
                    $"release savepoint reads",
                ],
                cancellation
            );
            return true;
        }
        catch (DbException) when (!cancellation.IsCancellationRequested)
        {
            await session.ExecuteAsync($"rollback to savepoint reads", cancellation);
            return false;
        }
    }
}
