using DataRelease.Releases;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli.Pipelines;

/// <summary>
/// What a command came to, as the one comment of a pull request. Its first line is a marker that nobody sees: by it
/// the next run finds the comment, and writes it again in its place.
/// </summary>
internal static class PullRequestComment
{
    /// <summary>Writes it.</summary>
    public static string Write(string command, ReleaseReport report)
    {
        var marker = Marker(report.Environment);
        return $"{marker}\n{MarkdownSummary.Write(command, report, MarkdownPage.Comment - marker.Length - 1)}";
    }

    /// <summary>One an environment, so that two of them have a comment each. Nothing in it ends it early.</summary>
    private static string Marker(string environment)
    {
        var name = string.Concat(environment.Select(Plain)).Replace("--", "-_", StringComparison.Ordinal);
        return $"<!-- data-release {name} -->";
    }

    private static char Plain(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '-' or ' ' ? character : '_';
}
