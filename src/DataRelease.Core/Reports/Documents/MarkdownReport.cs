using System.Globalization;

namespace DataRelease.Reports.Documents;

/// <summary>
/// A release's report for a pull request: first the decision, then what needs attention, then what changed. It shows no
/// rows, because readers of a pull request may not be allowed to read the data.
/// </summary>
public static class MarkdownReport
{
    private const int MostTraits = 20;

    private const int MostRows = 200;

    /// <summary>Writes the page.</summary>
    /// <param name="document">The report.</param>
    /// <param name="limit">The size limit in bytes, see <see cref="MarkdownPage"/>.</param>
    /// <param name="command">The verb to name in the headline; empty for none.</param>
    public static string Write(ReportDocument document, int limit = MarkdownPage.Comment, string command = "")
    {
        var page = new MarkdownPage(limit);
        var release = document.Release;
        page.Block(
            $"### {Mark(document.Decision)} data-release "
                + (command.Length > 0 ? $"{Text(command)}: " : "")
                + Text($"{release.Id} ({release.Version}), {release.State}")
        );
        page.Block($"{Text(MarkdownPage.Shortened(document.Decision.Sentence, 2_000))}");
        if (document.Decision.Code is { } code)
            page.Block($"**{Text(code)}** {Text(document.Decision.ToDo)}.");
        page.Block(
            $"Environment **{Text(document.Environment)}**; live is "
                + (document.Live is { } live ? $"**{Text(live.Release)}** ({Text(live.Version)})" : "nothing yet")
                + $"."
        );
        var origin = string.Join(
            ", ",
            new[]
            {
                release.Branch is { } branch ? $"branch {Text(branch)}" : "",
                release.Commit is { } commit ? $"commit {Text(commit[..Math.Min(12, commit.Length)])}" : "",
                release.CreatedBy.Length > 0 ? $"by {Text(release.CreatedBy)}" : "",
            }.Where(part => part.Length > 0)
        );
        if (origin.Length > 0)
            page.Block($"From {origin}.");
        if (document.RootCauses.Count > 0)
            page.Block($"**Why:** {Text(RootCauses.Sentence(document))}.");
        MarkdownMonitoring.Write(page, document.Monitoring);
        Checks(page, document.Checks);
        Changes(page, document.Relations);
        Diffs(page, document.Relations);
        if (document.Steps.Count > 0)
            page.Block(
                string.Join(
                    " · ",
                    document.Steps.Select(step =>
                        string.Create(CultureInfo.InvariantCulture, $"{Text(step.Name)} {step.Seconds:0.0} s")
                    )
                )
            );
        if (document.Commands.Count > 0 && document.Decision.Outcome == ReportedOutcome.Live)
            page.Block($"To go back: {Code(document.Commands[0].Command)}");
        else if (document.Commands.Count > 0)
            page.Block($"Next: {Code(document.Commands[0].Command)} {Text(document.Commands[0].What)}");
        return page.ToString();
    }

    /// <summary>
    /// The outcomes of checks: the number of each, and those that need attention or tell of a change.
    /// </summary>
    public static void Checks(MarkdownPage page, IReadOnlyList<ReportedCheck> checks)
    {
        if (checks.Count == 0)
            return;
        var counts = checks
            .GroupBy(check => check.State)
            .OrderByDescending(group => group.Key)
            .Select(group =>
                $"{group.Count().ToString(CultureInfo.InvariantCulture)} {group.Key.ToString().ToLowerInvariant()}"
            );
        page.Block($"**Checks:** {string.Join(", ", counts)}");
        var shown = checks
            .Where(check =>
                check.State is not (CheckState.Pass or CheckState.Skipped)
                || check.Value.Contains("->", StringComparison.Ordinal)
                || (check.Name == "schema" && check.Value.Length > 0)
            )
            .OrderByDescending(check => check.State)
            .ToList();
        page.Table(
            "| | check | relation | value | allowed | |\n|---|---|---|---|---|---|",
            [
                .. shown.Select(check =>
                    new[] { Mark(check.State), check.Name, check.Relation, check.Value, check.Threshold, check.Message }
                ),
            ],
            MostRows
        );
    }

    private static void Changes(MarkdownPage page, IReadOnlyList<ReportedRelation> relations)
    {
        // In a first release every relation is new, so a list says nothing.
        if (relations.All(relation => relation.Change == ReportedChange.New))
            return;
        var changed = relations
            .Where(relation =>
                relation.Change is ReportedChange.New or ReportedChange.Changed or ReportedChange.Dropped
                || relation.IsUnexplained
            )
            .ToList();
        if (changed.Count == 0)
            return;
        page.Block("**What changed**");
        page.Table(
            "| relation | change | |\n|---|---|---|",
            [
                .. changed.Select(relation =>
                    new[]
                    {
                        relation.Name,
                        relation.Change.ToString().ToLowerInvariant(),
                        relation.IsUnexplained ? "its rows changed, but nothing upstream did" : "",
                    }
                ),
            ],
            MostRows
        );
    }

    private static void Diffs(MarkdownPage page, IReadOnlyList<ReportedRelation> relations)
    {
        var compared = relations
            .Where(relation => relation.Diff is { } diff && diff.Added + diff.Removed + diff.Changed > 0)
            .ToList();
        if (compared.Count == 0)
            return;
        page.Block("**Rows that differ**");
        page.Table(
            "| relation | before | after | added | removed | changed | columns that changed "
                + "|\n|---|--:|--:|--:|--:|--:|---|",
            [
                .. compared.Select(relation =>
                    new[]
                    {
                        relation.Name,
                        Number(relation.Diff!.BlueRows),
                        Number(relation.Diff.GreenRows),
                        Number(relation.Diff.Added),
                        Number(relation.Diff.Removed),
                        Number(relation.Diff.Changed),
                        string.Join(
                            ", ",
                            relation
                                .Diff.Columns.Where(column => column.Changed > 0)
                                .Take(8)
                                .Select(column => column.Name)
                        ),
                    }
                ),
            ],
            MostRows
        );
        var common = compared
            .SelectMany(relation => relation.Diff!.Common.Select(trait => $"{relation.Name}: {trait}"))
            .Take(MostTraits)
            .ToList();
        if (common.Count > 0)
            page.Block(string.Join("\n", common.Select(trait => $"- {Text(trait)}")));
    }

    private static string Mark(ReportedDecision decision) =>
        decision.Outcome switch
        {
            ReportedOutcome.Live or ReportedOutcome.RolledBack when decision.Code is not null => "❌",
            ReportedOutcome.Refused => "⛔",
            ReportedOutcome.Failed => "❌",
            ReportedOutcome.Live or ReportedOutcome.Waiting => "✅",
            ReportedOutcome.UnderWay => "⏳",
            _ => "▫️",
        };

    private static string Mark(CheckState state) =>
        state switch
        {
            CheckState.Fail => "⛔",
            CheckState.Inconclusive => "❔",
            CheckState.Warn => "⚠️",
            _ => "✅",
        };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The text as inline code. Backslashes don't escape there, and a backtick would end it.</summary>
    private static string Code(string text) => $"`{VisibleText.Line(text).Replace('`', '\'')}`";

    private static string Text(string text) => MarkdownPage.Text(text);
}
