#:property PublishAot=false

// README's second command: builds once, runs every test project, ends with "N passed, N failed, N skipped".
//   dotnet run build/test.cs [options of the test runner, for instance --filter-class "*Diff*"]

using System.Diagnostics;
using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using DataRelease.Testing;

const string Variable = "DATARELEASE_TEST_POSTGRES";
var root = Path.GetFullPath(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, ".."));
var results = Path.Combine(root, "artifacts", "test-results");
string? container = null;

AppDomain.CurrentDomain.ProcessExit += (_, _) => StopContainer();
try
{
    EnsurePostgres();
    EnsureChromium();
    if (
        Run("dotnet", "build", "DataRelease.sln", "--configuration", "Release", "--verbosity", "quiet", "--nologo") != 0
    )
        return Fail("the solution does not build");
    return RunTests();
}
finally
{
    StopContainer();
}

// A runner that dies, or a failure that shows what XML does not take, may leave half a file.
static List<XElement>? ReadResults(string report)
{
    try
    {
        return [.. XDocument.Load(report).Descendants().Where(element => element.Name.LocalName == "UnitTestResult")];
    }
    catch (XmlException error)
    {
        Console.WriteLine($"{report} can't be read: {error.Message}");
        return null;
    }
}

int RunTests()
{
    if (Directory.Exists(results))
        Directory.Delete(results, recursive: true);
    var tests = new List<(string Project, XElement Result)>();
    var crashed = new List<string>();
    foreach (
        var project in Directory.GetDirectories(Path.Combine(root, "tests"), "*.Tests").Order(StringComparer.Ordinal)
    )
    {
        var name = Path.GetFileName(project);
        var exit = Run(
            "dotnet",
            [
                "test",
                "--project",
                project,
                "--configuration",
                "Release",
                "--no-build",
                "--no-ansi",
                "--no-progress",
                "--results-directory",
                results,
                "--report-xunit-trx",
                "--report-xunit-trx-filename",
                $"{name}.trx",
                .. args,
            ]
        );
        var report = Path.Combine(results, $"{name}.trx");
        if ((File.Exists(report) ? ReadResults(report) : []) is not { } found)
        {
            crashed.Add($"{name}: what failed stands above; its results can't be read");
            continue;
        }
        tests.AddRange(found.Select(result => (name, result)));
        var failed = found.Any(result => (string?)result.Attribute("outcome") == "Failed");
        // 2: tests failed; 8: no tests, which a filter may well mean.
        if (exit == 0 || (exit == 2 && failed) || (exit == 8 && found.Count == 0 && args.Length > 0))
            continue;
        crashed.Add($"{name} ended with exit code {exit}");
    }

    var skipped = tests.Where(test => (string?)test.Result.Attribute("outcome") == "NotExecuted").ToList();
    foreach (var group in skipped.GroupBy(test => Reason(test.Result)).OrderByDescending(group => group.Count()))
        Console.WriteLine($"skipped {group.Count()}: {group.Key}");
    var failures = tests.Where(test => (string?)test.Result.Attribute("outcome") == "Failed").ToList();
    foreach (var (project, result) in failures)
        Console.WriteLine($"failed: {project}: {(string?)result.Attribute("testName")}");
    foreach (var crash in crashed)
        Console.WriteLine($"failed: {crash}");
    if (tests.Count == 0)
        Console.WriteLine("failed: no tests ran");
    Console.WriteLine(
        $"{tests.Count - failures.Count - skipped.Count} passed, {failures.Count + crashed.Count} failed, "
            + $"{skipped.Count} skipped"
    );
    return failures.Count + crashed.Count > 0 || tests.Count == 0 ? 1 : 0;
}

static string Reason(XElement result) =>
    result.Descendants().FirstOrDefault(element => element.Name.LocalName is "Message" or "StdOut")?.Value.Trim()
        is { Length: > 0 } text
        ? text
        : "no reason given";

void EnsurePostgres()
{
    if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 })
        Console.WriteLine($"PostgreSQL: the one that {Variable} names");
    else if (!OperatingSystem.IsWindows() && PostgresBinaries.Find() is { } found)
        Console.WriteLine($"PostgreSQL: {found}");
    else if (IsDebian() && Environment.UserName == "root" && InstallPackage())
        Console.WriteLine($"PostgreSQL: installed, {PostgresBinaries.Find()}");
    else if (StartContainer())
        Console.WriteLine("PostgreSQL: in a container");
    else
        Console.WriteLine(
            $"PostgreSQL: none; its tests are skipped. Install it, start Docker, or set {Variable} to a "
                + $"superuser's connection string"
        );
}

