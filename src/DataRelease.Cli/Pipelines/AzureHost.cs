using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Cli.Pipelines;

/// <summary>Azure DevOps: https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands.</summary>
internal sealed class AzureHost(Surroundings surroundings) : PipelineHost
{
    protected override async Task WriteProblemsAsync(string project, ReleaseReport report)
    {
        foreach (var problem in report.Problems)
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
        foreach (var (_, name, value) in Results(report))
            await surroundings.Error.WriteLineAsync(
                $"##vso[task.setvariable variable={name};isOutput=true]{Escaped(PrintableText.Line(value))}"
            );
    }

    protected override Task SummaryWrittenAsync(string file) =>
        surroundings.Error.WriteLineAsync($"##vso[task.uploadsummary]{Escaped(Path.GetFullPath(file))}");

    private string? Sources => surroundings.Variable("BUILD_SOURCESDIRECTORY");

    private Task WriteAsync(string kind, ErrorCode code, string message, SourceLocation? where, string project)
    {
        var place = where is null
            ? ""
            : $"sourcepath={Escaped(PrintableText.Line(FromRoot(project, where.File, Sources)))};linenumber="
                + $"{where.Line};columnnumber={where.Column};";
        return surroundings.Error.WriteLineAsync(
            $"##vso[task.logissue type={kind};{place}code={code.Id}]{Escaped(PrintableText.Of(message))}"
        );
    }

    private static string Escaped(string text) =>
        text.Replace("%", "%AZP25", StringComparison.Ordinal)
            .Replace(";", "%3B", StringComparison.Ordinal)
            .Replace("]", "%5D", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
}
