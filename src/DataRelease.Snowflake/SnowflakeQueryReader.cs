using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// Finds what queries and views read, by the view's text, which the server confirms
/// (https://docs.snowflake.com/en/sql-reference/functions/get_object_references). A query becomes a view in the scratch
/// schema for that time.
/// </summary>
/// <param name="database">The database.</param>
public sealed class SnowflakeQueryReader(string database) : QueryReader
{
    private const string Prefix = "DATA_RELEASE_READS_";

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
            return ids.Where(pair => found.ContainsKey(pair.Key))
                .ToDictionary(pair => pair.Value, pair => found[pair.Key], StringComparer.Ordinal);
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
        foreach (var (view, text) in await ReadTextsAsync(session, names, cancellation))
        {
            var named = text is null
                ? null
                : SnowflakeViewText
                    .Names(SnowflakeViewText.Body(text), view.Schema, database)
                    .Where(name => name != view)
                    .ToHashSet();
            // A text without other schemas' names needs no confirmation.
            if (named is not null && named.All(name => name.Schema == view.Schema) && !MayHide(text!))
            {
                found[view] = named;
                continue;
            }
            var told = await TryAskAsync(session, view, cancellation);
            if ((told ?? named) is not { } reads)
                continue;
            // The server also lists what the views under this one read. The text has only what this one reads.
            if (told is not null && named is not null && !MayHide(text!))
                reads = named.Where(told.Contains).ToHashSet();
            found[view] = reads;
        }
        return found;
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<RelationName>> UntoldAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> names,
        CancellationToken cancellation
    ) =>
        [
            .. (await ReadTextsAsync(session, names, cancellation))
                .Where(view => view.Text is null)
                .Select(view => view.Name),
        ];

    /// <summary>The views among the names; a secure view of another role has no text.</summary>
    internal Sql Texts(IReadOnlyCollection<string> schemas) =>
        $"select table_schema, table_name, view_definition from {new Identifier(database)}.information_schema.views "
        + $"where table_schema in ({Sql.Join(", ", schemas.Select(schema => (Sql)$"{schema}"))}) order by 1, 2";

    /// <summary>
    /// Every relation of the database that a view reads, also through other views. An error if one of them is a secure
    /// view of another role, or reads a stage, a function or a materialized view. Names are no parameters here
    /// (https://github.com/snowflakedb/snowflake-connector-net/issues/203).
    /// </summary>
    internal Sql References(RelationName view) =>
        $"select referenced_schema_name, referenced_object_name from table({new Identifier(database)}."
        + $"information_schema.get_object_references(database_name => {new SqlText(Quote(database))}, "
        + $"schema_name => {new SqlText(Quote(view.Schema))}, object_name => {new SqlText(Quote(view.Name))})) "
        + $"where referenced_database_name = {new SqlText(database)}";

    /// <summary>The statement that turns a query into a view.</summary>
    internal static Sql Make(RelationName view, string query) => $"create view {view} as (\n{Sql.Raw(query)}\n)";

    private static string Quote(string name) => SnowflakeDialect.Spelling.Quote(name);

    /// <summary>True for a text that can name a relation without writing its name as one.</summary>
    private static bool MayHide(string text) =>
        text.Contains("identifier", StringComparison.OrdinalIgnoreCase)
        || text.Contains("table(", StringComparison.OrdinalIgnoreCase);

    private async Task<IReadOnlyList<(RelationName Name, string? Text)>> ReadTextsAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> names,
        CancellationToken cancellation
    )
    {
        if (names.Count == 0)
            return [];
        var wanted = names.ToHashSet();
        var views = await session.QueryAsync(
            Texts([.. names.Select(name => name.Schema).Distinct()]),
            row =>
                (
                    Name: new RelationName(row.GetString(0), row.GetString(1)),
                    Text: row.IsDBNull(2) || row.GetString(2).Length == 0 ? null : row.GetString(2)
                ),
            cancellation
        );
        return [.. views.Where(view => wanted.Contains(view.Name))];
    }

    /// <summary>What the server says that a view reads; null if it refuses to.</summary>
    private async Task<HashSet<RelationName>?> TryAskAsync(
        WarehouseSession session,
        RelationName view,
        CancellationToken cancellation
    )
    {
        try
        {
            return
            [
                .. await session.QueryAsync(
                    References(view),
                    row => new RelationName(row.GetString(0), row.GetString(1)),
                    cancellation
                ),
            ];
        }
        catch (DbException error) when (SnowflakeErrors.IsRefusal(error) && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

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
