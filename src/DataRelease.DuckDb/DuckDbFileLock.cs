using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>
/// The lock file beside a database, which the operating system holds for as long as this process lives. All
/// environments of the database share it, so a note beside it names the holder.
/// </summary>
internal sealed class DuckDbFileLock : EnvironmentLock
{
    private readonly FileStream _lock;

    private DuckDbFileLock(FileStream file) => _lock = file;

    /// <summary>Takes the lock; null if another process holds it.</summary>
    /// <exception cref="DirectoryNotFoundException">The database's folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static DuckDbFileLock? TryTake(string database, string environment)
    {
        FileStream file;
        try
        {
            // Lock files are never deleted: after a deletion two processes could hold locks on two files of the same
            // name.
            file = Seam.Pass("lock file", () =>
                new FileStream(Beside(database, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            );
        }
        catch (IOException error) when (error is not DirectoryNotFoundException)
        {
            return null;
        }
        var holder = new EnvironmentHolder(
            environment,
            $"{Environment.UserName}@{Environment.MachineName}",
            Environment.ProcessId,
            DateTimeOffset.UtcNow
        );
        try
        {
            Seam.Pass("note lock", () =>
                File.WriteAllBytes(Beside(database, "holder"), JsonSerializer.SerializeToUtf8Bytes(holder))
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The lock is what counts. Without the note, others only learn that some process holds it.
        }
        return new DuckDbFileLock(file);
    }

    /// <summary>
    /// The holder of the lock, read from its note; null if the note is missing, half written, or of a process that has
    /// ended.
    /// </summary>
    public static EnvironmentHolder? ReadHolder(string database)
    {
        try
        {
            var holder = JsonSerializer.Deserialize<EnvironmentHolder>(File.ReadAllBytes(Beside(database, "holder")));
            if (holder is null)
                return null;
            using var process = Process.GetProcessById(holder.Pid);
            return process.HasExited ? null : holder;
        }
        catch (Exception error)
            when (error
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or ArgumentException
                        or InvalidOperationException
                        or System.ComponentModel.Win32Exception
            )
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => new(Seam.PassAsync("unlock file", () => _lock.DisposeAsync().AsTask()));

    private static string Beside(string database, string what) =>
        Path.Combine(
            Path.GetDirectoryName(database)!,
            string.Create(CultureInfo.InvariantCulture, $".{Path.GetFileName(database)}.data-release.{what}")
        );
}
