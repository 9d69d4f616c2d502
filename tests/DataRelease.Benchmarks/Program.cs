using DataRelease.Benchmarks;
using DataRelease.Benchmarks.Soak;

// Each benchmark prints ratios against its stated baseline, measured in the same run:
// dotnet run --project tests/DataRelease.Benchmarks -c Release --
// [manifest|package|plan|status|history|growth|swap|carry|diff|diff-10m|checks|dbt|rollback|backup|restore|report|
// views|weight|advance]
using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancel.Cancel();
};
var all = new Dictionary<string, Func<CancellationToken, Task>>
{
    ["manifest"] = ManifestBenchmark.RunAsync,
    ["package"] = ManifestBenchmark.RunPackageAsync,
    ["plan"] = PlanBenchmark.RunAsync,
    ["status"] = StatusBenchmark.RunAsync,
    ["history"] = HistoryBenchmark.RunAsync,
    ["growth"] = GrowthBenchmark.RunAsync,
    ["swap"] = SwapBenchmark.RunAsync,
    ["carry"] = CarryBenchmark.RunAsync,
    ["state"] = SharedStateBenchmark.RunAsync,
    ["diff"] = DiffBenchmark.RunAsync,
    ["diff-10m"] = DiffBenchmark.RunTenMillionAsync,
    ["checks"] = ChecksBenchmark.RunAsync,
    ["dbt"] = DbtBenchmark.RunAsync,
    ["rollback"] = RollbackBenchmark.RunAsync,
    ["backup"] = BackupBenchmark.RunAsync,
    ["restore"] = RestoreBenchmark.RunAsync,
    ["report"] = ReportBenchmark.RunAsync,
    ["views"] = ViewBenchmark.RunAsync,
    ["weight"] = WatchBenchmark.RunWeightAsync,
    ["advance"] = WatchBenchmark.RunAdvanceAsync,
};
if (args is ["read-manifest", var path])
    return await ManifestBenchmark.ReadAsync(path, cancel.Token);
if (args is ["soak", .. var soak])
    return await SoakRun.RunAsync(soak, cancel.Token);
if (args is ["growth-of", var engine, var relations])
    return await GrowthBenchmark.MeasureAsync(
        engine,
        int.Parse(relations, System.Globalization.CultureInfo.InvariantCulture),
        cancel.Token
    );
if (args is ["read-package", var package])
    return await ManifestBenchmark.ReadPackageAsync(package, cancel.Token);
if (args.FirstOrDefault(name => !all.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"there is no benchmark '{unknown}'; there are {string.Join(", ", all.Keys)}");
    return 2;
}
foreach (var (name, run) in all.Where(benchmark => args.Length == 0 || args.Contains(benchmark.Key)))
{
    Console.WriteLine($"== {name} ==");
    await run(cancel.Token);
}
return 0;
