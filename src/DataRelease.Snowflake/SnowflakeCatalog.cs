using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Catalog queries; one query serves any number of schemas.</summary>
/// <param name="database">The database; its own information schema is queried.</param>
internal sealed class SnowflakeCatalog(string database)
{
    /// <summary>Relations with their columns, one row for each column.</summary>
    public Sql Relations(IReadOnlyCollection<string> schemas) =>
        $"""
            select t.table_schema, t.table_name, t.table_type, t.is_dynamic, t.table_owner, t.comment, v.is_secure,
                t.row_count, c.column_name, c.data_type, c.character_maximum_length, c.character_octet_length,
                c.numeric_precision, c.numeric_scale, c.datetime_precision, c.collation_name, c.is_nullable, c.comment,
                t.is_hybrid, t.is_iceberg
            from {Information}.tables t
            left join {Information}.views v on v.table_schema = t.table_schema and v.table_name = t.table_name
            left join {Information}.columns c on c.table_schema = t.table_schema and c.table_name = t.table_name
            where t.table_schema in ({In(schemas)})
            order by t.table_schema, t.table_name, c.ordinal_position
            """;

    /// <summary>The schemas that exist, among those given.</summary>
    public Sql Schemas(IReadOnlyCollection<string> schemas) =>
        $"select schema_name from {Information}.schemata where schema_name in ({In(schemas)})";

    /// <summary>Every schema except the information schema.</summary>
    public Sql AllSchemas =>
        $"select schema_name from {Information}.schemata where schema_name <> 'INFORMATION_SCHEMA'";

    /// <summary>The texts of views; of all schemas for an empty list. Another role's secure view has no text.</summary>
    public Sql Definitions(IReadOnlyCollection<string> schemas)
    {
        var where =
            schemas.Count == 0
                ? Sql.Raw("table_schema <> 'INFORMATION_SCHEMA'")
                : (Sql)$"table_schema in ({In(schemas)})";
        return $"select table_schema, table_name, view_definition from {Information}.views "
            + $"where {where} and view_definition is not null order by table_schema, table_name";
    }

    /// <summary>The streams of the database; their column <c>table_name</c> names what they read.</summary>
    public Sql Streams => $"show streams in database {new Identifier(database)}";

    /// <summary>A table's kind and bytes, and whether it is transient (without fail-safe).</summary>
    public Sql Storage(RelationName table) =>
        $"select table_type, is_transient, is_dynamic, bytes, is_hybrid, is_iceberg from {Information}.tables "
        + $"where table_schema = {table.Schema} and table_name = {table.Name}";

