namespace DataRelease.Testing;

/// <summary>Finds PostgreSQL's server programs on this machine. Shared with build/test.cs.</summary>
public static class PostgresBinaries
{
    /// <summary>
    /// The folder with <c>initdb</c> and <c>postgres</c>, or null. PATH comes first, then the newest version in the
    /// folders that packages use.
    /// </summary>
    public static string? Find()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );
        return onPath.Concat(Installed()).FirstOrDefault(HoldsServer);
    }

    private static bool HoldsServer(string folder)
    {
        var ending = OperatingSystem.IsWindows() ? ".exe" : "";
        return File.Exists(Path.Combine(folder, $"initdb{ending}"))
            && File.Exists(Path.Combine(folder, $"postgres{ending}"));
    }

    private static IEnumerable<string> Installed()
    {
        if (OperatingSystem.IsWindows())
            return Newest(
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"),
                ""
            );
        return
        [
            .. Newest("/usr/lib/postgresql", ""),
            .. Newest("/opt/homebrew/opt", "postgresql@"),
            .. Newest("/usr/local/opt", "postgresql@"),
        ];
    }

    private static IEnumerable<string> Newest(string parent, string prefix) =>
        !Directory.Exists(parent)
            ? []
            : Directory
                .GetDirectories(parent, $"{prefix}*")
                .Select(folder =>
                    (
                        Folder: folder,
                        Version: int.TryParse(Path.GetFileName(folder)[prefix.Length..], out var version) ? version : -1
                    )
                )
                .OrderByDescending(found => found.Version)
                .Select(found => Path.Combine(found.Folder, "bin"));
}
