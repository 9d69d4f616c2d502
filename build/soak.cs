#:property PublishAot=false

// Releases and rollbacks in turn under eighteen readers (5 s queries, cursors, COPY, joins, prepared, pooled,
// REPEATABLE
// READ, SERIALIZABLE) of one PostgreSQL: how many got through, how long they took, what the readers noticed.
//   dotnet run build/soak.cs                     20 of each, with and without new shapes, jit on and off
//   dotnet run build/soak.cs -- 4 same new       4 of each, two of the variants: same, new, same-jit, new-jit
//   dotnet run build/soak.cs -- 4 budget=60      with another swap.budget, in seconds

using System.Diagnostics;

var root = Path.GetFullPath(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, ".."));
var start = new ProcessStartInfo("dotnet") { WorkingDirectory = root };
foreach (
    var argument in (string[])
        [
            "run",
            "--project",
            Path.Combine("tests", "DataRelease.Benchmarks"),
            "--configuration",
            "Release",
            "--",
            "soak",
        ]
)
    start.ArgumentList.Add(argument);
foreach (var argument in args)
    start.ArgumentList.Add(argument);
using var soak = Process.Start(start)!;
soak.WaitForExit();
return soak.ExitCode;
