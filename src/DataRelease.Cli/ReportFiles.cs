using DataRelease.Builds.Dbt;
using DataRelease.Errors;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli;

/// <summary>Decides where reports go, and writes them atomically.</summary>
internal static class ReportFiles
{
    private static readonly string[] _endings = ["html", "json", "xml", "md"];

    /// <summary>
    /// The default path: <c>target/data-release/prod/r42.html</c> in the project, or below <c>report.dir</c>.
    /// </summary>
    public static string DefaultPath(CommandSetting setting, string environment, string name)
    {
        var project = setting.ProjectDir == "." ? "" : setting.ProjectDir;
        if (setting.Config.Report.Dir is { Length: > 0 } configured)
            return Path.Combine(project, configured, name);
        return Path.Combine(Folder(setting.ProjectDir, environment), name);
    }

    /// <summary><c>target/data-release/ENVIRONMENT</c> in the project.</summary>
    public static string Folder(string project, string environment) =>
        Path.Combine(project == "." ? "" : project, TargetFolder(project), "data-release", Plain(environment));

    /// <summary><c>target/data-release/NAME</c> in the project.</summary>
    public static string LogPath(string project, string name) =>
        Path.GetFullPath(Path.Combine(project, TargetFolder(project), "data-release", name));

    /// <summary>
    /// Removes the files that the tool itself wrote about releases that are gone. Files below <c>report.dir</c> and
    /// files named by the user stay, because a person chose their place.
    /// </summary>
    /// <returns>The number of removed files.</returns>
    public static int Prune(CommandSetting setting, string environment, IReadOnlyList<string> gone)
    {
        var folder = Folder(setting.ProjectDir, environment);
        if (!Directory.Exists(folder))
            return 0;
        var files = gone.SelectMany(release => _endings.Select(ending => Path.Combine(folder, $"{release}.{ending}")))
            .Where(File.Exists)
            .ToList();
        foreach (var file in files)
            File.Delete(file);
        foreach (var artifacts in gone.Select(release => Path.Combine(folder, release)).Where(Directory.Exists))
        {
            foreach (var file in DbtKept.Files.Select(name => Path.Combine(artifacts, name)).Where(File.Exists))
                File.Delete(file);
            if (!Directory.EnumerateFileSystemEntries(artifacts).Any())
                Directory.Delete(artifacts);
        }
        return files.Count;
    }

    /// <summary>A release's page at a path, with a link to the previous one if that lies beside it.</summary>
    public static byte[] Page(ReportDocument document, string? path) =>
        HtmlReport.Write(
            Beside(path, document.Release.Base) is { } page
                ? document with
                {
                    Links = [.. document.Links, new ReportedLink("previous report", page)],
                }
                : document
        );

    /// <summary>A trend's page at a path, with links to the pages of releases that lie beside it.</summary>
    public static byte[] Page(TrendDocument trend, string? path) =>
        HtmlReport.Write(
            trend with
            {
                Releases = [.. trend.Releases.Select(release => release with { Page = Beside(path, release.Id) })],
            }
        );

    private static string? Beside(string? path, string? release) =>
        path is not null
        && release is not null
        && File.Exists(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{release}.html"))
            ? $"{release}.html"
            : null;

    /// <summary>
    /// Writes a temporary file and renames it, so that nobody opens half a report. Only this user can read it, because
    /// it may contain rows.
    /// </summary>
    public static async Task WriteAsync(string path, byte[] content, CancellationToken cancellation)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var part = $"{full}.{Guid.NewGuid():N}.part";
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var file = new FileStream(part, options))
                await file.WriteAsync(content, cancellation);
            File.Move(part, full, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static string TargetFolder(string project)
    {
        try
        {
            return DbtProject.Load(project).TargetPath;
        }
        catch (ReleaseException)
        {
            // A package needs no project.
            return "target";
        }
    }

    private static string Plain(string name) =>
        new([
            .. name.Select(character =>
                char.IsAsciiLetterOrDigit(character) || character is '-' or '_' ? character : '_'
            ),
        ]);
}
