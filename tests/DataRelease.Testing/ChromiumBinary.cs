namespace DataRelease.Testing;

/// <summary>Finds Chromium or Chrome on this machine. Shared with build/test.cs.</summary>
public static class ChromiumBinary
{
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private static readonly string[] _elsewhere =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    ];

    /// <summary>
    /// The executable, or null. <c>DATARELEASE_TEST_CHROMIUM</c> comes first, then PATH, then the folders where
    /// installers put it.
    /// </summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("DATARELEASE_TEST_CHROMIUM") is { Length: > 0 } named)
            return File.Exists(named) ? named : null;
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => _names.Select(name => Path.Combine(folder, name)))
            .Concat(_elsewhere)
            .FirstOrDefault(File.Exists);
    }
}
