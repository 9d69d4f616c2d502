using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DataRelease.Errors;

namespace DataRelease.Warehouses;

/// <summary>
/// A folder in the system's temporary folder that only this user can read. Its name says whose it is, so that the next
/// command can remove what a process that was killed left behind.
/// </summary>
public sealed partial class PrivateFolder : IDisposable
{
    private const string Prefix = "data-release-";

    // Another machine or container that shares the folder has processes of its own.
    private static readonly string _host = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Environment.MachineName))
    )[..8];

    private PrivateFolder(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes one.</summary>
    /// <param name="purpose">Words of lower-case letters and digits, for whoever looks: <c>profiles</c>,
    /// <c>r42-blue</c>.</param>
    /// <exception cref="ReleaseException">DR1007 if the system's temporary folder can't be used, DR4006 if its disk is
    /// full.</exception>
    public static PrivateFolder Create(string purpose)
    {
        if (!Purpose().IsMatch(purpose))
            throw new ArgumentException($"the next command would not sweep a folder of '{purpose}'", nameof(purpose));
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{purpose}-{Environment.ProcessId}-{_host}-");
        try
        {
            return new(Seam.Pass($"make folder {purpose}", () => Directory.CreateTempSubdirectory(prefix).FullName));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileFaults.IsDiskFull(error)
                ? FileFaults.DiskFull(error)
                : new ReleaseException(
                    ErrorCode.TemporaryFolderUnusable,
                    Directory.Exists(System.IO.Path.GetTempPath())
                        ? $"no folder can be made in {System.IO.Path.GetTempPath()}"
                        : $"{System.IO.Path.GetTempPath()} does not exist",
                    inner: error
                );
        }
    }

    /// <summary>Removes folders of this machine's processes that are no more.</summary>
    public static void Sweep()
    {
        string[] folders;
        try
        {
            folders = Directory.GetDirectories(System.IO.Path.GetTempPath(), $"{Prefix}*");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whatever needs a folder there says so; a command that needs none works without.
            return;
        }
        foreach (var folder in folders)
        {
            var match = Name().Match(System.IO.Path.GetFileName(folder));
            if (
                !match.Success
                || match.Groups["host"].Value != _host
                || IsAlive(int.Parse(match.Groups["pid"].Value, CultureInfo.InvariantCulture))
            )
                continue;
            try
            {
                Seam.Pass($"sweep folder {match.Groups["purpose"].Value}", () =>
                    Directory.Delete(folder, recursive: true)
                );
            }
            catch (Exception error) when (error is UnauthorizedAccessException or IOException)
            {
                // Another user's, or one that another process sweeps at this moment.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (Directory.Exists(Path))
                Seam.Pass("remove folder", () => Directory.Delete(Path, recursive: true));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder became read-only or went away; what the command came to counts more than what is left here.
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended just now, or is another user's.
            return true;
        }
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Purpose();

    [GeneratedRegex(
        "^data-release-(?<purpose>[a-z0-9]+(-[a-z0-9]+)*)-(?<pid>[0-9]{1,9})-(?<host>[0-9a-f]{8})-",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Name();
}
