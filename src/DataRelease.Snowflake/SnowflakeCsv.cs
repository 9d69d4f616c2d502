using System.Globalization;
using System.Text;
using DataRelease.Warehouses;
using Sylvan.Data.Csv;

namespace DataRelease.Snowflake;

/// <summary>
/// Loads a CSV with inserts of many rows each; the server converts the texts to the columns' types. A stage would be
/// faster for large files, but needs the driver's own commands.
/// </summary>
internal static class SnowflakeCsv
{
    private const int MostRows = 1_000;

    private const int MostValues = 10_000;

    public static async Task<long> LoadAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> withOffsets,
        Stream csv,
        CancellationToken cancellation
    )
    {
        // The bytes are read unchanged: invalid UTF-8 is an error, and nothing is replaced.
        using var text = new StreamReader(csv, new UTF8Encoding(false, throwOnInvalidBytes: true));
        await using var rows = await CsvDataReader.CreateAsync(
            text,
            new CsvDataReaderOptions { HasHeaders = true, Culture = CultureInfo.InvariantCulture },
            cancellation
        );
        var room = Math.Max(1, Math.Min(MostRows, MostValues / Math.Max(1, columns.Count)));
        var batch = new List<IReadOnlyList<string?>>(room);
        long loaded = 0;
        while (await rows.ReadAsync(cancellation))
        {
            batch.Add([
                .. Enumerable
                    .Range(0, columns.Count)
                    .Select(at => rows.GetString(at) is { Length: > 0 } value ? value : null),
            ]);
            if (batch.Count == room)
                await SendAsync();
        }
        if (batch.Count > 0)
            await SendAsync();
        return loaded;

        async Task SendAsync()
        {
            await session.ExecuteAsync(Insert(table, columns, withOffsets, batch), cancellation);
            loaded += batch.Count;
            batch.Clear();
        }
    }

    /// <summary>One statement for several rows; an empty field is NULL.</summary>
    public static Sql Insert(
        RelationName table,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> withOffsets,
        IReadOnlyList<IReadOnlyList<string?>> rows
    )
    {
        var names = Sql.Join(", ", columns.Select(column => new Identifier(column)));
        var places = Enumerable.Range(1, columns.Count).ToList();
        var values = places.Select(place =>
        {
            var value = Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"column{place}"));
            return withOffsets.Contains(columns[place - 1])
                ? $"cast(convert_timezone('UTC', cast({value} as timestamp_tz)) as timestamp_ntz)"
                : value;
        });
        var list = Sql.Join(", ", rows.Select(row => (Sql)$"({Sql.Join(", ", row.Select(value => (Sql)$"{value}"))})"));
        return $"insert into {table} ({names}) select {Sql.Join(", ", values)} from values {list}";
    }
}
