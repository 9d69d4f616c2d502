using DataRelease.Testing;

namespace DataRelease.Benchmarks;

/// <summary>
/// <c>status</c> on DuckDB, as a process and compiled ahead of time as the tool is shipped, against a bare .NET program
/// that opens the same file and reads one row: at most 2×.
/// </summary>
internal static class StatusBenchmark
{
    private const int Runs = 15;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        using var folder = new TempFolder();
        var shop = folder["shop"];
        Repository.CopyExample("shop", shop);
        await Measure.RunAsync(
            "dotnet",
            Repository.Root,
            [
                "publish",
                Repository.PathOf("src", "DataRelease.Cli"),
                "--configuration",
                "Release",
                "--use-current-runtime",
                "--no-self-contained",
                "-p:PublishReadyToRun=true",
                "--output",
                folder["tool"],
                "--verbosity",
                "quiet",
                "--nologo",
            ],
            cancellation
        );
        var tool = folder[Path.Combine("tool", OperatingSystem.IsWindows() ? "data-release.exe" : "data-release")];
        var bare = Measure.Executable("DataRelease.Actors", "DataRelease.Actors");
        await Measure.RunAsync(tool, shop, ["release"], cancellation);
        var (status, row) = (new List<double>(), new List<double>());
        for (var i = 0; i <= Runs; i++)
        {
            var first = (await Measure.RunAsync(tool, shop, ["status"], cancellation)).Seconds;
            var second = (
                await Measure.RunAsync(bare, shop, ["read-one-row", Path.Combine(shop, "shop.duckdb")], cancellation)
            ).Seconds;
            // The first pair warms the disk's cache.
            if (i == 0)
                continue;
            status.Add(first);
            row.Add(second);
        }
        Measure.Print("data-release status", Measure.Median(status), "bare program, one row", Measure.Median(row), 2);
    }
}
