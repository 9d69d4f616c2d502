namespace DataRelease.Errors;

/// <summary>Recognises the operating system's file errors by their numbers, never by their messages.</summary>
public static class FileFaults
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int QuotaExceededOnMac = 69;
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>True if the disk is full, or this user's quota is used up.</summary>
    public static bool IsDiskFull(Exception error) =>
        error is IOException
        && error.HResult switch
        {
            NoSpace or WindowsDiskFull or WindowsHandleDiskFull => true,
            QuotaExceeded => OperatingSystem.IsLinux(),
            QuotaExceededOnMac => OperatingSystem.IsMacOS(),
            _ => false,
        };

    /// <summary>The error for a full disk; the system's message names the file.</summary>
    public static ReleaseException DiskFull(Exception error) =>
        new(
            ErrorCode.DiskFull,
            error.Message.TrimEnd('.'),
            $"free space on this machine (the temporary folder is {Path.GetTempPath()}; TMPDIR or TEMP names another), "
                + "then run the command again",
            inner: error
        );
}
