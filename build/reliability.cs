#:property PublishAot=false

// The whole kill-point proof: every point of every command, on every engine and scenario; writes the table of
// docs/reliability.md.
//   dotnet run build/reliability.cs                       every effect, killed before and after
//   dotnet run build/reliability.cs -- distinct           after every effect, and around the swap's: half as long
//   dotnet run build/reliability.cs -- all DuckDb,Package one engine, some scenarios, some verbs: FirstRelease,
//                                                         Adoption, ShapeChange, SeveralSchemas, Package, Gate,
//                                                         KeepState, Exchange, Canary, Rolling, Shadow, Monitoring,
//                                                         State
//   dotnet run build/reliability.cs -- all resume         goes on where an earlier run was cut short, and tries again
//                                                         what failed

using System.Diagnostics;

var root = Path.GetFullPath(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, ".."));
var report = Path.Combine(root, "artifacts", "reliability");
var points = args.FirstOrDefault() ?? "all";
var resume = args.Skip(1).Contains("resume");
if (points is not ("all" or "distinct"))
{
    Console.Error.WriteLine("say all or distinct");
    return 2;
}
if (!resume && Directory.Exists(report))
    Directory.Delete(report, recursive: true);
if (
    Run(
        "build",
        Path.Combine("tests", "DataRelease.Reliability.Tests"),
        "--configuration",
        "Release",
        "--verbosity",
        "quiet",
        "--nologo"
    ) != 0
)
    return 1;

// Thousands of processes that live for a second: compiled ahead of time they start sooner. Without that they only take
// longer.
var tool = Path.Combine(root, "artifacts", "reliability-tool");
if (
    Run(
        "publish",
        Path.Combine("tests", "DataRelease.Actors"),
        "--configuration",
        "Release",
        "--use-current-runtime",
        "--no-self-contained",
        "-p:PublishReadyToRun=true",
        "--verbosity",
        "quiet",
        "--nologo",
        "--output",
        tool
    ) == 0
    && File.Exists(Path.Combine(tool, "DataRelease.Actors"))
)
    Environment.SetEnvironmentVariable("DATARELEASE_KILL_TOOL", Path.Combine(tool, "DataRelease.Actors"));

var clock = Stopwatch.StartNew();
Environment.SetEnvironmentVariable("DATARELEASE_KILL_POINTS", points);
Environment.SetEnvironmentVariable(
    "DATARELEASE_KILL_ONLY",
    string.Join(',', args.Skip(1).Where(name => name != "resume"))
);
Environment.SetEnvironmentVariable("DATARELEASE_KILL_REPORT", report);
var exit = Run(
    "test",
    "--project",
    Path.Combine("tests", "DataRelease.Reliability.Tests"),
    "--configuration",
    "Release",
    "--no-build",
    "--no-ansi",
    "--no-progress",
    "--filter-class",
    "*.Kills.*"
);

var rows = Directory.Exists(report)
    ? Directory.EnumerateFiles(report, "*.kills").Select(Read).OrderBy(row => row.Name, StringComparer.Ordinal).ToList()
    : [];
var lines = new List<string>
{
    "| engine, start, command | passes of the seam | effects | kills | of | failures |",
    "|---|---:|---:|---:|---:|---:|",
};
lines.AddRange(
    rows.Select(row => $"| {row.Name} | {row.Points} | {row.Effects} | {row.Kills} | {row.Wanted} | {row.Failures} |")
);
var (kills, failed) = (rows.Sum(row => row.Kills), rows.Sum(row => row.Failures));
lines.Add(
    $"| **{rows.Count} commands** | {rows.Sum(row => row.Points)} | {rows.Sum(row => row.Effects)} | **{kills}"
        + $"** | {rows.Sum(row => row.Wanted)} | **{failed}** |"
);
File.WriteAllLines(Path.Combine(root, "artifacts", "reliability.md"), lines);
Console.WriteLine(string.Join('\n', lines));
Console.WriteLine(
    $"\n{kills} kills ({points}), {failed} failures, {clock.Elapsed.TotalMinutes:0} min; the table is in "
        + $"artifacts/reliability.md"
);
return exit;

int Run(params string[] arguments)
{
    using var process = Process.Start(
        new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root, UseShellExecute = false }
    )!;
    process.WaitForExit();
    return process.ExitCode;
}

// The last line of a point counts: one that failed may have been mended and tried again since.
(string Name, int Points, int Effects, int Wanted, int Kills, int Failures) Read(string file)
{
    var lines = File.ReadAllLines(file);
    var head = lines[0].Split('|');
    var tried = lines
        .Skip(1)
        .Select(line => line.Split('|'))
        .Where(parts => parts.Length == 3)
        .GroupBy(parts => parts[0])
        .Select(point => point.Last()[1])
        .ToList();
    return (
        head[0],
        int.Parse(head[1]),
        int.Parse(head[2]),
        int.Parse(head[3]),
        tried.Count,
        tried.Count(failures => failures != "0")
    );
}
