using System.Globalization;
using DataRelease.Builds.Seeds;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages.Running;

/// <summary>Makes one relation of a package in green, as dbt's own materializations do.</summary>
/// <param name="warehouse">The warehouse.</param>
/// <param name="isCarried">True if a copy of blue's state is in green already.</param>
internal sealed class Materializer(Warehouse warehouse, bool isCarried)
{
    /// <summary>Makes the relation.</summary>
    /// <param name="session">The worker's own session.</param>
    /// <param name="node">The node, with its green schema.</param>
    /// <param name="sql">The node's code with rewritten names; unused for a seed.</param>
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
        var query = Sql.Raw($"\n{OneQuery.Trimmed(sql)}\n");
        switch (node)
        {
            case { Kind: NodeKind.Seed }:
                await SeedAsync(session, name, seed!, cancellation);
                break;
            case { Kind: NodeKind.Snapshot }:
                await new SnapshotTable(warehouse, node, name, isCarried).RunAsync(session, query, cancellation);
                break;
            case { Materialized: "view" }:
                var (before, after) = warehouse.Dialect.ViewStatement(name, replace: false);
                await session.ExecuteAsync($"{Sql.Raw(before)}{query}{Sql.Raw(after)}", cancellation);
                break;
            case { Materialized: "incremental" } when isCarried:
                await IncrementAsync(session, node, name, query, cancellation);
                break;
            default:
                await session.ExecuteAsync(warehouse.Dialect.CreateTableAs(name, OneQuery.Rows(query)), cancellation);
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

    /// <summary>True for an incremental table without a key, of which no carried row stays.</summary>
    private static bool IsMadeAgain(ManifestNode node) =>
        node.Materialized == "incremental" && node.Texts("unique_key").Count == 0;

    /// <summary>
    /// Updates an incremental table by the full form of its code, which is the one that the package contains. With a
    /// unique key, the query's rows replace those with the same key and the others stay, so that history that the
    /// sources no longer have is kept. Without a key, the table is made again.
    /// </summary>
    private async Task IncrementAsync(
        WarehouseSession session,
        ManifestNode node,
        RelationName name,
        Sql query,
        CancellationToken cancellation
    )
    {
        if (IsMadeAgain(node))
        {
            await session.InTransactionAsync(
                TransactionPurpose.PrepareObjects,
                async () =>
                {
                    await session.ExecuteAsync($"drop table {name}", cancellation);
                    await session.ExecuteAsync(
                        warehouse.Dialect.CreateTableAs(name, OneQuery.Rows(query)),
                        cancellation
                    );
                },
                cancellation
            );
            return;
        }
        await session.InTransactionAsync(
            TransactionPurpose.PrepareObjects,
            async () =>
            {
                var staged = name with { Name = warehouse.Dialect.Shorten($"{name.Name}__dr_new") };
                await session.ExecuteAsync(warehouse.Dialect.CreateTableAs(staged, OneQuery.Rows(query)), cancellation);
                var columns = await new SchemaChange(
                    warehouse,
                    node.Text("on_schema_change") ?? "ignore",
                    node.Text("incremental_strategy") == "merge"
                ).ApplyAsync(session, node.UniqueId, staged, name, cancellation);
                var list = Sql.Join(", ", columns.Select(column => new Identifier(column)));
                Sql[] key = [.. node.Texts("unique_key").Select(part => KeyPart(part, columns))];
                await session.ExecuteAsync(warehouse.Dialect.DeleteMatching(name, staged, key), cancellation);
                var isUnknown = Sql.Join(" or ", key.Select(part => (Sql)$"({part}) is null"));
                await session.ExecuteAsync(
                    $"insert into {name} ({list}) select {list} from {staged} where not ({isUnknown})",
                    cancellation
                );
                await AddWithoutKeyAsync(session, name, staged, columns, isUnknown, cancellation);
                await session.ExecuteAsync($"drop table {staged}", cancellation);
            },
            cancellation
        );
    }

    /// <summary>
    /// A part of a key: a column, or an expression as it is. A column is found as the engine folds its name without
    /// quotes, else as it is written, and is quoted then, because its name may be a word of the language.
    /// </summary>
    private Sql KeyPart(string part, IReadOnlyList<string> columns)
    {
        var rules = warehouse.Dialect.Traits.Names;
        return
            (columns.FirstOrDefault(column => column == rules.Fold(part)) ?? columns.FirstOrDefault(part.Equals))
                is { } column
            ? (Sql)$"{new Identifier(column)}"
            : Sql.Raw(part);
    }

    /// <summary>
    /// Adds rows without a complete key, which match no other row. As with dbt, such rows of the table stay, and new
    /// ones are added. dbt gets only new rows by the model's own condition; here the query returns all rows, and those
    /// that the table has are not new.
    /// </summary>
    private async Task AddWithoutKeyAsync(
        WarehouseSession session,
        RelationName name,
        RelationName staged,
        IReadOnlyList<string> columns,
        Sql isUnknown,
        CancellationToken cancellation
    )
    {
        if (
            Convert.ToInt64(
                await session.ScalarAsync($"select {Dialect.AllRows} from {staged} where {isUnknown}", cancellation),
                CultureInfo.InvariantCulture
            ) == 0
        )
            return;
        var types = (await warehouse.ReadRelationsAsync(session, [name.Schema], cancellation))
            .Single(relation => relation.Name == name)
            .Columns.ToDictionary(column => column.Name, column => column.Type);
        var list = Sql.Join(", ", columns.Select(column => new Identifier(column)));
        // Values of a type without equality are compared as text.
        var compared = Sql.Join(
            ", ",
            columns.Select(column =>
                warehouse.Dialect.HasEquality(types[column])
                    ? (Sql)$"{new Identifier(column)}"
                    : $"{warehouse.Dialect.AsText($"{new Identifier(column)}")} as {new Identifier(column)}"
            )
        );
        var inserted = Sql.Join(
            ", ",
            columns.Select(column =>
                warehouse.Dialect.HasEquality(types[column])
                    ? (Sql)$"{new Identifier(column)}"
                    : $"cast({new Identifier(column)} as {Sql.Raw(types[column])})"
            )
        );
        await session.ExecuteAsync(
            $"""
            insert into {name} ({list}) select {inserted} from (
                select {compared} from {staged} where {isUnknown}
                except all select {compared} from {name} where {isUnknown}
            ) dr_new
            """,
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
        var kind = node.Materialized == "view" ? RelationKind.View : RelationKind.Table;
        if (Wants("relation") && node.Description.Length > 0)
            await session.ExecuteAsync(session.Dialect.Comment(name, kind, node.Description), cancellation);
        if (!Wants("columns"))
            return;
        var present = (await session.DescribeAsync($"select * from {name}", cancellation)).ToHashSet();
        foreach (
            var column in node.Columns.Where(column => column.Description.Length > 0 && present.Contains(column.Name))
        )
        {
            await session.ExecuteAsync(
                session.Dialect.CommentColumn(name, column.Name, column.Description),
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
            || (isCarried && !IsMadeAgain(node))
        )
            return;
        foreach (var index in indexes.EnumerateArray())
        {
            var columns = index.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!).ToList();
            var isUnique =
                index.TryGetProperty("unique", out var flag) && flag.ValueKind == System.Text.Json.JsonValueKind.True;
            var method =
                index.TryGetProperty("type", out var type) && type.GetString() is { Length: > 0 } named ? named : null;
            await session.ExecuteAsync(warehouse.Dialect.CreateIndex(name, columns, isUnique, method), cancellation);
        }
    }

    private async Task GrantAsync(
        WarehouseSession session,
        ManifestNode node,
        RelationName name,
        CancellationToken cancellation
    )
    {
        if (!warehouse.Traits.HasRoles)
            return;
        var grants = ManifestGrants
            .Of(node, session.Dialect.Traits.Names)
            .Select(grant => new CatalogGrant(name.Schema, name.Name, grant.Column, grant.Role, grant.Privilege, false))
            .ToList();
        await session.ExecuteBatchAsync(
            node.Materialized == "view" ? warehouse.Swap.Grant(name, grants) : warehouse.Swap.GrantTable(name, grants),
            cancellation
        );
    }
}

/// <summary>
/// Applies dbt's <c>on_schema_change</c> to an incremental table whose query has other columns than the table.
/// </summary>
/// <param name="warehouse">The warehouse.</param>
/// <param name="mode">The setting's value.</param>
/// <param name="isMerge">True if dbt would update rows by key and keep columns that the query lacks.</param>
internal sealed class SchemaChange(Warehouse warehouse, string mode, bool isMerge)
{
    /// <summary>Changes the table's columns towards the query's, as far as the setting asks for it.</summary>
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
        var to = await ColumnWidening.ApplyAsync(
            session,
            table,
            from,
            relations.Single(relation => relation.Name == table).Columns,
            cancellation
        );
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
            case "append_new_columns" when isMerge && gone.Count > 0:
                throw new ReleaseException(
                    ErrorCode.BuildFailed,
                    $"{uniqueId}: its query no longer has {string.Join(", ", gone.Select(column => column.Name))}; "
                        + "merge would leave the values of rows that stay, and a package replaces whole rows",
                    "set on_schema_change: sync_all_columns, or release the project with dbt"
                );
            case "append_new_columns":
                await AddAsync(session, table, added, cancellation);
                return [.. from.Select(column => column.Name)];
            case "sync_all_columns":
                await AddAsync(session, table, added, cancellation);
                foreach (var column in gone)
                    await session.ExecuteAsync(session.Dialect.DropColumn(table, column.Name), cancellation);
                foreach (var column in retyped)
                    await session.ExecuteAsync(
                        session.Dialect.ChangeType(table, column.Name, column.Type),
                        cancellation
                    );
                return [.. from.Select(column => column.Name)];
            default:
                // As with dbt, new columns are ignored, and a column that the query lost makes the insert fail.
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
            await session.ExecuteAsync(session.Dialect.AddColumn(table, column.Name, column.Type), cancellation);
    }
}
