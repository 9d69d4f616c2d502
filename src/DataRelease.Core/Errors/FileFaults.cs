namespace DataRelease.Errors;

/// <summary>What the operating system says of files, told apart by its numbers and never by its words.</summary>
public static class FileFaults
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int QuotaExceededOnMac = 69;
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>True if the disk, or this user's share of it, is full.</summary>
    public static bool IsDiskFull(Exception error) =>
        error is IOException
        && error.HResult switch
        {
            NoSpace or WindowsDiskFull or WindowsHandleDiskFull => true,
            QuotaExceeded => OperatingSystem.IsLinux(),
            QuotaExceededOnMac => OperatingSystem.IsMacOS(),
            _ => false,
        };

    /// <summary>The error for it; the system's words name the file.</summary>
    public static ReleaseException DiskFull(Exception error) =>
        new(
            ErrorCode.DiskFull,
            error.Message.TrimEnd('.'),
            $"free space on this machine (the temporary folder is {Path.GetTempPath()}; TMPDIR or TEMP names another), "
                + "then run the command again",
            inner: error
        );
}
