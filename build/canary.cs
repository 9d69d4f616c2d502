#:property PublishAot=false

// A canary that is rolled back by itself, to watch in a minute: examples/canary in a DuckDB file, without a server.
//   dotnet run build/canary.cs

using System.Diagnostics;

const int Done = 0;
const int RolledBack = 5;

var root = Path.GetFullPath(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, ".."));
var tool = Path.Combine("artifacts", "bin", "DataRelease.Cli", "release", "data-release.dll");
var project = Path.Combine("artifacts", "canary");

Say("Building the tool");
var source = Path.Combine("src", "DataRelease.Cli");
if (Run(["build", source, "--configuration", "Release", "--verbosity", "quiet", "--nologo"]) != 0)
    return 1;

if (Directory.Exists(Path.Combine(root, project)))
    Directory.Delete(Path.Combine(root, project), recursive: true);

Say("Version 1 goes live: customer_pages is a table");
Lay("canary");
if (!Expect(Done, "release"))
    return 1;

Say("Version 2 makes it a view: the same rows, and every reader computes them. Ann sees it first");
Lay("canary-v2");
if (!Expect(RolledBack, "release"))
    return 1;

Say("Everybody sees version 1 again");
if (!Expect(Done, "status"))
    return 1;

Console.WriteLine(
    $"""

    The release is kept to be looked at:

      dotnet {tool} history --project {project}
      dotnet {tool} abort --release r2 --yes --project {project}
    """
);
return 0;

void Say(string text) => Console.WriteLine($"\n== {text} ==");

// Lays a version's files over what is there, as a commit would.
void Lay(string version)
{
    var from = Path.Combine(root, "examples", version);
    foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
    {
        var copy = Path.Combine(root, project, Path.GetRelativePath(from, file));
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(file, copy, overwrite: true);
    }
}

bool Expect(int exit, string verb)
{
    Console.WriteLine($"\n$ data-release {verb}");
    var got = Run([tool, verb, "--project", project]);
    Console.WriteLine($"\nexit code {got}");
    return got == exit;
}

int Run(string[] arguments)
{
    using var process = Process.Start(
        new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root, UseShellExecute = false }
    )!;
    process.WaitForExit();
    return process.ExitCode;
}
