using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>Parquet files, which DuckDB itself reads and writes.</summary>
public sealed partial class DuckDbWarehouse
{
    // Types that Parquet lacks, or has only in a narrower form: values would become floats or lose their last digits.
    private static readonly string[] _asText =
    [
        "HUGEINT",
        "UHUGEINT",
        "INTERVAL",
        "BIT",
        "TIME WITH TIME ZONE",
        "TIME_NS",
        "TIMESTAMP_S",
        "BIGNUM",
        "VARINT",
        "JSON",
    ];

    /// <inheritdoc/>
    public override string? ParquetRefusal(CatalogColumn column)
    {
        var isNested =
            column.Type.EndsWith(']')
            || column.Type.StartsWith("STRUCT", StringComparison.Ordinal)
            || column.Type.StartsWith("MAP", StringComparison.Ordinal);
        if (
            column.Type.StartsWith("UNION", StringComparison.Ordinal)
            || column.Type.StartsWith("GEOMETRY", StringComparison.Ordinal)
            || column.Type.StartsWith("VARIANT", StringComparison.Ordinal)
        )
            return $"a {column.Type} has no Parquet type";
        if (!isNested)
            return null;
        var words = Quoted().Replace(column.Type, "");
        var inside = _asText
            .Concat(["UNION", "ENUM"])
            .FirstOrDefault(type => Regex.IsMatch(words, $@"\b{type}\b", RegexOptions.CultureInvariant));
        return inside is null ? null : $"{inside} inside {column.Type} has no Parquet type";
    }

    /// <summary>Quoted names of fields and values of an ENUM, which are no types.</summary>
    [GeneratedRegex("""("[^"]*"|'[^']*')+""", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    /// <inheritdoc/>
    public override Task ExportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    )
    {
        var list = Sql.Join(
            ", ",
            columns.Select(column =>
                IsText(column)
                    ? $"cast({new Identifier(column.Name)} as varchar) as {new Identifier(column.Name)}"
                    : (Sql)$"{new Identifier(column.Name)}"
            )
        );
        return session.ExecuteAsync(
            $"copy (select {list} from {table}) to {new SqlText(file)} (format parquet)",
            cancellation
        );
    }

    /// <inheritdoc/>
    public override Task ImportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    )
    {
        var list = Sql.Join(", ", columns.Select(column => new Identifier(column.Name)));
        return session.ExecuteAsync(
            $"insert into {table} ({list}) select {list} from read_parquet({new SqlText(file)}, "
                + $"hive_partitioning = false)",
            cancellation
        );
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>> ReadComputedColumnsAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    )
    {
        // The catalog shows a generated column's expression in place of a default; only the table's text tells the two
        // apart.
        var text = (string?)
            await session.ScalarAsync(
                $"select sql from duckdb_tables() where database_name = current_database() and schema_name = "
                    + $"{table.Schema} and table_name = {table.Name}",
                cancellation
            );
        if (text is null || !text.Contains("GENERATED ALWAYS AS", StringComparison.Ordinal))
            return new HashSet<string>();
        var defaults = await session.QueryAsync(
            $"""
            select column_name, column_default from duckdb_columns()
            where database_name = current_database() and schema_name = {table.Schema} and table_name = {table.Name}
            and column_default is not null
            """,
            row => (Name: row.GetString(0), Text: row.GetString(1)),
            cancellation
        );
        return defaults
            .Where(column => !text.Contains($"DEFAULT({column.Text})", StringComparison.Ordinal))
            .Select(column => column.Name)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// The catalog has the referenced table's name without its schema. A table of that name in another schema of the
    /// list is taken, too: a refusal too many loses nothing.
    /// </summary>
    public override async Task<IReadOnlyList<CatalogDependent>> ReadForeignKeysAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        var keys = await session.QueryAsync(
            $"""
            select schema_name, table_name, constraint_text, referenced_table from duckdb_constraints()
            where database_name = current_database() and constraint_type = 'FOREIGN KEY'
            """,
            row =>
                (
                    By: new RelationName(row.GetString(0), row.GetString(1)),
                    Text: row.GetString(2),
                    On: row.GetString(3)
                ),
            cancellation
        );
        return
        [
            .. keys.SelectMany(key =>
                schemas.Select(schema => new CatalogDependent(
                    new RelationName(schema, key.On),
                    "foreign key",
                    $"{key.Text} of {key.By}",
                    key.By,
                    null
                ))
            ),
        ];
    }

    /// <summary>
    /// The size of the file's blocks that hold the table's columns. Rows that no checkpoint has written yet are missing
    /// from it.
    /// </summary>
    public override async Task<long?> ReadBytesAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    )
    {
        var name = Dialect.Quote(table);
        var value = await session.ScalarAsync(
            $"select count(distinct block_id) * (select block_size from pragma_database_size() where "
                + $"database_name = current_database()) from pragma_storage_info({name}) where block_id >= 0",
            cancellation
        );
        return value is null ? null : Convert.ToInt64(value, CultureInfo.InvariantCulture);
    }

    private static bool IsText(CatalogColumn column) =>
        _asText.Contains(column.Type) || column.Type.StartsWith("ENUM", StringComparison.Ordinal);
}
