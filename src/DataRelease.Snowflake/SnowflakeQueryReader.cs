using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// Finds what queries and views read; the server lists what a view names
/// (https://docs.snowflake.com/en/sql-reference/functions/get_object_references). A query becomes a view in the scratch
/// schema for that time.
/// </summary>
/// <param name="database">The database.</param>
public sealed class SnowflakeQueryReader(string database) : QueryReader
{
    private const string Prefix = "DATA_RELEASE_READS_";

    /// <summary>The number of views in one query.</summary>
    private const int Together = 50;

    /// <inheritdoc/>
    public override async Task<IReadOnlyDictionary<string, IReadOnlySet<RelationName>>> OfQueriesAsync(
        WarehouseSession session,
        IReadOnlyDictionary<string, string> queries,
        string scratch,
        CancellationToken cancellation
    )
    {
        var ids = new Dictionary<RelationName, string>();
        try
        {
            foreach (var (id, query) in queries)
            {
                var view = new RelationName(
                    scratch,
                    string.Create(CultureInfo.InvariantCulture, $"{Prefix}{ids.Count}_{Guid.NewGuid():N}")
                );
                if (await TryMakeAsync(session, view, query, cancellation))
                    ids[view] = id;
            }
            var found = await OfViewsAsync(session, ids.Keys, cancellation);
            return ids.ToDictionary(
                pair => pair.Value,
                pair => found.GetValueOrDefault(pair.Key) ?? new HashSet<RelationName>(),
                StringComparer.Ordinal
            );
        }
        finally
        {
            foreach (var view in ids.Keys)
                await session.ExecuteAsync($"drop view if exists {view}", CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>>> OfViewsAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> names,
        CancellationToken cancellation
    )
    {
        var found = new Dictionary<RelationName, IReadOnlySet<RelationName>>();
        foreach (var chunk in names.Distinct().Chunk(Together))
        {
            var rows = await session.QueryAsync(
                References(chunk),
                row =>
                    (
                        View: new RelationName(row.GetString(0), row.GetString(1)),
                        Read: new RelationName(row.GetString(2), row.GetString(3))
                    ),
                cancellation
            );
            var reads = rows.ToLookup(row => row.View, row => row.Read);
            foreach (var name in chunk)
                found[name] = reads[name].ToHashSet();
        }
        return found;
    }

    /// <summary>Every relation of the database that one of the views names.</summary>
    internal Sql References(IReadOnlyList<RelationName> views) =>
        Sql.Join(
            " union all ",
            views.Select(view =>
                (Sql)(
                    $"select {new SqlText(view.Schema)}, {new SqlText(view.Name)}, referenced_schema_name, "
                    + $"referenced_object_name from table({new Identifier(database)}.information_schema."
                    + $"get_object_references(database_name => {new SqlText(Quote(database))}, "
                    + $"schema_name => {new SqlText(Quote(view.Schema))}, "
                    + $"object_name => {new SqlText(Quote(view.Name))})) "
                    + $"where referenced_database_name = {new SqlText(database)}"
                )
            )
        );

    /// <summary>The statement that turns a query into a view.</summary>
    internal static Sql Make(RelationName view, string query) => $"create view {view} as (\n{Sql.Raw(query)}\n)";

    private static string Quote(string name) => SnowflakeDialect.Spelling.Quote(name);

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
