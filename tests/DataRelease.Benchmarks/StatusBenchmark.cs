using DataRelease.Testing;

namespace DataRelease.Benchmarks;

/// <summary><c>status</c> on DuckDB, as a process, against a bare .NET program that opens the same file and reads one row: at most 2×.</summary>
internal static class StatusBenchmark
{
    private const int Runs = 15;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        using var folder = new TempFolder();
        Repository.CopyExample("shop", folder.Path);
        var tool = Measure.Executable("DataRelease.Cli", "data-release");
        var bare = Measure.Executable("DataRelease.Actors", "DataRelease.Actors");
        await Measure.RunAsync(tool, folder.Path, ["release"], cancellation);
        var (status, row) = (new List<double>(), new List<double>());
        for (var i = 0; i <= Runs; i++)
        {
            var first = (await Measure.RunAsync(tool, folder.Path, ["status"], cancellation)).Seconds;
            var second = (await Measure.RunAsync(bare, folder.Path, ["read-one-row", folder["shop.duckdb"]], cancellation)).Seconds;
            // The first pair warms the disk's cache.
            if (i == 0) continue;
            status.Add(first);
            row.Add(second);
        }
        Measure.Print("data-release status", Measure.Median(status), "bare program, one row", Measure.Median(row), 2);
    }
}
