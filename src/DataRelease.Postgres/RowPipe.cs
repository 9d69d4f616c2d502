using System.Runtime.InteropServices;

namespace DataRelease.Postgres;

/// <summary>
/// A way for rows from one reader to one writer that has a path: a named pipe in a folder that only this user can enter, or
/// on Windows, which has none with a path, a file there.
/// </summary>
internal sealed class RowPipe : IDisposable
{
    private readonly string _folder;

    private RowPipe(string folder, bool isPipe)
    {
        _folder = folder;
        IsPipe = isPipe;
    }

    /// <summary>False where it is a plain file, which must be written whole before it is read.</summary>
    public bool IsPipe { get; }

    public string Path => System.IO.Path.Combine(_folder, "rows.csv");

    public static RowPipe Create()
    {
        var folder = Directory.CreateTempSubdirectory("data-release-").FullName;
        var pipe = new RowPipe(folder, !OperatingSystem.IsWindows());
        // 0600 in octal.
        if (pipe.IsPipe && MakeFifo(pipe.Path, 0x180) != 0) throw new IOException($"a named pipe can't be made in {folder}: error {Marshal.GetLastPInvokeError()}");
        return pipe;
    }

    /// <summary>Opens this end; waits for the other.</summary>
    public Stream Open(FileAccess access) => new FileStream(Path, IsPipe ? FileMode.Open : FileMode.OpenOrCreate, access, FileShare.ReadWrite, 1);

    /// <summary>Opens and closes both ends, so that one that waits for the other goes on and finds nobody.</summary>
    public void Unblock()
    {
        using var both = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
