using DataRelease.Ledgers;
using DataRelease.Releases;

namespace DataRelease.Cli.Pipelines;

/// <summary>
/// A pipeline that the tool runs in: told of problems on their lines, of results as variables, and given a summary.
/// </summary>
internal abstract class PipelineHost
{
    /// <summary>Verbs whose results a pipeline goes on with.</summary>
    private static readonly string[] _reporting =
    [
        "deploy",
        "validate",
        "swap",
        "release",
        "rollback",
        "resume",
        "diff",
        "plan",
    ];

    /// <summary>The host that was asked for, or that the variables show; null where there is none.</summary>
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

    /// <summary>Tells all; on standard error, since standard output may be a JSON document.</summary>
    public async Task TellAsync(string command, string project, ReleaseReport report, string? summaryFile)
    {
        await WriteProblemsAsync(project, report);
        if (!_reporting.Contains(command))
            return;
        await WriteResultsAsync(report);
        if ((summaryFile ?? DefaultSummary) is { Length: > 0 } file)
        {
            await MarkdownSummary.AppendAsync(file, command, report);
            await SummaryWrittenAsync(file);
        }
    }

    /// <summary>Where the host itself wants the summary, or null.</summary>
    protected virtual string? DefaultSummary => null;

    /// <summary>Annotations.</summary>
    protected abstract Task WriteProblemsAsync(string project, ReleaseReport report);

    /// <summary>Outputs of the step.</summary>
    protected abstract Task WriteResultsAsync(ReleaseReport report);

    /// <summary>The summary is there.</summary>
    protected virtual Task SummaryWrittenAsync(string file) => Task.CompletedTask;

    /// <summary>What later steps may want, by name.</summary>
    protected static IEnumerable<(string GitHub, string Azure, string Value)> Results(ReleaseReport report) =>
        [
            ("release-id", "releaseId", report.Release?.Id ?? ""),
            ("version", "releaseVersion", report.Release?.Version ?? ""),
            ("state", "releaseState", report.Release is { } release ? Ledger.Text(release.State) : ""),
            ("live", "live", report.Live?.Release ?? ""),
            ("live-version", "liveVersion", report.Live?.Version ?? ""),
        ];
}
