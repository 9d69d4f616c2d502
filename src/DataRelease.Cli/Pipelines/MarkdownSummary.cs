using System.Globalization;
using System.Text;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Cli.Pipelines;

/// <summary>A job's summary in Markdown: what happened, what the checks say, what differs, how to go back.</summary>
internal static class MarkdownSummary
{
    /// <summary>GitHub takes 1 MiB a step; a page that somebody reads is far below.</summary>
    private const int MaxBytes = 200_000;

    private const int MaxRows = 200;

    public static async Task AppendAsync(string file, string command, ReleaseReport report)
    {
        var text = Write(command, report);
        await File.AppendAllTextAsync(file, text.Length <= MaxBytes ? text : $"{text[..MaxBytes]}\n\n…\n").ConfigureAwait(false);
    }

    public static string Write(string command, ReleaseReport report)
    {
        var page = new StringBuilder();
        var mark = report.ExitCode switch { ExitCode.Done => "✅", ExitCode.Refused => "⛔", _ => "❌" };
        var what = report.Release is { } release ? $"{release.Id} ({release.Version}), {Ledger.Text(release.State)}" : "no release";
        page.Append(CultureInfo.InvariantCulture, $"### {mark} data-release {Text(command)}: {Text(what)}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Environment **{Text(report.Environment)}**; live is {(report.Live is { } live ? $"**{Text(live.Release)}** ({Text(live.Version)})" : "nothing yet")}.\n\n");
        if (report.Error is { } error) page.Append(CultureInfo.InvariantCulture, $"**{error.Code.Id}** {Text(error.Message)}\n\n{Text(error.ToDo)}.\n\n");
        else if (report.Summary.Length > 0) page.Append(CultureInfo.InvariantCulture, $"{Text(report.Summary)}.\n\n");
        Plan(page, report.Plan);
        Checks(page, report.Checks);
        Diffs(page, report);
        if (report.Steps.Count > 0)
            page.Append(CultureInfo.InvariantCulture, $"{string.Join(" · ", report.Steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{Text(step.Name)} {step.Seconds:0.0} s")))}\n\n");
        if (report is { ExitCode: ExitCode.Done, Live: not null } && command is "release" or "swap") page.Append("To go back: `data-release rollback`\n\n");
        return page.ToString();
    }

    private static void Plan(StringBuilder page, IReadOnlyList<PlannedRelation> plan)
    {
        if (plan.Count == 0) return;
        page.Append("**What changed**\n\n| relation | change | |\n|---|---|---|\n");
        foreach (var relation in plan.Take(MaxRows)) Row(page, relation.Relation, relation.Change, relation.Detail);
        More(page, plan.Count);
    }

    private static void Checks(StringBuilder page, IReadOnlyList<CheckOutcome> checks)
    {
        if (checks.Count == 0) return;
        var counts = checks.GroupBy(check => check.State).OrderByDescending(group => group.Key)
            .Select(group => $"{group.Count().ToString(CultureInfo.InvariantCulture)} {group.Key.ToString().ToLowerInvariant()}");
        page.Append(CultureInfo.InvariantCulture, $"**Checks:** {string.Join(", ", counts)}\n\n");
        // What needs a look, and what changed without needing one.
        var shown = checks.Where(check => check.State is not (CheckState.Pass or CheckState.Skipped) || check.Value.Contains("->", StringComparison.Ordinal) || (check.Name == "schema" && check.Value.Length > 0))
            .OrderByDescending(check => check.State).ToList();
        if (shown.Count == 0) return;
        page.Append("| | check | relation | value | allowed | |\n|---|---|---|---|---|---|\n");
        foreach (var check in shown.Take(MaxRows)) Row(page, Mark(check.State), check.Name, check.Relation, check.Value, check.Threshold, check.Message);
        More(page, shown.Count);
    }

    private static void Diffs(StringBuilder page, ReleaseReport report)
    {
        if (report.Diffs.Count == 0) return;
        page.Append("| relation | before | after | added | removed | changed | columns that changed |\n|---|--:|--:|--:|--:|--:|---|\n");
        foreach (var diff in report.Diffs.OrderBy(diff => diff.IsEqual).Take(MaxRows))
        {
            string Number(long value) => diff.SamePhysical ? "" : value.ToString(CultureInfo.InvariantCulture);
            Row(page, diff.Relation, Number(diff.BlueRows), Number(diff.GreenRows), Number(diff.Added), Number(diff.Removed), Number(diff.Changed),
                diff.SamePhysical ? "the same relation" : string.Join(", ", diff.ChangedByColumn.OrderByDescending(pair => pair.Value).Take(8).Select(pair => pair.Key)));
        }
        More(page, report.Diffs.Count);
    }

    private static string Mark(CheckState state) => state switch { CheckState.Fail => "⛔", CheckState.Inconclusive => "❔", CheckState.Warn => "⚠️", _ => "✅" };

    private static void More(StringBuilder page, int count) =>
        page.Append(count > MaxRows ? string.Create(CultureInfo.InvariantCulture, $"\n… and {count - MaxRows} more\n\n") : "\n");

    private static void Row(StringBuilder page, params IEnumerable<string> cells) => page.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells.Select(Text))} |\n");

    /// <summary>Text of strangers as text: no markup, no HTML, no mention of anybody, in one line.</summary>
    private static string Text(string text)
    {
        var safe = new StringBuilder();
        foreach (var character in PrintableText.Line(text))
        {
            if (character is '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '#' or '|' or '!' or '~') safe.Append('\\').Append(character);
            else if (character == '<') safe.Append("&lt;");
            else if (character == '>') safe.Append("&gt;");
            else if (character == '&') safe.Append("&amp;");
            else if (character == '@') safe.Append("@\u200B");
            else safe.Append(character);
        }
        return safe.ToString();
    }
}
