#:project ../src/DataRelease.Cli/DataRelease.Cli.csproj
#:property AssemblyName=docs
#:property PublishAot=false

// Writes what docs has from the code: dotnet run build/docs.cs
// - the pages under docs/errors, from the registry of error codes; what stands below the marker on a page is written by
//   hand and kept,
// - the schemas of the documents that the tool writes, from their types.

using DataRelease.Cli.Tests.Schemas;
using DataRelease.Errors;

const string Marker = "<!-- Above: written by build/docs.cs. Below: by hand. -->";
var folder = Path.GetFullPath(
    Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "..", "docs", "errors")
);
Directory.CreateDirectory(folder);

foreach (var code in ErrorCode.All)
{
    var path = Path.Combine(folder, $"{code.Id}.md");
    var old = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
    var at = old.IndexOf(Marker, StringComparison.Ordinal);
    var byHand = at < 0 ? "\n" : old[(at + Marker.Length)..];
    File.WriteAllText(
        path,
        $"""
        # {code.Id}: {code.Title}

        **What to do:** {code.Remedy}.

        The command ends with exit code {(int)code.Exit} ({Meaning(code.Exit)}).

        {Marker}{byHand}
        """.ReplaceLineEndings("\n").TrimEnd('\n') + "\n"
    );
}
foreach (
    var page in Directory
        .GetFiles(folder, "DR*.md")
        .Where(page => ErrorCode.All.All(code => code.Id != Path.GetFileNameWithoutExtension(page)))
)
    File.Delete(page);

var rows = ErrorCode.All.Select(code => $"| [{code.Id}]({code.Id}.md) | {code.Title} | {(int)code.Exit} |");
File.WriteAllText(
    Path.Combine(folder, "README.md"),
    $"""
    # Error codes

    Every error that `data-release` prints carries one of these codes; a code never changes its meaning.
    Written by `dotnet run build/docs.cs`.

    | code | what is wrong | exit code |
    |---|---|---|
    {string.Join("\n", rows)}

    """.ReplaceLineEndings("\n")
);
Console.WriteLine($"{ErrorCode.All.Count} pages under docs/errors");

foreach (var (file, schema) in DocumentSchema.Published)
{
    File.WriteAllText(Path.Combine(folder, "..", file), schema);
    Console.WriteLine($"docs/{file}");
}

static string Meaning(ExitCode exit) =>
    exit switch
    {
        ExitCode.Done => "done",
        ExitCode.Failed => "failed",
        ExitCode.Usage => "usage or configuration",
        ExitCode.Refused => "refused; live is untouched",
        ExitCode.Busy => "busy",
        ExitCode.RolledBack => "rolled back",
        ExitCode.Cancelled => "cancelled",
        _ => throw new InvalidOperationException($"no words for exit code {exit}"),
    };
