using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Copies, loads and measures tables.</summary>
public sealed partial class SqlServerWarehouse
{
    /// <inheritdoc/>
    public override Task<IReadOnlyList<Sql>> ReadCopyAsync(
        WarehouseSession session,
        RelationName from,
        RelationName to,
        CancellationToken cancellation
    ) => SqlServerCopy.ReadAsync(session, from, to, cancellation);

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>> ReadComputedColumnsAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) => await NamesAsync(session, SqlServerRows.Computed(table), cancellation);

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> LockWriters(IReadOnlyList<RelationName> tables, TimeSpan timeout) =>
        SqlServerRows.LockWriters(tables, timeout);

    /// <inheritdoc/>
    public override async Task<long?> ReadBytesAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) =>
        (await session.QueryAsync(SqlServerRows.Bytes(table), row => row.ReadLong(0), cancellation)) is [var bytes]
            ? bytes
            : null;

    /// <summary>SQL Server has no Parquet support, and values would change their types on the way.</summary>
    public override string ParquetRefusal(CatalogColumn column) =>
        "SQL Server reads and writes no Parquet files; keep data versions inside the database";

    /// <inheritdoc/>
    public override Task ExportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    ) => throw NoParquet(table);

    /// <inheritdoc/>
    public override Task ImportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    ) => throw NoParquet(table);

    /// <inheritdoc/>
    public override Task<long> LoadCsvAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> withOffsets,
        Stream csv,
        CancellationToken cancellation
    ) => SqlServerCsv.LoadAsync(session, table, columns, withOffsets, csv, cancellation);

    private static ReleaseException NoParquet(RelationName table) =>
        new(
            ErrorCode.WarehouseUnsupported,
            $"{table} can't be kept in a Parquet file: SQL Server reads and writes none",
            "keep data versions inside the database"
        );
}
