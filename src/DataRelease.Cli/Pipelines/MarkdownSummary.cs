using System.Globalization;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli.Pipelines;

/// <summary>
/// A job's summary in Markdown: the release's report for a command about a release, and the command's result for any
/// other.
/// </summary>
internal static class MarkdownSummary
{
    /// <summary>GitHub accepts 1 MiB for each step, whatever wrote it.</summary>
    private const int MaxFile = 1_000_000;

    private const int MaxRows = 200;

    public static async Task AppendAsync(string file, string command, ReleaseReport report)
    {
        var taken = File.Exists(file) ? new FileInfo(file).Length : 0;
        var room = (int)Math.Clamp(MaxFile - taken, 0, MarkdownPage.Summary);
        await File.AppendAllTextAsync(file, Write(command, report, room));
    }

    public static string Write(string command, ReleaseReport report, int limit = MarkdownPage.Summary)
    {
        if (report.Documented() is { } document)
            return MarkdownReport.Write(document, limit, command);
        var page = new MarkdownPage(limit);
        var mark = report.ExitCode switch
        {
            ExitCode.Done => "✅",
            ExitCode.Refused => "⛔",
            _ => "❌",
        };
        var what = report.Release is { } release
            ? $"{release.Id} ({release.Version}), {Ledger.Text(release.State)}"
            : "no release";
        page.Block($"### {mark} data-release {Text(command)}: {Text(what)}");
        page.Block(
            $"Environment **{Text(report.Environment)}**; live is "
                + (report.Live is { } live ? $"**{Text(live.Release)}** ({Text(live.Version)})" : "nothing yet")
                + $"."
        );
        if (report.Error is { } error)
            page.Block(
                $"**{error.Code.Id}** {Text(MarkdownPage.Shortened(error.Message, 4_000))}\n\n{Text(error.ToDo)}."
            );
        else if (report.Summary.Length > 0)
            page.Block($"{Text(report.Summary)}.");
        if (report.Changing() is { Count: > 0 } plan)
        {
            page.Block("**What changed**");
            page.Table(
                "| relation | change | |\n|---|---|---|",
                [.. plan.Select(relation => new[] { relation.Relation, relation.Change.Word, relation.Detail })],
                MaxRows
            );
        }
        MarkdownReport.Checks(
            page,
            [
                .. report
                    .Checked()
                    .Select(check => new ReportedCheck(
                        check.Name,
                        check.Relation,
                        check.State,
                        check.Severity.Word(),
                        false,
                        check.Value,
                        check.Threshold,
                        check.Message
                    )),
            ]
        );
        if (report is ReleaseReport.Compared compared)
            Diffs(page, compared);
        if (report.Steps.Count > 0)
            page.Block(
                string.Join(
                    " · ",
                    report.Steps.Select(step =>
                        string.Create(CultureInfo.InvariantCulture, $"{Text(step.Name)} {step.Seconds:0.0} s")
                    )
                )
            );
        if (report is { ExitCode: ExitCode.Done, Live: not null } && command is "release" or "swap")
            page.Block("To go back: `data-release rollback`");
        return page.ToString();
    }

    private static void Diffs(MarkdownPage page, ReleaseReport.Compared report) =>
        page.Table(
            "| relation | before | after | added | removed | changed | columns that changed "
                + "|\n|---|--:|--:|--:|--:|--:|---|",
            [
                .. report
                    .Diffs.OrderBy(diff => diff.IsEqual)
                    .Select(diff =>
                    {
                        string Number(long value) =>
                            diff.SamePhysical ? "" : value.ToString(CultureInfo.InvariantCulture);
                        return new[]
                        {
                            diff.Relation,
                            Number(diff.BlueRows),
                            Number(diff.GreenRows),
                            Number(diff.Added),
                            Number(diff.Removed),
                            Number(diff.Changed),
                            diff.SamePhysical
                                ? "the same relation"
                                : string.Join(
                                    ", ",
                                    diff.ChangedByColumn.OrderByDescending(pair => pair.Value)
                                        .Take(8)
                                        .Select(pair => pair.Key)
                                ),
                        };
                    }),
            ],
            MaxRows
        );

    private static string Text(string text) => MarkdownPage.Text(text);
}
