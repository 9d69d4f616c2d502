#:property PublishAot=false

// README's first command: releases three versions of examples/shop into a DuckDB file, without dbt, and leaves it for a
// look.
//   dotnet run build/quickstart.cs

using System.Diagnostics;
using System.Globalization;

var root = Path.GetFullPath(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, ".."));
var tool = Path.Combine("artifacts", "bin", "DataRelease.Cli", "release", "data-release.dll");
var project = Path.Combine("artifacts", "quickstart", "shop");

Say("Restoring packages and building the tool; on a machine that never built it, this takes some minutes");
if (!Build())
    return 1;

var folder = Path.Combine(root, project);
if (Directory.Exists(folder))
    Directory.Delete(folder, recursive: true);

Say("Version 1 of the shop goes live: built into a schema of its own, tested, then pointed to by views");
Lay("shop");
if (!Expect(0, "release"))
    return 1;

Say("Version 2 has a new column, a new model and other numbers: it is compared with what is live, then swapped in");
Lay("shop", "shop-v2");
if (!Expect(0, "release"))
    return 1;

Say("Version 3 passes every dbt test and has silently lost rows: the comparison with live refuses it");
Lay("shop", "shop-v3");
if (!Expect(3, "release"))
    return 1;
if (!Expect(0, "diff", "orders", "--samples", "2"))
    return 1;

Say("Version 2 is still live, and the way back to version 1 takes one swap");
if (!Expect(0, "status"))
    return 1;
if (!Expect(0, "rollback", "--yes"))
    return 1;

Say("Go on with it");
Console.WriteLine(
    $"""
    The warehouse is {Path.Combine(project, "shop.duckdb")}; consumers read analytics.orders and its neighbours there.

      dotnet {tool} history --project {project}
      dotnet {tool} rollback --to r2 --yes --project {project}
      dotnet {tool} abort --release r3 --yes --project {project}
      dotnet {tool} --help

    Each release has left a page. This one says why version 3 was refused, with rows that it would have lost:

      {Path.Combine(folder, "target", "data-release", "dev", "r3.html")}
    """
);
return 0;

void Say(string text) => Console.WriteLine($"\n== {text} ==");

// In a terminal, dotnet draws what it restores and compiles. A log gets a line a project, with the time so far.
bool Build()
{
    var watch = Stopwatch.StartNew();
    string[] arguments = ["build", Path.Combine("src", "DataRelease.Cli"), "--configuration", "Release", "--nologo"];
    var exit = Console.IsOutputRedirected
        ? Run("dotnet", [.. arguments, "--verbosity", "minimal"], line => Console.WriteLine($"{Time()}  {Short(line)}"))
        : Run("dotnet", [.. arguments, "--verbosity", "minimal"]);
    if (exit == 0)
        Console.WriteLine($"{Time()}  the tool is built");
    return exit == 0;

    string Time() => string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds, 5:0} s");

    string Short(string line) => line.Replace(root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Trim();
}

// Lays a version's files over nothing, as a checkout of that version would. The warehouse and the pages stay.
void Lay(params string[] layers)
{
    if (Directory.Exists(folder))
    {
        foreach (
            var child in new DirectoryInfo(folder)
                .EnumerateFileSystemInfos()
                .Where(child => child.Name != "target" && !child.Name.Contains("shop.duckdb", StringComparison.Ordinal))
        )
        {
            if (child is DirectoryInfo directory)
                directory.Delete(recursive: true);
            else
                child.Delete();
        }
    }
    foreach (var layer in layers)
    {
        var source = Path.Combine(root, "examples", layer);
        foreach (
            var file in Directory
                .EnumerateFiles(source, "*", SearchOption.AllDirectories)
                .Where(file => !Path.GetFileName(file).Contains("duckdb", StringComparison.Ordinal))
        )
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}

bool Expect(int exit, params string[] arguments)
{
    Console.WriteLine($"\n$ data-release {string.Join(' ', arguments)}");
    var got = Run("dotnet", [tool, .. arguments, "--project", project]);
    if (got == exit)
        return true;
    Console.Error.WriteLine($"expected exit code {exit}, got {got}");
    return false;
}

int Run(string file, IEnumerable<string> arguments, Action<string>? take = null)
{
    var start = new ProcessStartInfo(file)
    {
        WorkingDirectory = root,
        UseShellExecute = false,
        RedirectStandardOutput = take is not null,
    };
    foreach (var argument in arguments)
        start.ArgumentList.Add(argument);
    using var process = Process.Start(start)!;
    while (take is not null && process.StandardOutput.ReadLine() is { } line)
    {
        if (line.Length > 0)
            take(line);
    }
    process.WaitForExit();
    return process.ExitCode;
}
