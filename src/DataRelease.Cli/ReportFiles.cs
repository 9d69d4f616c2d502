using DataRelease.Builds.Dbt;
using DataRelease.Errors;

namespace DataRelease.Cli;

/// <summary>Where reports go, and how they get there whole.</summary>
internal static class ReportFiles
{
    /// <summary><c>target/data-release/prod/r42.html</c> in the project, or below <c>report.dir</c>.</summary>
    public static string DefaultPath(CommandSetting setting, string environment, string name)
    {
        var project = setting.ProjectDir == "." ? "" : setting.ProjectDir;
        if (setting.Config.Report.Dir is { Length: > 0 } configured)
            return Path.Combine(project, configured, name);
        return Path.Combine(project, TargetFolder(setting.ProjectDir), "data-release", Plain(environment), name);
    }

    /// <summary>
    /// Writes beside it and renames, so that nobody opens half a report. Only this user can read it: it may hold rows.
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
