using System.Runtime.InteropServices;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Carries rows from one writer to one reader that needs a path: a named pipe in a folder that only this user can
/// enter. Windows has no named pipes with a path, so there it is a file.
/// </summary>
internal sealed class RowPipe : IDisposable
{
    private readonly PrivateFolder _folder;

    private RowPipe(PrivateFolder folder, bool isPipe)
    {
        _folder = folder;
        IsPipe = isPipe;
    }

    /// <summary>False for a plain file, which must be written completely before it is read.</summary>
    public bool IsPipe { get; }

    public string Path => System.IO.Path.Combine(_folder.Path, "rows.csv");

    public static RowPipe Create()
    {
        var folder = PrivateFolder.Create("pipe");
        var pipe = new RowPipe(folder, !OperatingSystem.IsWindows());
        // 0600 in octal.
        if (pipe.IsPipe && MakeFifo(pipe.Path, 0x180) != 0)
            throw new IOException(
                $"a named pipe can't be made in {folder.Path}: error {Marshal.GetLastPInvokeError()}"
            );
        return pipe;
    }

    /// <summary>Opens one end and waits for the other.</summary>
    public Stream Open(FileAccess access) =>
        Seam.Pass("open pipe", () =>
            new FileStream(Path, IsPipe ? FileMode.Open : FileMode.OpenOrCreate, access, FileShare.ReadWrite, 1)
        );

    /// <summary>
    /// Opens and closes both ends, so that an end that waits for the other continues and finds nobody.
    /// </summary>
    public void Unblock()
    {
        using var both = Seam.Pass("unblock pipe", () =>
            new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 1)
        );
    }

    public void Dispose() => _folder.Dispose();

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
