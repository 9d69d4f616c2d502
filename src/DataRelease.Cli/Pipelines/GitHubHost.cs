using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Cli.Pipelines;

/// <summary>GitHub Actions: https://docs.github.com/actions/reference/workflow-commands-for-github-actions.</summary>
internal sealed class GitHubHost(Surroundings surroundings) : PipelineHost
{
    // GitHub shows ten annotations of a kind for each step; more would only fill the log.
    private const int Most = 10;

    protected override string? DefaultSummary => surroundings.Variable("GITHUB_STEP_SUMMARY");

    protected override async Task WriteProblemsAsync(string project, ReleaseReport report)
    {
        foreach (
            var problem in report
                .Problems.OrderBy(problem => problem.IsWarning)
                .GroupBy(problem => problem.IsWarning)
                .SelectMany(group => group.Take(Most))
        )
            await WriteAsync(
                problem.IsWarning ? "warning" : "error",
                problem.Code,
                problem.Message,
                problem.Where,
                project
            );
        if (report.Error is { } error && report.Problems.All(problem => problem.IsWarning))
            await WriteAsync("error", error.Code, $"{error.Message}; {error.ToDo}", error.Where, project);
    }

    protected override async Task WriteResultsAsync(ReleaseReport report)
    {
        if (surroundings.Variable("GITHUB_OUTPUT") is not { Length: > 0 } file)
            return;
        await File.AppendAllLinesAsync(
            file,
            Results(report).Select(result => $"{result.GitHub}={PrintableText.Line(result.Value)}")
        );
    }

    private string? Workspace => surroundings.Variable("GITHUB_WORKSPACE");

    private Task WriteAsync(string kind, ErrorCode code, string message, SourceLocation? where, string project)
    {
        List<string> properties = [];
        if (where is not null)
            properties.Add($"file={Property(PrintableText.Line(FromRoot(project, where.File, Workspace)))}");
        if (where is { Line: > 0 })
            properties.Add($"line={where.Line},col={Math.Max(1, where.Column)}");
        properties.Add($"title={Property($"{code.Id}: {code.Title}")}");
        return surroundings.Error.WriteLineAsync(
            $"::{kind} {string.Join(',', properties)}::{Data(PrintableText.Of(message))}"
        );
    }

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
