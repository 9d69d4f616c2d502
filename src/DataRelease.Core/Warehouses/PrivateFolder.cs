using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DataRelease.Errors;

namespace DataRelease.Warehouses;

/// <summary>
/// A folder in the system's temporary folder that only this user can read. Its name contains the process id, so that
/// the next command can remove the folder of a process that was killed.
/// </summary>
public sealed partial class PrivateFolder : IDisposable
{
    private const string Prefix = "data-release-";

    // Another machine or container may share the temporary folder and has process ids of its own.
    private static readonly string _host = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Environment.MachineName))
    )[..8];

    private PrivateFolder(string path) => Path = path;

    /// <summary>The folder's path.</summary>
    public string Path { get; }

    /// <summary>Makes a folder.</summary>
    /// <param name="purpose">
    /// Words of lower-case letters and digits that tell a person what the folder is for: <c>profiles</c>,
    /// <c>r42-blue</c>.
    /// </param>
    /// <exception cref="ReleaseException">
    /// DR1007 if the system's temporary folder can't be used, DR4006 if its disk is full.
    /// </exception>
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

    /// <summary>Removes the folders of this machine's processes that have ended.</summary>
    public static void Sweep()
    {
        string[] folders;
        try
        {
            folders = Directory.GetDirectories(System.IO.Path.GetTempPath(), $"{Prefix}*");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A command that needs a folder reports the fault when it makes one. A command that needs none works
            // without.
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
                // The folder belongs to another user, or another process is removing it now.
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
            // The folder became read-only or went away. The command's own result matters more than the leftover.
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
            // The process ended just now, or belongs to another user.
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
