using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Finds what queries read: each query becomes a view in a transaction that is rolled back, and the catalog records by
/// name what a view reads.
/// </summary>
public sealed class SqlServerQueryReader : QueryReader
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
        var ids = new Dictionary<RelationName, string>();
        IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>> found =
            new Dictionary<RelationName, IReadOnlySet<RelationName>>();
        await session.WithoutEffectAsync(
            async () =>
            {
                foreach (var (id, query) in queries)
                {
                    var view = new RelationName(scratch, Prefix + ids.Count.ToString(CultureInfo.InvariantCulture));
                    if (await TryMakeAsync(session, view, query, cancellation))
                        ids[view] = id;
                }
                found = await OfViewsAsync(session, ids.Keys, cancellation);
            },
            cancellation
        );
        return ids.ToDictionary(
            pair => pair.Value,
            pair => found.GetValueOrDefault(pair.Key) ?? new HashSet<RelationName>(),
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
        var wanted = names.ToHashSet();
        var rows = await session.QueryAsync(
            Reads([.. names.Select(name => name.Schema).Distinct()]),
            row =>
                (
                    View: new RelationName(row.GetString(0), row.GetString(1)),
                    Read: row.IsDBNull(3) ? (RelationName?)null : new RelationName(row.GetString(2), row.GetString(3))
                ),
            cancellation
        );
        return rows.Where(row => wanted.Contains(row.View))
            .GroupBy(row => row.View)
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlySet<RelationName>)group.Select(row => row.Read).OfType<RelationName>().ToHashSet()
            );
    }

    /// <summary>
    /// The views of the schemas, one row for each relation that a view names; a view that reads nothing has one row.
    /// </summary>
    public static Sql Reads(IReadOnlyCollection<string> schemas) =>
        $"""
            select s.name, v.name, rs.name, r.name
            from sys.views v join sys.schemas s on s.schema_id = v.schema_id
            join {SqlServerCatalog.In(schemas)} wanted on wanted.name = s.name collate catalog_default
            left join sys.sql_expression_dependencies d on d.referencing_id = v.object_id and d.referenced_class = 1
            left join sys.objects r on r.object_id = d.referenced_id and r.type in ('U', 'V', 'ET', 'SN')
            left join sys.schemas rs on rs.schema_id = r.schema_id
            """;

    /// <summary>The statement that turns a query into a view.</summary>
    public static Sql Make(RelationName view, string query) =>
        SqlServerLexis.Scope($"create view {view} as {Sql.Raw(query)}");

    private static async Task<bool> TryMakeAsync(
        WarehouseSession session,
        RelationName view,
        string query,
        CancellationToken cancellation
    )
    {
        try
        {
            await session.ExecuteAsync(Make(view, query), cancellation);
            return true;
        }
        catch (DbException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
