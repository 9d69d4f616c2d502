#:property PublishAot=false

// Packs what users install: the tool for this machine (or all), the MSBuild package and SDK, and the project template.
//   dotnet run build/pack.cs [-- --version 0.1.0-dev] [--all [--locked]] [--out build/feed]
// Without --version the version comes from the git tag (v1.2.3) by MinVer. With --locked the restore takes exactly what
// the lock files say, or fails; --all without it brings packages.release.lock.json up to date.

using System.Diagnostics;
using System.Runtime.InteropServices;

var root = Path.GetFullPath(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, ".."));
var version = Option("--version");
var feed = Path.GetFullPath(Option("--out") ?? Path.Combine(root, "build", "feed"));
var rids =
    args.Contains("--all") ? null
    : RuntimeInformation.RuntimeIdentifier is { } own ? Portable(own)
    : null;
if (args.Contains("--locked") && rids is not null)
{
    Console.Error.WriteLine("--locked needs --all: the lock files are those of all platforms");
    return 2;
}
Directory.CreateDirectory(feed);

List<string> common =
[
    "--configuration",
    "Release",
    "--output",
    feed,
    "-p:PackTool=true",
    "-p:ContinuousIntegrationBuild=true",
    "--verbosity",
    "quiet",
    "--nologo",
];
if (rids is null)
    common.Add("-p:PackAll=true");
if (args.Contains("--locked"))
    common.Add("-p:RestoreLockedMode=true");
if (version is not null)
    common.Add($"-p:MinVerVersionOverride={version}");
if (Run(["pack", "src/DataRelease.MSBuild", .. common]) != 0)
    return 1;
if (
    Run([
        "pack",
        "src/DataRelease.Cli",
        .. common,
        .. rids is null ? Array.Empty<string>() : [$"-p:ToolPackageRuntimeIdentifiers={rids}"],
    ]) != 0
)
    return 1;
if (Run(["pack", "build/templates", .. common]) != 0)
    return 1;
if (version is not null)
    ForgetCached(version);
foreach (var package in Directory.GetFiles(feed, "*.nupkg").Order(StringComparer.Ordinal))
    Console.WriteLine($"{new FileInfo(package).Length / 1024, 8} KiB  {Path.GetFileName(package)}");
return 0;

// A version that is packed again would be served from the machine's package cache as it was.
void ForgetCached(string packed)
{
    var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
    if (!Directory.Exists(cache))
        return;
    foreach (
        var folder in Directory
            .GetDirectories(cache, "datarelease.*")
            .Select(package => Path.Combine(package, packed.ToLowerInvariant()))
            .Where(Directory.Exists)
    )
        Directory.Delete(folder, recursive: true);
}

// linux-x64 for debian.12-x64: the SDK's portable names.
static string Portable(string rid)
{
    var architecture = rid[(rid.LastIndexOf('-') + 1)..];
    return OperatingSystem.IsWindows() ? $"win-{architecture}"
        : OperatingSystem.IsMacOS() ? $"osx-{architecture}"
        : $"linux-{architecture}";
}

string? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}

int Run(IEnumerable<string> arguments)
{
    var start = new ProcessStartInfo("dotnet") { WorkingDirectory = root, UseShellExecute = false };
    foreach (var argument in arguments)
        start.ArgumentList.Add(argument);
    using var process = Process.Start(start)!;
    process.WaitForExit();
    return process.ExitCode;
}
