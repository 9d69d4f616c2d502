#:property PublishAot=false

// The whole kill-point proof: every point of every command, on every engine and scenario; writes the table of docs/reliability.md.
//   dotnet run build/reliability.cs                 every point, killed before and after
//   dotnet run build/reliability.cs -- distinct     each state that a kill can leave, once: half as long
//   dotnet run build/reliability.cs -- all DuckDb   one engine, or one scenario: Adoption, ShapeChange, …

using System.Diagnostics;
using System.Text.Json;

var root = Path.GetFullPath(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, ".."));
var report = Path.Combine(root, "artifacts", "reliability");
var points = args.FirstOrDefault() ?? "all";
if (points is not ("all" or "distinct"))
{
    Console.Error.WriteLine("say all or distinct");
    return 2;
}
if (Directory.Exists(report)) Directory.Delete(report, recursive: true);
if (Run("build", Path.Combine("tests", "DataRelease.Reliability.Tests"), "--configuration", "Release", "--verbosity", "quiet", "--nologo") != 0) return 1;

var clock = Stopwatch.StartNew();
Environment.SetEnvironmentVariable("DATARELEASE_KILL_POINTS", points);
Environment.SetEnvironmentVariable("DATARELEASE_KILL_ONLY", args.ElementAtOrDefault(1));
Environment.SetEnvironmentVariable("DATARELEASE_KILL_REPORT", report);
var exit = Run("test", "--project", Path.Combine("tests", "DataRelease.Reliability.Tests"), "--configuration", "Release", "--no-build", "--no-ansi", "--no-progress",
    "--filter-class", "*KillPointTests");

var rows = Directory.Exists(report)
    ? Directory.EnumerateFiles(report, "*.json").Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement).OrderBy(row => row.GetProperty("Name").GetString(), StringComparer.Ordinal).ToList()
    : [];
int Sum(string name) => rows.Sum(row => row.GetProperty(name).GetInt32());
var lines = new List<string>
{
    "| engine, start, command | passes of the seam | effects | kills | failures |",
    "|---|---:|---:|---:|---:|",
};
lines.AddRange(rows.Select(row => $"| {row.GetProperty("Name").GetString()} | {row.GetProperty("Points").GetInt32()} | {row.GetProperty("Effects").GetInt32()} | {row.GetProperty("Kills").GetInt32()} | {row.GetProperty("Failures").GetInt32()} |"));
lines.Add($"| **{rows.Count} commands** | {Sum("Points")} | {Sum("Effects")} | **{Sum("Kills")}** | **{Sum("Failures")}** |");
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
