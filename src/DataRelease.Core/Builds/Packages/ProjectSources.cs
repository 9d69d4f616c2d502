using System.Security.Cryptography;
using DataRelease.Builds.Dbt;
using DataRelease.Errors;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds.Packages;

/// <summary>
/// Computes checksums of the files that a dbt project is compiled from. Line ends don't count, because checkouts change
/// them.
/// </summary>
internal static class ProjectSources
{
    private static readonly string[] RootFiles =
    [
        "dbt_project.yml",
        "packages.yml",
        "dependencies.yml",
        "package-lock.yml",
        "selectors.yml",
    ];

    /// <summary>
    /// The SHA-256 of each file in hexadecimal, by relative path with forward slashes. Files of packages that the
    /// project takes from a folder count, and those of packages that dbt installs do not: their versions are locked.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        DbtProject project,
        CancellationToken cancellation
    )
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Files(project).Concat(Local(project).SelectMany(FilesOf)))
            found[Path.GetRelativePath(project.Directory, file).Replace('\\', '/')] = Checksum(
                await File.ReadAllBytesAsync(file, cancellation)
            );
        return found;
    }

    /// <summary>The scripts in the migrations folder: the path below it with forward slashes, and the bytes.</summary>
    public static async Task<IReadOnlyList<(string Name, byte[] Text)>> MigrationsAsync(
        string projectDir,
        string folder,
        CancellationToken cancellation
    )
    {
        var root = Path.Combine(projectDir, folder);
        if (!Directory.Exists(root))
            return [];
        var found = new List<(string, byte[])>();
        foreach (
            var file in Directory
                .EnumerateFiles(root, "*.sql", SearchOption.AllDirectories)
                // Editors leave files with other names beside a script.
                .Where(file => Path.GetFileName(file)[0] is 'V' or 'R')
                .Order(StringComparer.Ordinal)
        )
            found.Add(
                (Path.GetRelativePath(root, file).Replace('\\', '/'), await File.ReadAllBytesAsync(file, cancellation))
            );
        return found;
    }

    /// <summary>The folders of packages that the project takes from a folder.</summary>
    public static IEnumerable<string> Local(DbtProject project) =>
        new List<string> { "packages.yml", "dependencies.yml" }
            .Select(name => Path.Combine(project.Directory, name))
            .Where(File.Exists)
            .SelectMany(file =>
                ProfileDocument.Find(ProfileDocument.Load(file, ErrorCode.ProjectInvalid), "packages")
                    as YamlSequenceNode
                ?? []
            )
            .OfType<YamlMappingNode>()
            .Select(package => (ProfileDocument.Find(package, "local") as YamlScalarNode)?.Value ?? "")
            .Where(folder => folder.Length > 0 && !folder.Contains("{{", StringComparison.Ordinal))
            .Select(folder => Path.Combine(project.Directory, folder))
            .Where(folder => File.Exists(Path.Combine(folder, "dbt_project.yml")));

    private static IEnumerable<string> FilesOf(string folder)
    {
        try
        {
            return [.. Files(DbtProject.Load(folder))];
        }
        catch (ReleaseException)
        {
            // dbt says what is wrong with it; here the other files still count.
            return [];
        }
    }

    /// <summary>The full paths of the project's own source files; those of its packages are left out.</summary>
    public static IEnumerable<string> Files(DbtProject project) =>
        RootFiles
            .Select(name => Path.Combine(project.Directory, name))
            .Where(File.Exists)
            .Concat(
                project
                    .SourcePaths.Distinct()
                    .Select(path => Path.Combine(project.Directory, path))
                    .Where(Directory.Exists)
                    .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            )
            .Where(file => Path.GetFileName(file) is not (".DS_Store" or ".gitkeep" or "Thumbs.db"));

    private static string Checksum(byte[] content)
    {
        var kept = 0;
        for (var at = 0; at < content.Length; at++)
        {
            if (content[at] == '\r' && at + 1 < content.Length && content[at + 1] == '\n')
                continue;
            content[kept++] = content[at];
        }
        return Convert.ToHexStringLower(SHA256.HashData(content.AsSpan(0, kept)));
    }
}