static bool IsDebian() =>
    File.Exists("/etc/os-release")
    && File.ReadLines("/etc/os-release")
        .Any(line =>
            line.StartsWith("ID", StringComparison.Ordinal) && (line.Contains("debian") || line.Contains("ubuntu"))
        );

bool InstallPackage()
{
    Console.WriteLine("PostgreSQL: installing the distribution's package, without a cluster of its own");
    Environment.SetEnvironmentVariable("DEBIAN_FRONTEND", "noninteractive");
    if (
        Run("apt-get", "update", "--quiet=2") != 0
        || Run("apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", "postgresql-common") != 0
    )
        return false;
    // The tests start their own server: no system-wide one should come up beside it.
    Directory.CreateDirectory("/etc/postgresql-common/createcluster.d");
    File.WriteAllText("/etc/postgresql-common/createcluster.d/datarelease-tests.conf", "create_main_cluster = false\n");
    return Run("apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", "postgresql") == 0
        && PostgresBinaries.Find() is not null;
}

void EnsureChromium()
{
    if (ChromiumBinary.Find() is { } found)
        Console.WriteLine($"Chromium: {found}");
    else if (IsDebian() && Environment.UserName == "root" && InstallChromium())
        Console.WriteLine($"Chromium: installed, {ChromiumBinary.Find()}");
    else
        Console.WriteLine(
            "Chromium: none; tests of the report's page are skipped. Install Chromium or Chrome, or set "
                + "DATARELEASE_TEST_CHROMIUM to its path"
        );
}

bool InstallChromium()
{
    // Ubuntu's package of that name only installs a snap, which a container can't run.
    if (File.ReadLines("/etc/os-release").Any(line => line is "ID=ubuntu"))
        return false;
    Console.WriteLine("Chromium: installing the distribution's package");
    Environment.SetEnvironmentVariable("DEBIAN_FRONTEND", "noninteractive");
    return Run("apt-get", "update", "--quiet=2") == 0
        && Run("apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", "chromium") == 0
        && ChromiumBinary.Find() is not null;
}

bool StartContainer()
{
    if (Read("docker", "info", "--format", "{{.OSType}}") is not "linux")
        return false;
    var password = RandomNumberGenerator.GetHexString(16, lowercase: true);
    Environment.SetEnvironmentVariable("POSTGRES_PASSWORD", password);
    container = Read(
        "docker",
        "run",
        "--detach",
        "--rm",
        "--publish",
        "127.0.0.1::5432",
        "--env",
        "POSTGRES_PASSWORD",
        "--tmpfs",
        "/var/lib/postgresql/data",
        "postgres:17-alpine",
        "-c",
        "fsync=off",
        "-c",
        "synchronous_commit=off",
        "-c",
        "full_page_writes=off"
    );
    if (container is null)
        return false;
    var port = Read("docker", "port", container, "5432/tcp")?.Split('\n')[0].Split(':')[^1];
    for (var attempt = 0; attempt < 120; attempt++)
    {
        // The image starts once to initialise itself, on its socket only, and then for good: ask over TCP.
        if (
            Read("docker", "exec", container, "pg_isready", "--host", "127.0.0.1", "--username", "postgres") is not null
        )
        {
            Environment.SetEnvironmentVariable(
                Variable,
                $"Host=127.0.0.1;Port={port};Username=postgres;Password={password};Database=postgres"
            );
            return true;
        }
        Task.Delay(500).Wait();
    }
    StopContainer();
    return false;
}

void StopContainer()
{
    if (Interlocked.Exchange(ref container, null) is { } id)
        Read("docker", "rm", "--force", "--volumes", id);
}

static int Fail(string why)
{
    Console.WriteLine($"failed: {why}");
    Console.WriteLine("0 passed, 1 failed, 0 skipped");
    return 1;
}

int Run(string program, params string[] arguments)
{
    using var process = Process.Start(
        new ProcessStartInfo(program, arguments) { WorkingDirectory = root, UseShellExecute = false }
    )!;
    process.WaitForExit();
    return process.ExitCode;
}

// The program's output, or null if it is missing or fails.
string? Read(string program, params string[] arguments)
{
    try
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = root,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        errors.Wait();
        return process.ExitCode == 0 ? output : null;
    }
    catch (System.ComponentModel.Win32Exception)
    {
        return null;
    }
}
