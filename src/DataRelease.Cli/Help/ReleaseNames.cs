using System.Globalization;
using System.Text;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Cli.Help;

/// <summary>
/// The ids and versions of releases, for completion. They are read from what commands left on this machine and never
/// from a database: a shell must not wait for a server, ask for a password or lock a file.
/// </summary>
internal static class ReleaseNames
{
    private const string FileName = "releases.txt";
    private const int Most = 500;

    /// <summary>
    /// Keeps the names that <c>status</c> and <c>history</c> have read, where dbt's target folder exists; a failure
    /// keeps none.
    /// </summary>
    public static async Task KeepAsync(CommandSetting setting, ReleaseReport report)
    {
        IReadOnlyList<ReleaseSummary> found = report switch
        {
            ReleaseReport.Status status => [.. status.Releases, .. status.RollbackTargets],
            ReleaseReport.History history => [.. history.Entries.Select(entry => entry.Release)],
            _ => [],
        };
        var names = found.Select(release => (release.Id, release.Version));
        if (report is ReleaseReport.Status { Live: { } live })
            names = names.Prepend((Id: live.Release, live.Version));
        var lines = names
            .DistinctBy(name => name.Id)
            .Take(Most)
            .Select(name => $"{name.Id}\t{PrintableText.Line(name.Version)}\n")
            .ToList();
        if (lines.Count == 0)
            return;
        try
        {
            var folder = Path.GetFullPath(ReportFiles.Folder(setting.ProjectDir, report.Environment));
            // A command that only looks makes no folder in a project.
            if (!Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(folder))))
                return;
            await ReportFiles.WriteAsync(
                Path.Combine(folder, FileName),
                Encoding.UTF8.GetBytes(string.Concat(lines)),
                CancellationToken.None
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>The releases that are known on this machine, the newest first.</summary>
    /// <param name="project">The project's folder.</param>
    /// <param name="environment">The environment; null for all of them.</param>
    /// <param name="withVersions">True to give versions, too.</param>
    public static IReadOnlyList<string> Of(string project, string? environment, bool withVersions)
    {
        try
        {
            var folders = environment is null
                ? Directory.GetDirectories(ReportFiles.LogPath(project, ""))
                : [ReportFiles.Folder(project, environment)];
            var known = folders.Where(Directory.Exists).SelectMany(InFolder).ToList();
            return
            [
                .. known.Select(one => one.Id).Distinct().OrderByDescending(Number),
                .. withVersions ? known.Select(one => one.Version).Where(text => text.Length > 0).Distinct() : [],
            ];
        }
        catch (Exception error) when (error is ReleaseException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<(string Id, string Version)> InFolder(string folder)
    {
        var kept = Path.Combine(folder, FileName);
        var lines = TextFile.TryRead(kept)?.Split('\n').Take(Most) ?? [];
        return lines
            .Select(line => line.Split('\t', 2))
            .Where(parts => parts.Length == 2)
            .Select(parts => (parts[0], parts[1]))
            .Concat(Directory.EnumerateFiles(folder, "r*.html").Take(Most).Select(Page))
            .Where(one => Number(one.Item1) >= 0);

        static (string, string) Page(string path) => (Path.GetFileNameWithoutExtension(path), "");
    }

    /// <summary>The number of <c>r42</c>; negative for anything else.</summary>
    private static int Number(string id) =>
        id.StartsWith('r')
        && int.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : -1;
}
