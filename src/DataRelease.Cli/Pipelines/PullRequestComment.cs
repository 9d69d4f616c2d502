using DataRelease.Releases;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli.Pipelines;

/// <summary>
/// A command's result as the single comment on a pull request. Its first line is an invisible marker, with which the
/// next run finds the comment and replaces it.
/// </summary>
internal static class PullRequestComment
{
    /// <summary>Writes the comment.</summary>
    public static string Write(string command, ReleaseReport report)
    {
        var marker = Marker(report.Environment);
        return $"{marker}\n{MarkdownSummary.Write(command, report, MarkdownPage.Comment - marker.Length - 1)}";
    }

    /// <summary>
    /// The marker of an environment, so that each environment has its own comment. The name can't end the marker early.
    /// </summary>
    private static string Marker(string environment)
    {
        var name = string.Concat(environment.Select(Plain)).Replace("--", "-_", StringComparison.Ordinal);
        return $"<!-- data-release {name} -->";
    }

    private static char Plain(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '-' or ' ' ? character : '_';
}
