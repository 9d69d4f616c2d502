using DataRelease.Errors;

namespace DataRelease.Builds.Dbt;

/// <summary>Reports a folder without a project by its full path, with folders that may have been meant.</summary>
internal static class MissingProject
{
    private const string File = "dbt_project.yml";

    /// <summary>The error for the folder.</summary>
    public static ReleaseException At(string directory)
    {
        var full = Path.GetFullPath(directory);
        if (!Directory.Exists(full))
            return new ReleaseException(
                ErrorCode.ProjectMissing,
                $"there is no folder '{full}', where {File} was looked for",
                "correct --project"
            );
        return new ReleaseException(ErrorCode.ProjectMissing, $"there is no {File} in '{full}'", Meant(full));
    }

    private static string Meant(string folder)
    {
        if (Above(folder) is { } above)
            return $"the project is above: --project \"{above}\"";
        if (Below(folder) is { } below)
            return $"the project is below: --project \"{below}\"";
        return Directory.Exists(Path.Combine(folder, "models"))
            ? "for a project of plain SQL data-release.yml needs a project section: data-release init --sql writes one"
            : "run it in the folder of a dbt project; data-release init --sql starts a project of plain SQL";
    }

    private static string? Above(string folder)
    {
        for (var at = Path.GetDirectoryName(folder); at is not null; at = Path.GetDirectoryName(at))
            if (System.IO.File.Exists(Path.Combine(at, File)))
                return at;
        return null;
    }

    private static string? Below(string folder)
    {
        try
        {
            return Directory
                .EnumerateFiles(
                    folder,
                    File,
                    new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }
                )
                .Where(file => !file.Contains("dbt_packages", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(Path.GetDirectoryName)
                .FirstOrDefault();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
