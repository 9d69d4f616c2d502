using System.Runtime.InteropServices;

namespace DataRelease.Errors;

/// <summary>Recognises a native library that can't be loaded, as on a Linux with another C library.</summary>
public static class NativeFaults
{
    /// <summary>
    /// True if a native library is missing or is of another system. The runtime reports the first use of the library
    /// and the failed initialisation of a type that needs it.
    /// </summary>
    public static bool IsLibraryMissing(Exception error) =>
        error is DllNotFoundException
        || (error is TypeInitializationException { InnerException: { } inner } && IsLibraryMissing(inner));

    /// <summary>The error for it. Its inner error has the runtime's message with every place that was tried.</summary>
    public static ReleaseException LibraryMissing(Exception error) =>
        new(
            ErrorCode.LibraryMissing,
            $"a native library can't be loaded on {RuntimeInformation.RuntimeIdentifier}: "
                + error.GetBaseException().Message.Split([". ", "\n"], 2, StringSplitOptions.None)[0].Trim(),
            inner: error
        );
}
