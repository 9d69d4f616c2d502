using DataRelease.Builds.Seeds;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages.Running;

/// <summary>Makes one relation of a package in green, the way dbt's own materializations make it.</summary>
/// <param name="warehouse">Where.</param>
/// <param name="isCarried">True if a copy of blue's state already stands in green.</param>
internal sealed class Materializer(Warehouse warehouse, bool isCarried)
{
    /// <summary>Makes it.</summary>
    /// <param name="session">This worker's own.</param>
    /// <param name="node">With its green schema.</param>
    /// <param name="sql">Its code, re-aimed; unused for a seed.</param>
    /// <param name="seed">A seed's rows.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(
        WarehouseSession session,
        ManifestNode node,
        string sql,
        SeedTable? seed,
        CancellationToken cancellation
    )
    {
        var name = new RelationName(node.Schema, warehouse.Dialect.Shorten(node.Alias));
        // A line comment may end the code, hence the line ends around it.
        var query = Sql.Raw($"\n{sql.TrimEnd().TrimEnd(';')}\n");
        switch (node)
        {
            case { Kind: NodeKind.Seed }:
                await SeedAsync(session, name, seed!, cancellation);
                break;
            case { Kind: NodeKind.Snapshot }:
                await new SnapshotTable(warehouse, node, name, isCarried).RunAsync(session, query, cancellation);
                break;
            case { Materialized: "view" }:
                await session.ExecuteAsync($"create view {name} as ({query})", cancellation);
                break;
            case { Materialized: "incremental" } when isCarried:
                await IncrementAsync(session, node, name, query, cancellation);
                break;
            default:
                await session.ExecuteAsync($"create table {name} as ({query})", cancellation);
                break;
        }
        await DescribeAsync(session, node, name, cancellation);
        await IndexAsync(session, node, name, cancellation);
        await GrantAsync(session, node, name, cancellation);
    }

    private async Task SeedAsync(
        WarehouseSession session,
        RelationName name,
        SeedTable seed,
        CancellationToken cancellation
    )
    {
        var columns = Sql.Join(
            ", ",
            seed.Columns.Select(column => (Sql)$"{new Identifier(column.Name)} {Sql.Raw(column.Type)}")
        );
        await session.ExecuteAsync($"create table {name} ({columns})", cancellation);
        if (
            seed.File is not null
            && await warehouse.TryLoadFileAsync(session, name, seed.File, seed.Delimiter, cancellation)
        )
            return;
        using var csv = new MemoryStream(seed.Csv, writable: false);
        await warehouse.LoadCsvAsync(
            session,
            name,
            [.. seed.Columns.Select(column => column.Name)],
            [.. seed.Columns.Where(column => column.HasOffsets).Select(column => column.Name)],
            csv,
            cancellation
        );
    }

    /// <summary>
    /// The package holds the full form of the code. With a unique key its rows replace those of the same key and the
    /// others stay, so that history which the sources no longer have is kept; without one the table is made again.
    /// </summary>
    private async Task IncrementAsync(
        WarehouseSession session,
        ManifestNode node,
        RelationName name,
        Sql query,
        CancellationToken cancellation
    )
    {
        var key = node.Texts("unique_key");
        if (key.Count == 0)
        {
            await session.InTransactionAsync(
                TransactionPurpose.ChangeObjects,
                async () =>
                {
                    await session.ExecuteAsync($"drop table {name}", cancellation);
                    await session.ExecuteAsync($"create table {name} as ({query})", cancellation);
                },
                cancellation
            );
            return;
        }
        await session.InTransactionAsync(
            TransactionPurpose.ChangeObjects,
            async () =>
            {
                var staged = name with { Name = warehouse.Dialect.Shorten($"{name.Name}__dr_new") };
                await session.ExecuteAsync($"create table {staged} as ({query})", cancellation);
                var columns = await new SchemaChange(warehouse, node.Text("on_schema_change") ?? "ignore").ApplyAsync(
                    session,
                    node.UniqueId,
                    staged,
                    name,
                    cancellation
                );
                var keys = Sql.Join(", ", key.Select(column => Sql.Raw(column)));
                Sql matches = $"({keys}) in (select {keys} from {staged})";
                var list = Sql.Join(", ", columns.Select(column => new Identifier(column)));
                await session.ExecuteAsync($"delete from {name} where {matches}", cancellation);
                await session.ExecuteAsync($"insert into {name} ({list}) select {list} from {staged}", cancellation);
                await session.ExecuteAsync($"drop table {staged}", cancellation);
            },
            cancellation
        );
    }

    private static async Task DescribeAsync(
        WarehouseSession session,
        ManifestNode node,
        RelationName name,
        CancellationToken cancellation
    )
    {
        if (node.Value("persist_docs") is not { ValueKind: System.Text.Json.JsonValueKind.Object } docs)
            return;
        bool Wants(string what) =>
            docs.TryGetProperty(what, out var value) && value.ValueKind == System.Text.Json.JsonValueKind.True;
        var kind = Sql.Raw(node.Materialized == "view" ? "view" : "table");
        if (Wants("relation") && node.Description.Length > 0)
            await session.ExecuteAsync($"comment on {kind} {name} is {new SqlText(node.Description)}", cancellation);
        if (!Wants("columns"))
            return;
        var present = (await session.DescribeAsync($"select * from {name}", cancellation)).ToHashSet();
        foreach (
            var column in node.Columns.Where(column => column.Description.Length > 0 && present.Contains(column.Name))
        )
        {
            var qualified = Sql.Join(".", [$"{name}", $"{new Identifier(column.Name)}"]);
            await session.ExecuteAsync(
                $"comment on column {qualified} is {new SqlText(column.Description)}",
                cancellation
            );
        }
    }

    private async Task IndexAsync(
        WarehouseSession session,
        ManifestNode node,
        RelationName name,
        CancellationToken cancellation
    )
    {
        if (
            node.Materialized == "view"
            || node.Value("indexes") is not { ValueKind: System.Text.Json.JsonValueKind.Array } indexes
            || isCarried
        )
            return;
        foreach (var index in indexes.EnumerateArray())
        {
            var columns = Sql.Join(
                ", ",
                index.GetProperty("columns").EnumerateArray().Select(column => new Identifier(column.GetString()!))
            );
            var unique = Sql.Raw(
                index.TryGetProperty("unique", out var flag) && flag.ValueKind == System.Text.Json.JsonValueKind.True
                    ? "unique "
                    : ""
            );
            Sql method =
                index.TryGetProperty("type", out var type) && type.GetString() is { Length: > 0 } named
                    ? $" using {new Identifier(named)}"
                    : Sql.Empty;
            await session.ExecuteAsync($"create {unique}index on {name}{method} ({columns})", cancellation);
        }
    }

    private async Task GrantAsync(
        WarehouseSession session,
        ManifestNode node,
        RelationName name,
        CancellationToken cancellation
    )
    {
        if (
            !warehouse.Traits.HasRoles
            || node.Value("grants") is not { ValueKind: System.Text.Json.JsonValueKind.Object } grants
        )
            return;
        foreach (var grant in grants.EnumerateObject())
        {
            var roles =
                grant.Value.ValueKind == System.Text.Json.JsonValueKind.Array
                    ? grant.Value.EnumerateArray().Select(role => role.GetString()!)
                    : [grant.Value.GetString()!];
            var privileges = roles
                .Select(role => new CatalogGrant(
                    name.Schema,
                    name.Name,
                    null,
                    role,
                    grant.Name.ToUpperInvariant(),
                    false
                ))
                .ToList();
            await session.ExecuteBatchAsync(warehouse.Swap.Grant(name, privileges), cancellation);
        }
    }
}

