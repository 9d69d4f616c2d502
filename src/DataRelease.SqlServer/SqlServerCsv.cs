using System.Globalization;
using System.Text;
using DataRelease.Warehouses;
using Microsoft.Data.SqlClient;
using Sylvan.Data.Csv;

namespace DataRelease.SqlServer;

/// <summary>
/// Loads a CSV with the driver's bulk copy: the texts go into a temporary table, from which the server itself converts
/// them to the columns' types. The rows are streamed, so no file is too large.
/// </summary>
internal static class SqlServerCsv
{
    private const string Staged = "#data_release_rows";

    public static async Task<long> LoadAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> withOffsets,
        Stream csv,
        CancellationToken cancellation
    )
    {
        await session.ExecuteAsync(Drop, cancellation);
        await session.ExecuteAsync(Stage(columns.Count), cancellation);
        // The bytes are read unchanged: invalid UTF-8 is an error, and nothing is replaced.
        using var text = new StreamReader(csv, new UTF8Encoding(false, throwOnInvalidBytes: true));
        await using var rows = await CsvDataReader.CreateAsync(
            text,
            new CsvDataReaderOptions { HasHeaders = true, Culture = CultureInfo.InvariantCulture },
            cancellation
        );
        // Columns are mapped by ordinal, because the driver's own mapping fails on some column names.
        using var copy = new SqlBulkCopy((SqlConnection)session.Connection)
        {
            DestinationTableName = Staged,
            BulkCopyTimeout = 0,
            EnableStreaming = true,
        };
        for (var at = 0; at < columns.Count; at++)
            copy.ColumnMappings.Add(at, at);
        await Seam.PassAsync($"insert bulk {Staged}", async () =>
        {
            await copy.WriteToServerAsync(rows, cancellation);
            return true;
        });
        var loaded = await session.ExecuteAsync(Fill(table, columns, withOffsets), cancellation);
        await session.ExecuteAsync(Drop, cancellation);
        return loaded;
    }

    public static Sql Drop { get; } = Sql.Raw($"drop table if exists {Staged}");

    public static Sql Stage(int columns) =>
        $"create table {Sql.Raw(Staged)} "
        + $"({Sql.Join(", ", Names(columns).Select(name => (Sql)$"{name} nvarchar(max)"))})";

    /// <summary>
    /// Fills the table from the temporary one. An empty field is NULL; a field of blanks is not, although SQL Server
    /// considers both equal.
    /// </summary>
    public static Sql Fill(RelationName table, IReadOnlyList<string> columns, IReadOnlyList<string> withOffsets)
    {
        var names = Names(columns.Count);
        var values = columns.Select(
            (column, index) =>
            {
                Sql value = $"case when datalength({names[index]}) = 0 then null else {names[index]} end";
                return withOffsets.Contains(column)
                    ? $"cast(switchoffset(cast({value} as datetimeoffset(6)), '+00:00') as datetime2(6))"
                    : value;
            }
        );
        var list = Sql.Join(", ", columns.Select(column => new Identifier(column)));
        return $"insert into {table} ({list}) select {Sql.Join(", ", values)} from {Sql.Raw(Staged)}";
    }

    private static List<Sql> Names(int count) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(number => Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"c{number}"))),
        ];
}
