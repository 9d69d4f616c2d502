using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Backups;

/// <summary>
/// Reads the content of tables as a row count and an order-independent checksum, in one scan of each table.
/// </summary>
public sealed class ContentReader(Dialect dialect)
{
    // Raise this when a grammar's row hash changes, so that older checksums are not compared with newer ones.
    private const string Revision = "1";

    /// <summary>Settings at the beginning of the transaction.</summary>
    public IReadOnlyList<Sql> Settings => [.. dialect.Diff.ForLargeReads, .. dialect.ForWholeReads];

    /// <summary>Reads a table's content.</summary>
    /// <param name="session">The session, in a transaction that began with <see cref="Settings"/>.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns that count, in order.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<TableContent> ReadAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<VersionColumn> columns,
        CancellationToken cancellation
    )
    {
        if (dialect.RequireWhole(table) is { } whole)
            await session.ExecuteAsync(whole, cancellation);
        return await SumAsync(session, $"select {Hash(columns)} as h from {table}", cancellation);
    }

    /// <summary>Reads a table's number of rows.</summary>
    public static async Task<long> CountAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) => (await session.QueryAsync($"select {Dialect.AllRows} from {table}", row => row.ReadLong(0), cancellation))[0];

    /// <summary>Reads the content from a query that returns the rows' hashes in the column <c>h</c>.</summary>
    public async Task<TableContent> SumAsync(WarehouseSession session, Sql hashes, CancellationToken cancellation)
    {
        var (rows, sum, kind) = (
            await session.QueryAsync(
                $"select {dialect.Count(null)}, {dialect.AsText($"coalesce(sum(h), 0)")}, ({dialect.HashKind}) "
                    + $"from ({hashes}) s",
                row => (row.ReadLong(0), row.GetString(1), row.GetString(2)),
                cancellation
            )
        )[0];
        return new TableContent(rows, string.Create(CultureInfo.InvariantCulture, $"{kind}, {Revision}:{sum}"));
    }

    /// <summary>The hash of a row.</summary>
    public Sql Hash(IReadOnlyList<VersionColumn> columns) =>
        dialect.Diff.RowHash([
            .. columns.Select(
                (column, index) =>
                {
                    Sql name = $"{new Identifier(column.Name)}";
                    var catalog = new CatalogColumn(column.Name, index + 1, column.Type, true, null);
                    var value = dialect.Diff.Compare(name, catalog, name, catalog);
                    return new HashedValue(value.Blue, value.Kind, column.Type);
                }
            ),
        ]);

    /// <summary>The columns of a table that are not computed.</summary>
    public static async Task<IReadOnlyList<VersionColumn>> ColumnsAsync(
        Warehouse warehouse,
        WarehouseSession session,
        CatalogRelation table,
        CancellationToken cancellation
    )
    {
        var computed = await warehouse.ReadComputedColumnsAsync(session, table.Name, cancellation);
        return
        [
            .. table
                .Columns.Where(column => !computed.Contains(column.Name))
                .Select(column => new VersionColumn(column.Name, column.Type)),
        ];
    }
}