/// <summary>
/// What becomes of an incremental table whose query has other columns than it has: dbt's <c>on_schema_change</c>.
/// </summary>
internal sealed class SchemaChange(Warehouse warehouse, string mode)
{
    /// <summary>Brings the table's columns to the query's as far as the mode wants it.</summary>
    /// <returns>The columns to insert.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(
        WarehouseSession session,
        string uniqueId,
        RelationName staged,
        RelationName table,
        CancellationToken cancellation
    )
    {
        var relations = await warehouse.ReadRelationsAsync(session, [table.Schema], cancellation);
        var from = relations.Single(relation => relation.Name == staged).Columns;
        var to = relations.Single(relation => relation.Name == table).Columns;
        var added = from.Where(column => to.All(other => other.Name != column.Name)).ToList();
        var gone = to.Where(column => from.All(other => other.Name != column.Name)).ToList();
        var retyped = from.Where(column => to.Any(other => other.Name == column.Name && other.Type != column.Type))
            .ToList();
        if (added.Count + gone.Count + retyped.Count == 0)
            return [.. to.Select(column => column.Name)];
        switch (mode)
        {
            case "fail":
                throw new ReleaseException(
                    ErrorCode.BuildFailed,
                    $"{uniqueId}: its columns changed ("
                        + string.Join(", ", added.Concat(gone).Concat(retyped).Select(column => column.Name).Distinct())
                        + $") and on_schema_change is fail",
                    "release with --full-refresh"
                );
            case "append_new_columns":
                await AddAsync(session, table, added, cancellation);
                return [.. from.Select(column => column.Name)];
            case "sync_all_columns":
                await AddAsync(session, table, added, cancellation);
                foreach (var column in gone)
                    await session.ExecuteAsync(
                        $"alter table {table} drop column {new Identifier(column.Name)}",
                        cancellation
                    );
                foreach (var column in retyped)
                    await session.ExecuteAsync(
                        $"alter table {table} alter column {new Identifier(column.Name)} type {Sql.Raw(column.Type)}",
                        cancellation
                    );
                return [.. from.Select(column => column.Name)];
            default:
                // As dbt: new columns are left out, and one that the query lost is an error of the insert.
                return [.. to.Select(column => column.Name)];
        }
    }

    private static async Task AddAsync(
        WarehouseSession session,
        RelationName table,
        List<CatalogColumn> columns,
        CancellationToken cancellation
    )
    {
        foreach (var column in columns)
            await session.ExecuteAsync(
                $"alter table {table} add column {new Identifier(column.Name)} {Sql.Raw(column.Type)}",
                cancellation
            );
    }
}
