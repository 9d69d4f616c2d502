using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Backups;

/// <summary>Reads what tables hold: rows and an order-independent checksum, in one scan each.</summary>
public sealed class ContentReader(Dialect dialect)
{
    // To be raised when a grammar's row hash changes, so that older checksums are not held against newer ones.
    private const string Revision = "1";

    /// <summary>Settings that the transaction must begin with.</summary>
    public IReadOnlyList<Sql> Settings => [.. dialect.Diff.ForLargeReads, .. dialect.ForWholeReads];

    /// <summary>Reads a table's content.</summary>
    /// <param name="session">In a transaction that began with <see cref="Settings"/>.</param>
    /// <param name="table">What.</param>
    /// <param name="columns">Which columns count, in order.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<TableContent> ReadAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<VersionColumn> columns,
        CancellationToken cancellation
    ) => await SumAsync(session, $"select {Hash(columns)} as h from {table}", cancellation);

    /// <summary>Reads how many rows a table holds.</summary>
    public static async Task<long> CountAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) => (await session.QueryAsync($"select count(*) from {table}", row => row.ReadLong(0), cancellation))[0];

    /// <summary>The content whose rows' hashes a query with the column <c>h</c> returns.</summary>
    public async Task<TableContent> SumAsync(WarehouseSession session, Sql hashes, CancellationToken cancellation)
    {
        var (rows, sum, kind) = (
            await session.QueryAsync(
                $"select count(*), {dialect.AsText($"coalesce(sum(h), 0)")}, ({dialect.HashKind}) from ({hashes}) s",
                row => (row.ReadLong(0), row.GetString(1), row.GetString(2)),
                cancellation
            )
        )[0];
        return new TableContent(rows, string.Create(CultureInfo.InvariantCulture, $"{kind}, {Revision}:{sum}"));
    }

    /// <summary>A row's hash.</summary>
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

    /// <summary>Columns of a table that have values of their own.</summary>
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
