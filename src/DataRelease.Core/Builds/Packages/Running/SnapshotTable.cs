using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages.Running;

/// <summary>
/// Updates a dbt snapshot: a history in which each version of a row is valid from <c>dbt_valid_from</c> to
/// <c>dbt_valid_to</c> (null for the current version). Strategies and columns are those of dbt 1.7
/// (https://docs.getdbt.com/docs/build/snapshots). It all happens in one transaction, so that the time is the same for
/// every row.
/// </summary>
internal sealed class SnapshotTable(Warehouse warehouse, ManifestNode node, RelationName name, bool isCarried)
{
    private static readonly string[] OwnColumns = ["dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to"];

    public Task RunAsync(WarehouseSession session, Sql query, CancellationToken cancellation) =>
        session.InTransactionAsync(
            TransactionPurpose.PrepareObjects,
            () => isCarried ? MergeAsync(session, query, cancellation) : FirstAsync(session, query, cancellation),
            cancellation
        );

    private bool IsTimestamp => node.Text("strategy") == "timestamp";

    /// <summary>The unique key: one expression, or several combined as in dbt 1.9.</summary>
    private Sql Key =>
        node.Texts("unique_key") is [var one]
            ? Sql.Raw(one)
            : warehouse.Dialect.Concatenated([
                .. node.Texts("unique_key").SelectMany(part => new[] { Sql.Raw("'-'"), Filled(Sql.Raw(part)) }).Skip(1),
            ]);

    private Sql UpdatedAt =>
        IsTimestamp ? Sql.Raw(node.Text("updated_at") ?? "updated_at") : warehouse.Dialect.SnapshotTime;

    private Sql Filled(Sql value) => $"coalesce({warehouse.Dialect.AsText(value)}, '')";

    private Sql Versioned(Sql query) =>
        $"""
            select *, {warehouse.Dialect.Md5(
                warehouse.Dialect.Concatenated([Filled(Key), Sql.Raw("'|'"), Filled(UpdatedAt)])
            )} as dbt_scd_id,
                {UpdatedAt} as dbt_updated_at
            from ({query}) dr_source
            """;

    private Task<int> FirstAsync(WarehouseSession session, Sql query, CancellationToken cancellation) =>
        session.ExecuteAsync(
            warehouse.Dialect.CreateTableAs(
                name,
                $"""
                select dr_rows.*, dbt_updated_at as dbt_valid_from,
                    nullif(dbt_updated_at, dbt_updated_at) as dbt_valid_to
                from ({Versioned(query)}) dr_rows
                """
            ),
            cancellation
        );

    private async Task MergeAsync(WarehouseSession session, Sql query, CancellationToken cancellation)
    {
        var staged = name with { Name = warehouse.Dialect.Shorten($"{name.Name}__dr_new") };
        await session.ExecuteAsync(warehouse.Dialect.CreateTableAs(staged, Versioned(query)), cancellation);
        var relations = await warehouse.ReadRelationsAsync(session, [name.Schema], cancellation);
        var source = relations
            .Single(relation => relation.Name == staged)
            .Columns.Where(column => !OwnColumns.Contains(column.Name))
            .ToList();
        var standing = relations.Single(relation => relation.Name == name).Columns;
        await ColumnWidening.ApplyAsync(session, name, source, standing, cancellation);
        var had = standing.Select(column => column.Name).ToHashSet();
        foreach (var column in source.Where(column => !had.Contains(column.Name)))
            await session.ExecuteAsync(warehouse.Dialect.AddColumn(name, column.Name, column.Type), cancellation);

        // A row is written if it is new or if its current version differs.
        var versions = name with { Name = warehouse.Dialect.Shorten($"{name.Name}__dr_changed") };
        await session.ExecuteAsync(
            warehouse.Dialect.CreateTableAs(
                versions,
                $"""
                select s.* from (select *, {Key} as dr_key from {staged}) s
                left join (select *, {Key} as dr_key from {name} where dbt_valid_to is null) t on t.dr_key = s.dr_key
                where t.dr_key is null or {Differs(source)}
                """
            ),
            cancellation
        );
        await session.ExecuteAsync(
            $"""
            update {name} set dbt_valid_to = c.dbt_updated_at from (select dr_key, dbt_updated_at from {versions}) c
            where {name}.dbt_valid_to is null and {QualifiedKey()} = c.dr_key
            """,
            cancellation
        );
        if (node.Flag("invalidate_hard_deletes") || node.Text("hard_deletes") == "invalidate")
        {
            await session.ExecuteAsync(
                $"""
                update {name} set dbt_valid_to = {warehouse.Dialect.SnapshotTime}
                where dbt_valid_to is null and {Key} not in (select {Key} from {staged} where {Key} is not null)
                """,
                cancellation
            );
        }
        var columns = Sql.Join(", ", source.Select(column => new Identifier(column.Name)));
        await session.ExecuteAsync(
            $"""
            insert into {name} ({columns}, dbt_scd_id, dbt_updated_at, dbt_valid_from, dbt_valid_to)
            select {columns}, dbt_scd_id, dbt_updated_at, dbt_updated_at, null from {versions}
            """,
            cancellation
        );
        await session.ExecuteAsync($"drop table {versions}", cancellation);
        await session.ExecuteAsync($"drop table {staged}", cancellation);
    }

    /// <summary>
    /// The key of the history's own row, qualified beside another relation whose columns have the same names.
    /// </summary>
    private Sql QualifiedKey() =>
        node.Texts("unique_key") is [var one]
        && one.All(character => char.IsLetterOrDigit(character) || character == '_')
            ? Sql.Join(".", [$"{name}", Sql.Raw(one)])
            : Key;

    private Sql Differs(List<CatalogColumn> source)
    {
        if (IsTimestamp)
            return $"t.dbt_valid_from < s.dbt_updated_at";
        var columns = node.Texts("check_cols");
        var compared = columns is ["all"] ? source.Select(column => column.Name) : columns;
        var differ = compared.Select(column =>
            warehouse.Dialect.IsDistinct($"s.{new Identifier(column)}", $"t.{new Identifier(column)}")
        );
        return $"({Sql.Join(" or ", differ)})";
    }
}
