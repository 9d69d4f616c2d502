using System.Globalization;
using DataRelease.Testing;

namespace DataRelease.Benchmarks;

/// <summary>
/// A release of the shop's two versions in turn with its report (page, diff of what changed) against one with neither:
/// what being told about costs, at most 1.10×. The shop is the worst case: its releases take a second. First the tool
/// as it is shipped, compiled ahead of time; then as it is built here, where code that only a report runs is compiled
/// while it runs.
/// </summary>
internal static class ReportBenchmark
{
    private const int Runs = 6;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        using var folder = new TempFolder();
        await RunAsync(
            "as shipped",
            await Measure.ShippedAsync("DataRelease.Cli", "data-release", folder["tool"], cancellation),
            cancellation
        );
        await RunAsync("as built", Measure.Executable("DataRelease.Cli", "data-release"), cancellation);
    }

    private static async Task RunAsync(string which, string tool, CancellationToken cancellation)
    {
        using var folder = new TempFolder();
        var (with, without) = (new List<double>(), new List<double>());
        foreach (var side in new[] { "with", "without" })
        {
            Repository.CopyExample("shop", folder[side]);
            if (side == "without")
                await File.WriteAllTextAsync(
                    folder["without/data-release.yml"],
                    "report: {html: false, diff: none}\n",
                    cancellation
                );
        }
        for (var i = 0; i <= Runs; i++)
        {
            foreach (var side in i % 2 == 0 ? new[] { "with", "without" } : ["without", "with"])
            {
                File.Delete(Path.Combine(folder[side], "models", "marts", "refunds.sql"));
                Repository.CopyExample("shop", folder[side]);
                if (i % 2 == 1)
                    Repository.CopyExample("shop-v2", folder[side]);
                var seconds = (await Measure.RunAsync(tool, folder[side], ["release"], cancellation)).Seconds;
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {which}, run {i}: {side} {seconds:0.000} s{(i == 0 ? " (not counted)" : "")}"
                    )
                );
                if (i > 0)
                    (side == "with" ? with : without).Add(seconds);
            }
        }
        Measure.Print(
            $"release with its report, tool {which}",
            Measure.Median(with),
            "without page and diff",
            Measure.Median(without),
            1.10
        );
    }
}