    public async Task<IReadOnlyList<CatalogRelation>> ReadRelationsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        if (schemas.Count == 0)
            return [];
        var rows = await session.QueryAsync(Relations(schemas), Relation, cancellation);
        return
        [
            .. rows.GroupBy(row => row.Relation.Name)
                .Select(group =>
                    group.First().Relation with
                    {
                        Columns =
                        [
                            .. group
                                .Select(row => row.Column)
                                .OfType<CatalogColumn>()
                                .Select((column, index) => column with { Ordinal = index + 1 }),
                        ],
                    }
                )
                .OrderBy(relation => relation.Name),
        ];
    }

    /// <summary>
    /// The whole statements that created the views; of all schemas for an empty list. The server refuses a question
    /// that it finds too wide (https://docs.snowflake.com/en/sql-reference/info-schema). Then each schema is asked for
    /// alone.
    /// </summary>
    public async Task<IReadOnlyList<(RelationName Name, string Text)>> ReadViewsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        try
        {
            return await ReadAsync(schemas);
        }
        catch (DbException error)
            when (schemas.Count == 0 && SnowflakeErrors.IsRefusal(error) && !cancellation.IsCancellationRequested)
        {
            var found = new List<(RelationName, string)>();
            foreach (var schema in await session.QueryAsync(AllSchemas, row => row.GetString(0), cancellation))
                found.AddRange(await ReadAsync([schema]));
            return found;
        }

        Task<IReadOnlyList<(RelationName Name, string Text)>> ReadAsync(IReadOnlyCollection<string> of) =>
            session.QueryAsync(
                Definitions(of),
                row => (new RelationName(row.GetString(0), row.GetString(1)), row.GetString(2)),
                cancellation
            );
    }

    /// <summary>
    /// Dependents of the schemas' relations: views of the database, by their texts, and streams. What a task, a
    /// procedure or a share reads is missing.
    /// </summary>
    public async Task<IReadOnlyList<CatalogDependent>> ReadDependentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        var wanted = schemas.ToHashSet(StringComparer.Ordinal);
        var found = new List<CatalogDependent>();
        foreach (var (view, text) in await ReadViewsAsync(session, [], cancellation))
        {
            var body = SnowflakeViewText.Body(text);
            found.AddRange(
                SnowflakeViewText
                    .Names(body, view.Schema, database)
                    .Where(name => wanted.Contains(name.Schema) && name != view)
                    .Distinct()
                    .Select(name => new CatalogDependent(name, "view", view.ToString(), view, body))
            );
        }
        var streams = await session.QueryAsync(
            Streams,
            row =>
                (
                    Name: new RelationName(SnowflakeShow.Of(row, "schema_name"), SnowflakeShow.Of(row, "name")),
                    On: SnowflakeShow.Of(row, "table_name")
                ),
            cancellation
        );
        found.AddRange(
            from stream in streams
            from name in SnowflakeViewText.Names(stream.On, stream.Name.Schema, database)
            where wanted.Contains(name.Schema)
            select new CatalogDependent(name, "stream", stream.Name.ToString(), null, null)
        );
        return [.. found.OrderBy(one => one.On).ThenBy(one => one.Kind).ThenBy(one => one.ObjectName)];
    }

    /// <summary>Every view, with the schemas that its text may name.</summary>
    public async Task<IReadOnlyList<UnboundView>> ReadUnboundAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        [
            .. (await ReadViewsAsync(session, [], cancellation)).Select(view => new UnboundView(
                view.Name,
                [
                    .. SnowflakeViewText
                        .Names(SnowflakeViewText.Body(view.Text), view.Name.Schema, database)
                        .Select(name => name.Schema)
                        .Distinct(),
                ]
            )),
        ];

    private Sql Information => $"{new Identifier(database)}.information_schema";

    private static Sql In(IReadOnlyCollection<string> names) => Sql.Join(", ", names.Select(name => (Sql)$"{name}"));

    private static (CatalogRelation Relation, CatalogColumn? Column) Relation(DbDataReader row)
    {
        // Each of these has statements of its own, and other rules.
        var isSpecial = Text(row, 3) == "YES" || Text(row, 18) == "YES" || Text(row, 19) == "YES";
        var relation = new CatalogRelation(
            new RelationName(row.GetString(0), row.GetString(1)),
            row.GetString(2) switch
            {
                "BASE TABLE" when !isSpecial => RelationKind.Table,
                "VIEW" => RelationKind.View,
                "MATERIALIZED VIEW" => RelationKind.MaterializedView,
                _ => RelationKind.Other,
            },
            Text(row, 4),
            Text(row, 5) is { Length: > 0 } comment ? comment : null,
            [],
            Text(row, 6) == "YES" ? [SnowflakeSwapGrammar.Secure] : [],
            row.IsDBNull(7) ? null : row.ReadLong(7)
        );
        var column = row.IsDBNull(8)
            ? null
            : new CatalogColumn(
                row.GetString(8),
                0,
                Type(row),
                Text(row, 16) != "NO",
                Text(row, 17) is { Length: > 0 } said ? said : null
            );
        return (relation, column);
    }

    /// <summary>A type in full, as in a declaration.</summary>
    private static string Type(DbDataReader row)
    {
        var type = row.GetString(9);
        string Number(int ordinal) => row.ReadLong(ordinal).ToString(CultureInfo.InvariantCulture);
        return type switch
        {
            "TEXT" => $"VARCHAR({Number(10)})"
                + (Text(row, 15) is { Length: > 0 } collation ? $" COLLATE '{collation}'" : ""),
            "BINARY" => $"BINARY({Number(11)})",
            "NUMBER" => $"NUMBER({Number(12)},{Number(13)})",
            "TIME" or "TIMESTAMP_NTZ" or "TIMESTAMP_LTZ" or "TIMESTAMP_TZ" when !row.IsDBNull(14) =>
                $"{type}({Number(14)})",
            _ => type,
        };
    }

    private static string? Text(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
