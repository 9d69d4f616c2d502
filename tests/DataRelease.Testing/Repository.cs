namespace DataRelease.Testing;

/// <summary>The source tree from which the tests were built.</summary>
public static class Repository
{
    /// <summary>The folder with <c>DataRelease.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below <see cref="Root"/>.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Copies <c>examples/name</c> to a folder, which is created if necessary.</summary>
    public static void CopyExample(string name, string to)
    {
        var from = PathOf("examples", name);
        // Files that somebody's own run of the example left are skipped.
        foreach (
            var file in Directory
                .EnumerateFiles(from, "*", SearchOption.AllDirectories)
                .Where(file => !Path.GetFileName(file).Contains("duckdb", StringComparison.Ordinal))
        )
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "DataRelease.sln")))
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("the tests run outside the repository");
        return folder;
    }
}
