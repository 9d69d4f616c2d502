using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Clones, loads and measures tables.</summary>
public sealed partial class SnowflakeWarehouse
{
    /// <summary>
    /// A clone shares the rows of its original until either is written to. It is created without <c>copy grants</c>, so
    /// it receives the future grants of its schema, which it would not with them
    /// (https://docs.snowflake.com/en/sql-reference/sql/create-clone).
    /// </summary>
    public override async Task<IReadOnlyList<Sql>> ReadCopyAsync(
        WarehouseSession session,
        RelationName from,
        RelationName to,
        CancellationToken cancellation
    )
    {
        var found = await session.QueryAsync(
            _catalog.Storage(from),
            row =>
                (
                    Kind: Is(row, 2) ? "dynamic table"
                    : Is(row, 4) ? "hybrid table"
                    : Is(row, 5) ? "Iceberg table"
                    : row.GetString(0).ToLowerInvariant(),
                    IsTransient: Is(row, 1)
                ),
            cancellation
        );
        return found switch
        {
            [] => throw new ReleaseException(ErrorCode.StatementFailed, $"there is no table {from}"),
            [{ Kind: "base table" } table] => [Clone(from, to, table.IsTransient)],
            [var other, ..] => throw new ReleaseException(
                ErrorCode.WarehouseUnsupported,
                $"{from} is of the kind {other.Kind}, and a copy of it would not be the same",
                "make it a table, or build the model again with full_refresh"
            ),
        };
    }

    private static bool Is(DbDataReader row, int ordinal) => !row.IsDBNull(ordinal) && row.GetString(ordinal) == "YES";

    /// <summary>A transient table can't be cloned to a permanent one.</summary>
    internal static Sql Clone(RelationName from, RelationName to, bool isTransient) =>
        $"create {Sql.Raw(isTransient ? "transient " : "")}table {to} clone {from}";

    /// <inheritdoc/>
    public override async Task<long?> ReadBytesAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) =>
        (
            await session.QueryAsync(
                _catalog.Storage(table),
                row => row.IsDBNull(3) ? (long?)null : row.ReadLong(3),
                cancellation
            )
        )
            is [var bytes]
            ? bytes
            : null;

    /// <summary>The server writes files to stages only, not to this machine.</summary>
    public override string ParquetRefusal(CatalogColumn column) =>
        "Snowflake writes Parquet files to its stages only; keep data versions inside the database";

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
    ) => SnowflakeCsv.LoadAsync(session, table, columns, withOffsets, csv, cancellation);

    private static ReleaseException NoParquet(RelationName table) =>
        new(
            ErrorCode.WarehouseUnsupported,
            $"{table} can't be kept in a Parquet file: Snowflake writes such files to its stages only",
            "keep data versions inside the database"
        );
}
