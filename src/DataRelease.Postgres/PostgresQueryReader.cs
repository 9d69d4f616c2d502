using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Finds what queries read: each query becomes a view in a transaction that is rolled back, and the catalog knows what
/// the view depends on.
/// </summary>
public sealed class PostgresQueryReader : QueryReader
{
    private const string Prefix = "data_release reads ";

    /// <summary>The number of queries in one round trip.</summary>
    private const int AtOnce = 50;

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
                var views = queries.Select(
                    (query, index) =>
                        (
                            View: new RelationName(scratch, Prefix + index.ToString(CultureInfo.InvariantCulture)),
                            query.Key,
                            query.Value
                        )
                );
                foreach (var several in views.Chunk(AtOnce))
                {
                    // If a query can't become a view, its whole round trip fails; then each of them is tried alone.
                    var whole = await TryMakeAsync(session, several, cancellation);
                    foreach (var one in several)
                    {
                        if (whole || await TryMakeAsync(session, [one], cancellation))
                            ids[one.View.Name] = one.Key;
                    }
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
        var written = await PostgresTexts.ReadAsync(session, schemas, relations, cancellation);
        return rows.Concat(written.Select(pair => (pair.View, (RelationName?)pair.Read)))
            .GroupBy(row => row.View)
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlySet<RelationName>)group.Select(row => row.Item2).OfType<RelationName>().ToHashSet()
            );
    }

    /// <summary>
    /// Makes the views with a dummy column list: only dependencies matter, and such a list also accepts a query that
    /// selects a name twice.
    /// </summary>
    private static async Task<bool> TryMakeAsync(
        WarehouseSession session,
        IReadOnlyList<(RelationName View, string Id, string Query)> views,
        CancellationToken cancellation
    )
    {
        try
        {
            await session.ExecuteBatchAsync(
                [
                    $"savepoint reads",
                    .. views.Select(one =>
                        (Sql)$"create view {one.View} as select 1 as one from (\n{Sql.Raw(one.Query)}\n) q"
                    ),
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
