using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Rollbacks.Backups;

/// <summary>Reads what tables hold: rows and an order-independent checksum, in one scan each.</summary>
public sealed class ContentReader(Dialect dialect)
{
    /// <summary>Settings that the transaction must begin with.</summary>
    public IReadOnlyList<Sql> Settings => [.. dialect.ForLargeReads, .. dialect.ForExactText];

    /// <summary>Reads a table's content.</summary>
    /// <param name="session">In a transaction that began with <see cref="Settings"/>.</param>
    /// <param name="table">What.</param>
    /// <param name="columns">Which columns count, in order.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<TableContent> ReadAsync(WarehouseSession session, RelationName table, IReadOnlyList<VersionColumn> columns, CancellationToken cancellation) =>
        await SumAsync(session, $"select {Hash(columns)} as h from {table}", cancellation).ConfigureAwait(false);

    /// <summary>The content whose rows' hashes a query with the column <c>h</c> returns.</summary>
    public async Task<TableContent> SumAsync(WarehouseSession session, Sql hashes, CancellationToken cancellation)
    {
        var (rows, sum, kind) = (await session.QueryAsync(
            $"select count(*), {dialect.AsText($"coalesce(sum(h), 0)")}, ({dialect.HashKind}) from ({hashes}) s",
            row => (row.ReadLong(0), row.GetString(1), row.GetString(2)), cancellation).ConfigureAwait(false))[0];
        return new TableContent(rows, string.Create(CultureInfo.InvariantCulture, $"{kind}:{sum}"));
    }

    /// <summary>A row's hash.</summary>
    public Sql Hash(IReadOnlyList<VersionColumn> columns) => dialect.RowHash([.. columns.Select(column => (Sql)$"{new Identifier(column.Name)}")]);

    /// <summary>Columns of a table that have values of their own.</summary>
    public static async Task<IReadOnlyList<VersionColumn>> ColumnsAsync(
        Warehouse warehouse, WarehouseSession session, CatalogRelation table, CancellationToken cancellation)
    {
        var computed = await warehouse.ReadComputedColumnsAsync(session, table.Name, cancellation).ConfigureAwait(false);
        return [.. table.Columns.Where(column => !computed.Contains(column.Name)).Select(column => new VersionColumn(column.Name, column.Type))];
    }
}
