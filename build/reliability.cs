#:property PublishAot=false

// The whole kill-point proof: every point of every command, on every engine and scenario; writes the table of docs/reliability.md.
//   dotnet run build/reliability.cs                       every effect, killed before and after
//   dotnet run build/reliability.cs -- distinct           after every effect, and around the swap's: half as long
//   dotnet run build/reliability.cs -- all DuckDb,Package one engine, some scenarios: FirstRelease, Adoption, ShapeChange, SeveralSchemas, Package, Gate
//   dotnet run build/reliability.cs -- all resume         goes on after the commands that an earlier run has behind it without a failure

using System.Diagnostics;
using System.Text.Json;

var root = Path.GetFullPath(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, ".."));
var report = Path.Combine(root, "artifacts", "reliability");
var points = args.FirstOrDefault() ?? "all";
var resume = args.Skip(1).Contains("resume");
if (points is not ("all" or "distinct"))
{
    Console.Error.WriteLine("say all or distinct");
    return 2;
}
if (!resume && Directory.Exists(report)) Directory.Delete(report, recursive: true);
if (Run("build", Path.Combine("tests", "DataRelease.Reliability.Tests"), "--configuration", "Release", "--verbosity", "quiet", "--nologo") != 0) return 1;

// Thousands of processes that live for a second: compiled ahead of time they start sooner. Without that they only take longer.
var tool = Path.Combine(root, "artifacts", "reliability-tool");
if (Run("publish", Path.Combine("tests", "DataRelease.Actors"), "--configuration", "Release", "--use-current-runtime", "--no-self-contained", "-p:PublishReadyToRun=true", "--verbosity", "quiet", "--nologo", "--output", tool) == 0)
    Environment.SetEnvironmentVariable("DATARELEASE_KILL_TOOL", Path.Combine(tool, "DataRelease.Actors"));

var clock = Stopwatch.StartNew();
Environment.SetEnvironmentVariable("DATARELEASE_KILL_POINTS", points);
Environment.SetEnvironmentVariable("DATARELEASE_KILL_ONLY", string.Join(',', args.Skip(1).Where(name => name != "resume")));
Environment.SetEnvironmentVariable("DATARELEASE_KILL_REPORT", report);
var exit = Run("test", "--project", Path.Combine("tests", "DataRelease.Reliability.Tests"), "--configuration", "Release", "--no-build", "--no-ansi", "--no-progress",
    "--filter-class", "*KillPointTests");

var rows = Directory.Exists(report)
    ? Directory.EnumerateFiles(report, "*.json").Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement).OrderBy(row => row.GetProperty("Name").GetString(), StringComparer.Ordinal).ToList()
    : [];
int Sum(string name) => rows.Sum(row => row.GetProperty(name).GetInt32());
var lines = new List<string>
{
    "| engine, start, command | passes of the seam | effects | kills | states left | failures |",
    "|---|---:|---:|---:|---:|---:|",
};
lines.AddRange(rows.Select(row => $"| {row.GetProperty("Name").GetString()} | {row.GetProperty("Points").GetInt32()} | {row.GetProperty("Effects").GetInt32()} | {row.GetProperty("Kills").GetInt32()} | {row.GetProperty("States").GetInt32()} | {row.GetProperty("Failures").GetInt32()} |"));
lines.Add($"| **{rows.Count} commands** | {Sum("Points")} | {Sum("Effects")} | **{Sum("Kills")}** | {Sum("States")} | **{Sum("Failures")}** |");
File.WriteAllLines(Path.Combine(root, "artifacts", "reliability.md"), lines);
Console.WriteLine(string.Join('\n', lines));
Console.WriteLine($"\n{Sum("Kills")} kills ({points}), {Sum("Failures")} failures, {clock.Elapsed.TotalMinutes:0} min; the table is in artifacts/reliability.md");
return exit;

int Run(params string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root, UseShellExecute = false })!;
    process.WaitForExit();
    return process.ExitCode;
}
