using DataRelease.Builds.Dbt;
using DataRelease.Errors;

namespace DataRelease.Cli.Help;

/// <summary>
/// The names of a project's relations, for completion: those of its files, because a manifest can be large. A failure
/// gives no names instead of an error.
/// </summary>
internal static class RelationNames
{
    private const int MostFiles = 20_000;
    private static readonly string[] _folders = ["models", "seeds", "snapshots"];
    private static readonly string[] _endings = [".sql", ".py", ".csv"];

    /// <summary>The names of models, seeds and snapshots.</summary>
    /// <param name="project">The project's folder.</param>
    public static IReadOnlyList<string> Of(string project)
    {
        try
        {
            return
            [
                .. Folders(project)
                    .Select(folder => Path.Combine(project, folder))
                    .Where(Directory.Exists)
                    .SelectMany(folder => Directory.EnumerateFiles(folder, "*", _everywhere))
                    .Take(MostFiles)
                    .Where(file => _endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                    .Select(file => Path.GetFileNameWithoutExtension(file))
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static readonly EnumerationOptions _everywhere = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    private static IReadOnlyList<string> Folders(string project)
    {
        try
        {
            return DbtProject.Load(project).RelationPaths;
        }
        catch (ReleaseException)
        {
            // A project of plain SQL has no dbt_project.yml.
            return _folders;
        }
    }
}
