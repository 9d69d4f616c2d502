using DataRelease.Cli.Terminals;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary>Writes a command's result for people to standard output.</summary>
internal static class TextReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="report">The command's report.</param>
    /// <param name="writer">Standard output.</param>
    /// <param name="terminal">The abilities of the terminal; null for plain lines, whose form scripts rely on.</param>
    public static async Task WriteAsync(ReleaseReport report, TextWriter writer, TerminalShape? terminal = null)
    {
        var lines = new List<string>();
        var forPeople = terminal is null || report.Stated().Count > 0 ? null : new TerminalReport(terminal, writer);
        var tellsLive = report.Read(new KindText(lines, forPeople));
        if (tellsLive && report is { Error: null, Live: { } live })
            lines.Add(
                $"live: {live.Release} ({live.Version}) in {report.Environment} since "
                    + $"{live.Since:yyyy-MM-dd HH:mm:ss} UTC"
            );
        if (
            report is { Error: not null, Live: { } untouched } and not ReleaseReport.Status
            && report.ExitCode is ExitCode.Refused or ExitCode.Failed or ExitCode.Cancelled
        )
            lines.Add($"live is still {untouched.Release} ({untouched.Version})");
        if (report.Summary.Length > 0)
            lines.Add(report.Summary);
        if (report.ReportFile is { } file)
            lines.Add($"report: {file}");
        foreach (var line in lines)
        {
            if (forPeople is not null)
                forPeople.Line(line);
            else
                await writer.WriteLineAsync(PrintableText.Of(line));
        }
    }

    /// <summary>What tells a candidate from another: branch, commit and who.</summary>
    public static string Origin(ReleaseSummary release) => Origin(release.Branch, release.Commit, release.CreatedBy);

    /// <summary>The same, of its parts.</summary>
    public static string Origin(string? branch, string? commit, string by) =>
        (branch is null ? "" : $", {branch}")
        + (commit is null ? "" : $" at {commit[..Math.Min(8, commit.Length)]}")
        + (by.Length > 0 ? $", by {by}" : "");

    /// <summary>A table: as wide as it is for scripts, fitted to the terminal for people.</summary>
    internal static void Table(
        List<string> lines,
        string[] heads,
        IEnumerable<string[]> rows,
        TerminalReport? forPeople = null
    )
    {
        if (forPeople is not null)
        {
            foreach (var line in lines)
                forPeople.Line(line);
            lines.Clear();
            forPeople.Rows(heads, [.. rows]);
            return;
        }
        var all = rows.Prepend(heads).Select(row => row.Select(PrintableText.Line).ToArray()).ToList();
        var widths = heads.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
            lines.Add(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
