using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using DataRelease.Errors;

namespace DataRelease.Cli;

/// <summary>A database project (<c>.sqlproj</c>), whose build makes a dacpac.</summary>
/// <param name="Path">The dacpac.</param>
/// <param name="Notice">Says which file was taken; null if the dacpac itself was named.</param>
internal sealed record DatabaseProjectFile(string Path, string? Notice)
{
    private const string Extension = ".sqlproj";

    /// <summary>Files beside a project from which its build makes the dacpac.</summary>
    private static readonly string[] _sources = [".sql", Extension, ".props", ".targets", ".refactorlog"];

    /// <summary>True for the path of a project.</summary>
    public static bool Is(string? path) => path?.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// The only database project of a folder; null if there is none or several, or if a project of dbt or of plain SQL
    /// is there.
    /// </summary>
    public static string? In(string folder) =>
        Directory.Exists(folder)
        && !File.Exists(System.IO.Path.Combine(folder, "dbt_project.yml"))
        && !Directory.Exists(System.IO.Path.Combine(folder, "models"))
        && Directory.GetFiles(folder, $"*{Extension}") is [var only]
            ? only
            : null;

    /// <summary>The dacpac of a path: the file itself, or what the project's build made last.</summary>
    /// <param name="path">A dacpac or a project.</param>
    /// <exception cref="ReleaseException">DR2213 if nothing is built, DR2214 if it is stale.</exception>
    public static DatabaseProjectFile Find(string path)
    {
        if (!Is(path))
            return new DatabaseProjectFile(path, null);
        if (!File.Exists(path))
            throw new ReleaseException(ErrorCode.DatabaseProjectNotBuilt, $"there is no '{path}'");
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var name = NameOf(path);
        var bin = System.IO.Path.Combine(folder, "bin");
        var built = Directory.Exists(bin)
            ? new DirectoryInfo(bin)
                .EnumerateFiles($"{name}.dacpac", SearchOption.AllDirectories)
                .MaxBy(file => file.LastWriteTimeUtc)
            : null;
        if (built is null)
            throw new ReleaseException(
                ErrorCode.DatabaseProjectNotBuilt,
                $"there is no bin/<configuration>/{name}.dacpac beside {path}",
                $"dotnet build {path}"
            );
        if (Newer(folder, built.LastWriteTimeUtc) is { } changed)
            throw new ReleaseException(
                ErrorCode.DatabaseProjectStale,
                $"{Shown(built.FullName)} is older than {Shown(changed)}",
                $"dotnet build {path}"
            );
        return new DatabaseProjectFile(
            built.FullName,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Shown(built.FullName)} is taken, which was built at {built.LastWriteTimeUtc:yyyy-MM-dd HH:mm:ss} UTC"
            )
        );
    }

    /// <summary>The dacpac's name, where a project says another one than its file's.</summary>
    private static string NameOf(string path)
    {
        try
        {
            return
                XDocument
                    .Load(path)
                    .Descendants()
                    .LastOrDefault(one => one.Name.LocalName is "SqlTargetName" or "AssemblyName")
                    ?.Value.Trim()
                    is { Length: > 0 } said
                && !said.Contains('$', StringComparison.Ordinal)
                ? said
                : System.IO.Path.GetFileNameWithoutExtension(path);
        }
        catch (XmlException error)
        {
            throw new ReleaseException(
                ErrorCode.DatabaseProjectNotBuilt,
                error.Message.TrimEnd('.'),
                "correct the project file",
                new SourceLocation(path, error.LineNumber, error.LinePosition),
                error
            );
        }
    }

    /// <summary>A source that was written after the dacpac; null if there is none.</summary>
    private static string? Newer(string folder, DateTime built) =>
        new DirectoryInfo(folder)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => _sources.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            .Where(file => !IsOutput(System.IO.Path.GetRelativePath(folder, file.FullName)))
            .Where(file => file.LastWriteTimeUtc > built)
            .Select(file => file.FullName)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();

    private static bool IsOutput(string relative) =>
        relative.Split(System.IO.Path.DirectorySeparatorChar)[0] is "bin" or "obj" or "target" or "migrations";

    private static string Shown(string path) => System.IO.Path.GetRelativePath(Environment.CurrentDirectory, path);
}
