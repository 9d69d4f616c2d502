using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks;

/// <summary>What green has that blue has not.</summary>
internal enum GreenRows
{
    /// <summary>Nothing: every row is the same.</summary>
    Identical,

    /// <summary>
    /// 0.01 % of the rows changed all over the table, 100 removed at the start, 100 added at the end.
    /// </summary>
    Changed,

    /// <summary>As many rows changed, all of them in the last hundredth.</summary>
    Tail,
}

/// <summary>
/// Data for benchmarks of diffs: tables of 10 or 30 columns with a bigint key, numbers, text with NULLs and moments.
/// </summary>
internal sealed class DiffTables(Warehouse warehouse, WarehouseSession session, long rows, int columns)
{
    private const int Shift = 100;

    public long Rows => rows;

    /// <summary>The columns other than the key.</summary>
    public IReadOnlyList<string> Values { get; } =
    [.. Enumerable.Range(1, columns - 1).Select(index => string.Create(CultureInfo.InvariantCulture, $"c{index}"))];

    public long ChangedRows => rows / 10_000;

    /// <summary>Makes a table; in random physical order if asked.</summary>
    public async Task CreateAsync(string name, GreenRows? green, bool isShuffled, CancellationToken cancellation)
    {
        var (low, high) = green is null or GreenRows.Identical ? (1, rows) : (Shift + 1, rows + Shift);
        var changed = green switch
        {
            GreenRows.Changed => $"case when i % 10000 = 7 and i > {Shift} and i <= {rows} then 1 else 0 end",
            GreenRows.Tail => $"case when i % 100 = 7 and i > {rows - (rows / 100)} and i <= {rows} then 1 else 0 end",
            _ => "0",
        };
        var list = string.Join(", ", Values.Select((column, index) => $"{Expression(index, changed)} as {column}"));
        var order = isShuffled
            ? warehouse.Dialect.Name == "postgres"
                ? " order by hashint8extended(i, 7)"
                : " order by hash(i + 7)"
            : "";
        await session.ExecuteAsync(
            Sql.Raw(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"create table {name} as select cast(i as bigint) as id, {list} from generate_series({low}"
                        + $", {high}) as g(i){order}"
                )
            ),
            cancellation
        );
    }

    private static string Expression(int index, string changed) =>
        (index % 9) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"cast(i % {97 + index} as integer)"),
            1 => string.Create(CultureInfo.InvariantCulture, $"cast(i % {1009 + index} as integer)"),
            2 => "cast((cast(i as bigint) * 7) % 100003 as integer)",
            3 => index == 3 ? $"cast({changed} as integer)" : "cast(0 as integer)",
            4 => "'name ' || (i % 5000)",
            5 => "case when i % 11 = 0 then null else 'text ' || (i % 333) end",
            6 => "cast((i % 100000) / 100.0 as numeric(12,2))",
            7 => "case when i % 13 = 0 then null else cast(i % 7000 as numeric(12,2)) end",
            _ => "case when i % 17 = 0 then null else timestamp '2026-01-01 00:00:00' + (i % 100000) * "
                + "interval '1 second' end",
        };
}
