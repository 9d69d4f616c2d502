using System.Globalization;
using System.Text;
using DataRelease.Reports;

namespace DataRelease.Cli.Signals;

/// <summary>
/// A log of what commands did, one line for each event, for a later look. Only its user can read it. Several processes
/// write to the same file, so each line is written under the file's lock. At its size limit it becomes the single older
/// file that is kept.
/// </summary>
internal sealed class LogFile(string path, long limit, TimeProvider clock) : IReleaseEvents
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int Attempts = 20;
    private const int LongestLine = 16_384;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private bool _isBroken;

    /// <summary>The path of the older file.</summary>
    public static string Older(string path) => $"{path}.1";

    /// <summary>The first error; null while writing works.</summary>
    public Exception? Trouble { get; private set; }

    public void Publish(ReleaseEvent happened)
    {
        var line = happened switch
        {
            ReleaseEvent.StepStarted step => $"step   {step.Name} {step.Detail}",
            ReleaseEvent.Progressed => null,
            _ => ConsoleEvents.Line(happened),
        };
        if (line is not null)
            Write(line);
    }

    /// <summary>Writes one line; control characters and line breaks are made visible.</summary>
    public void Write(string text)
    {
        var at = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var shown = PrintableText.Line(text.Length > LongestLine ? text[..LongestLine] + " …" : text).TrimEnd();
        var line = string.Create(CultureInfo.InvariantCulture, $"{at} [{Environment.ProcessId}] {shown}\n");
        lock (_lock)
        {
            if (_isBroken)
                return;
            try
            {
                Append(Encoding.UTF8.GetBytes(line));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                // A log that can't be written is reported once, and does not change the command's result.
                (_isBroken, Trouble) = (true, error);
            }
        }
    }

    private void Append(byte[] line)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var file = Open();
                if (file.Length > 0 && file.Length + line.Length > limit)
                {
                    // Under the file's lock, so that nobody writes while it is renamed.
                    File.Move(path, Older(path), overwrite: true);
                    using var next = Open();
                    next.Write(line);
                    Close(next);
                    return;
                }
                file.Seek(0, SeekOrigin.End);
                file.Write(line);
                Close(file);
                return;
            }
            catch (IOException) when (attempt < Attempts && File.Exists(path))
            {
                Thread.Sleep(_pause);
            }
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // A checkout may contain a link with this name that leads to one of the user's files.
        if (new FileInfo(path).LinkTarget is not null)
            throw new IOException($"{path} is a link");
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            options.Share = FileShare.Delete;
            return new FileStream(path, options);
        }
        options.UnixCreateMode = OwnerOnly;
        // Whoever opens a pipe for writing alone waits for its reader, perhaps for ever.
        options.Access = FileAccess.ReadWrite;
        var file = new FileStream(path, options);
        if (file.CanSeek)
            return file;
        file.Dispose();
        throw new IOException($"{path} is not a regular file");
    }

    /// <summary>
    /// Takes others' rights on the file away. A file that stays empty when it is written to is a device, whose rights
    /// are not ours to change.
    /// </summary>
    private static void Close(FileStream file)
    {
        if (!OperatingSystem.IsWindows() && file.Length > 0 && File.GetUnixFileMode(file.SafeFileHandle) != OwnerOnly)
            File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly);
    }
}
