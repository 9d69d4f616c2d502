using System.ComponentModel;
using CliWrap;
using CliWrap.Buffered;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// Finds the driver: in the folder that a variable names, or in a folder below the user's home. dotnet fills the latter
/// when the driver is first needed, from the feeds configured on this machine. A folder is always complete, because it
/// is filled under another name and then renamed.
/// </summary>
/// <param name="variable">Reads a variable of the environment.</param>
/// <param name="projectDir">The project's folder; its package feeds take precedence over the user's.</param>
internal sealed class SnowflakeDrivers(Func<string, string?> variable, string projectDir)
{
    /// <summary>The variable that names a folder with the driver.</summary>
    public const string FolderVariable = "DATARELEASE_SNOWFLAKE_DRIVER";

    /// <summary>The version that this code was written for.</summary>
    public const string Version = "6.0.0";

    /// <summary>The loaded drivers by folder: each is loaded once in a process.</summary>
    private static readonly Dictionary<string, SnowflakeDriver> _loaded = new(StringComparer.Ordinal);

    private static readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Fills a folder with a driver; tests replace it.</summary>
    internal Func<string, CancellationToken, Task>? Fill { get; init; }

    /// <summary>The driver, downloaded first if necessary.</summary>
    /// <exception cref="ReleaseException">DR4200 if it is not available, DR4201 if it can't be loaded.</exception>
    public async Task<SnowflakeDriver> LoadAsync(Action<string>? tell, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var folder = await FindAsync(tell, cancellation);
            if (!_loaded.TryGetValue(folder, out var driver))
                _loaded[folder] = driver = SnowflakeDriverContext.Load(folder);
            return driver;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The folder with the driver, filled first if necessary.</summary>
    internal async Task<string> FindAsync(Action<string>? tell, CancellationToken cancellation)
    {
        if (variable(FolderVariable) is { Length: > 0 } named)
            return Directory.Exists(named)
                ? Path.GetFullPath(named)
                : throw new ReleaseException(
                    ErrorCode.DriverBroken,
                    $"{FolderVariable} names {named}, and there is no such folder"
                );
        var home = variable("HOME") is { Length: > 0 } own
            ? own
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var drivers = Path.Combine(home, ".data-release", "drivers", "snowflake");
        var place = Path.Combine(drivers, Version);
        if (Directory.Exists(place))
            return place;
        tell?.Invoke($"fetching the driver of Snowflake, {SnowflakeDriver.Assembly} {Version}, for this user");
        var beside = Path.Combine(drivers, $".{Version}-{Guid.NewGuid():N}");
        try
        {
            Make(drivers);
            Make(beside);
            await (Fill ?? PublishAsync)(beside, cancellation);
            if (!File.Exists(Path.Combine(beside, $"{SnowflakeDriver.Assembly}.dll")))
                throw Missing($"dotnet published no {SnowflakeDriver.Assembly}.dll", null);
            Settle(beside, place);
            return place;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(
                ErrorCode.DriverMissing,
                $"{drivers} can't be filled with the driver of Snowflake: {error.Message.TrimEnd('.')}",
                $"make the folder writable, or put the driver into a folder and name it in {FolderVariable}",
                inner: error
            );
        }
        finally
        {
            Remove(beside);
        }
    }

    /// <summary>If another process was faster, its driver is just as good.</summary>
    private static void Settle(string beside, string place)
    {
        try
        {
            Seam.Pass("rename the driver's folder", () => Directory.Move(beside, place));
        }
        catch (IOException) when (Directory.Exists(place))
        {
            // The caller removes the copy.
        }
    }

    private async Task PublishAsync(string into, CancellationToken cancellation)
    {
        using var project = PrivateFolder.Create("driver");
        foreach (var (name, text) in SnowflakeDriverProject.Files(Version))
        {
            await Seam.PassAsync($"write {name}", () =>
                File.WriteAllTextAsync(Path.Combine(project.Path, name), text, cancellation)
            );
        }
        var dotnet = variable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
        BufferedCommandResult result;
        try
        {
            result = await Seam.PassAsync("dotnet publish the driver", () => Cli.Wrap(dotnet)
                    .WithArguments([
                        "publish",
                        Path.Combine(project.Path, $"{SnowflakeDriverProject.Name}.csproj"),
                        "--configuration",
                        "Release",
                        "--output",
                        into,
                        "--nologo",
                        "--verbosity",
                        "quiet",
                        "-nodeReuse:false",
                        // Feeds are looked up from the user's project, not from this one.
                        $"-p:RestoreRootConfigDirectory={Path.GetFullPath(projectDir)}",
                    ])
                    .WithWorkingDirectory(project.Path)
                    .WithValidation(CommandResultValidation.None)
                    .ExecuteBufferedAsync(cancellation)
                    .Task);
        }
        catch (Win32Exception error)
        {
            throw Missing("there is no dotnet to fetch it with", error);
        }
        if (result.ExitCode != 0)
            throw Missing($"dotnet says: {Errors($"{result.StandardOutput}\n{result.StandardError}")}", null);
    }

    private static ReleaseException Missing(string why, Exception? inner) =>
        new(
            ErrorCode.DriverMissing,
            $"{SnowflakeDriver.Assembly} {Version} can't be fetched: {why}",
            "let dotnet reach a package feed that has it, or put it and all its dependencies into a folder and "
                + $"name that in {FolderVariable}; docs/warehouses.md shows how",
            inner: inner
        );

    /// <summary>The first lines with errors, without the name of the temporary project.</summary>
    private static string Errors(string output)
    {
        var lines = output
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
            .Select(line => line.IndexOf("error ", StringComparison.Ordinal) is > 0 and var at ? line[at..] : line)
            .Select(line => line.IndexOf(" [", StringComparison.Ordinal) is > 0 and var at ? line[..at] : line)
            .Distinct()
            .Take(3)
            .ToList();
        return lines.Count == 0 ? "nothing" : string.Join(" / ", lines);
    }

    private static void Make(string folder) => Seam.Pass("make a folder for the driver", () =>
        {
            // Files from this folder run as this user, so nobody else may write to it.
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(
                    folder,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
        });

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Seam.Pass("remove a half driver", () => Directory.Delete(folder, recursive: true));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A leftover does no harm: nobody looks for its name.
        }
    }
}
