using System.Globalization;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli.Pipelines;

/// <summary>
/// The pipeline in which the tool runs. It receives problems with their places, results as variables, and a summary.
/// </summary>
internal abstract class PipelineHost
{
    /// <summary>Verbs without a summary, because they change nothing that the job is about.</summary>
    private static readonly string[] _silent = ["status", "history", "init", "pack", "doctor"];

    /// <summary>The requested host, or the one that the environment variables show; null outside a pipeline.</summary>
    public static PipelineHost? Of(string asked, Surroundings surroundings) =>
        asked switch
        {
            "github" => new GitHubHost(surroundings),
            "azure" => new AzureHost(surroundings),
            "none" => null,
            _ when surroundings.Variable("GITHUB_ACTIONS") == "true" => new GitHubHost(surroundings),
            _ when surroundings.Variable("TF_BUILD") is { Length: > 0 } => new AzureHost(surroundings),
            _ => null,
        };

    /// <summary>
    /// Reports everything to the pipeline, on standard error, because standard output may be a JSON document.
    /// </summary>
    public async Task TellAsync(string command, string project, ReleaseReport report, string? summaryFile)
    {
        await WriteProblemsAsync(project, report);
        await WriteResultsAsync(report);
        if (_silent.Contains(command))
            return;
        if ((summaryFile ?? DefaultSummary) is { Length: > 0 } file)
        {
            await MarkdownSummary.AppendAsync(file, command, report);
            await SummaryWrittenAsync(file);
        }
    }

    /// <summary>The host's own file for summaries, or null.</summary>
    protected virtual string? DefaultSummary => null;

    /// <summary>Writes problems as annotations.</summary>
    protected abstract Task WriteProblemsAsync(string project, ReleaseReport report);

    /// <summary>Writes results as outputs of the step.</summary>
    protected abstract Task WriteResultsAsync(ReleaseReport report);

    /// <summary>Called when the summary has been written.</summary>
    protected virtual Task SummaryWrittenAsync(string file) => Task.CompletedTask;

    /// <summary>Results that later steps may need, by name.</summary>
    protected static IEnumerable<(string GitHub, string Azure, string Value)> Results(ReleaseReport report) =>
        [
            ("release-id", "releaseId", report.Release?.Id ?? ""),
            ("version", "releaseVersion", report.Release?.Version ?? ""),
            ("state", "releaseState", report.Release is { } release ? Ledger.Text(release.State) : ""),
            ("live", "live", report.Live?.Release ?? ""),
            ("live-version", "liveVersion", report.Live?.Version ?? ""),
            ("decision", "decision", Decision(report)),
            ("error-code", "errorCode", report.Error?.Code.Id ?? ""),
            ("summary", "summary", Sentence(report)),
            ("page", "page", report.ReportFile is { } file ? Path.GetFullPath(file) : ""),
            ("checks", "checks", Count(report.Checked().Count)),
            (
                "checks-failed",
                "checksFailed",
                Count(report.Checked().Count(check => check.CountsAs == CheckState.Fail))
            ),
            (
                "checks-warned",
                "checksWarned",
                Count(report.Checked().Count(check => check.CountsAs == CheckState.Warn))
            ),
            ("relations-changed", "relationsChanged", Count(report.Changing().Count)),
        ];

    /// <summary>
    /// A file's path from the repository's root, which the hosts use for annotations; outside a repository the path is
    /// unchanged.
    /// </summary>
    protected static string FromRoot(string project, string file, string? workspace)
    {
        var path = Path.Combine(project, file);
        var full = Path.GetFullPath(path);
        foreach (var root in new[] { workspace, GitHead.Of(project)?.Root })
        {
            if (root is not { Length: > 0 })
                continue;
            var relative = Path.GetRelativePath(root, full);
            if (!Path.IsPathRooted(relative) && !relative.StartsWith("..", StringComparison.Ordinal))
                return relative.Replace('\\', '/');
        }
        return path.Replace('\\', '/');
    }

    private static string Decision(ReleaseReport report) =>
        report.Documented()?.Decision.Outcome switch
        {
            ReportedOutcome.UnderWay => "under_way",
            ReportedOutcome.RolledBack => "rolled_back",
            { } outcome => outcome.ToString().ToLowerInvariant(),
            null when report.Release is null => "",
            null => report.ExitCode switch
            {
                ExitCode.Done => Ledger.Text(report.Release!.State),
                ExitCode.Refused => "refused",
                _ => "failed",
            },
        };

    private static string Sentence(ReleaseReport report) =>
        report.Error?.Message
        ?? (report.Summary.Length > 0 ? report.Summary : report.Documented()?.Decision.Sentence ?? "");

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
