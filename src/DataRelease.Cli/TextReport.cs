using DataRelease.Cli.Terminals;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli;

/// <summary>Writes a command's result for people to standard output.</summary>
internal static class TextReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="report">The command's report.</param>
    /// <param name="writer">Standard output.</param>
    /// <param name="terminal">The abilities of the terminal; null for plain lines, whose form scripts rely on.</param>
    public static async Task WriteAsync(
        string command,
        ReleaseReport report,
        TextWriter writer,
        TerminalShape? terminal = null
    )
    {
        var lines = new List<string>();
        var forPeople = terminal is null || report.Statements.Count > 0 ? null : new TerminalReport(terminal, writer);
        if (command == "status")
            Status(report, lines);
        else if (command == "history")
            RollbackText.History(report, lines, forPeople);
        RollbackText.Write(command, report, lines);
        // A release's own changes are for documents and summaries; the console has already shown each node.
        if (forPeople is not null && command == "diff")
            forPeople.Plan(report.Plan);
        else if (
            report.Plan.Count > 0
            && (command is "plan" or "diff" or "backup create" or "backup restore" || report.Statements.Count > 0)
        )
            Table(
                lines,
                ["RELATION", "CHANGE", ""],
                report.Plan.Select(relation => new[] { relation.Relation, relation.Change, relation.Detail }),
                forPeople
            );
        SqlText.Write(report.Plan, lines, forPeople);
        if (report.Policies.Count > 0 && report.Statements.Count == 0)
            Table(
                lines,
                ["POLICY", "STATE", "", "WHERE"],
                report.Policies.Select(verdict =>
                    new[]
                    {
                        verdict.Policy,
                        verdict.State.ToString().ToLowerInvariant(),
                        verdict.Message,
                        verdict.Where?.ToString() ?? "",
                    }
                ),
                forPeople
            );
        if (report.Migrations.Count > 0 && report.Statements.Count == 0)
        {
            Table(
                lines,
                ["MIGRATION", "STATE", "PHASE", "AT (UTC)", "BY", "DOWN", ""],
                report.Migrations.Select(migration =>
                    new[]
                    {
                        migration.Name,
                        migration.State,
                        migration.Phase,
                        migration.AppliedAt is { } at ? $"{at:yyyy-MM-dd HH:mm:ss}" : "-",
                        migration.Release ?? migration.AppliedBy,
                        migration.HasDown ? "yes" : "no",
                        migration.Message,
                    }
                ),
                forPeople
            );
        }
        if (report.Checks.Count > 0)
        {
            if (forPeople is null || command is "doctor" or "certify")
                Checks(command, report.Checks, lines, forPeople);
            else
                forPeople.Checks(report.Checks);
            if (report.Document is { } document && RootCauses.Sentence(document) is { Length: > 0 } why)
                lines.Add(why);
        }
        if (forPeople is not null && report.Diffs.Count > 0)
            forPeople.Diffs(report);
        else
            foreach (var diff in report.Diffs)
                Diff(diff, report.Explanations.GetValueOrDefault(diff.Relation), lines);
        lines.AddRange(report.Statements);
        if (
            report.Error is null
            && command is not ("status" or "history" or "plan")
            && report.Live is { } live
            && report.Statements.Count == 0
            && command is not ("doctor" or "diff")
            && report.Migrations.Count == 0
        )
            lines.Add(
                $"live: {live.Release} ({live.Version}) in {report.Environment} since "
                    + $"{live.Since:yyyy-MM-dd HH:mm:ss} UTC"
            );
        if (
            report.Error is not null
            && report.Live is { } untouched
            && command != "status"
            && report.ExitCode is ExitCode.Refused or ExitCode.Failed or ExitCode.Cancelled
        )
            lines.Add($"live is still {report.Live!.Release} ({report.Live.Version})");
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

    private static void Status(ReleaseReport report, List<string> lines)
    {
        // If the ledger could be read, live is shown even if it differs from the ledger.
        if (report.Error is not null && report.Live is null)
            return;
        lines.Add(
            report.Live is { } live
                ? $"{report.Environment}: {live.Release} ({live.Version}) is live since "
                    + $"{live.Since:yyyy-MM-dd HH:mm:ss} UTC, {report.Release?.Relations ?? 0} relations"
                : $"{report.Environment}: nothing is live"
        );
        if (report.Watch?.Exposure is { } exposure)
            lines.Add($"  {exposure.Who} see {exposure.Green}, everybody else sees {exposure.Blue}");
        lines.AddRange(
            (report.Watch?.Waves ?? []).Select(wave =>
                $"  wave {wave.Wave} ({wave.Takes}): {wave.Release}"
                + (wave.IsLive ? $" in {string.Join(", ", wave.Relations)}" : "")
            )
        );
        if (report.Watch is { } watch)
            lines.AddRange(
                watch.Metrics.Select(metric =>
                    $"  {metric.Name}: {(metric.Message.Length > 0 ? metric.Message : "not measured yet")} "
                    + $"({metric.Successes} good, {metric.Failures} failed, {metric.Inconclusives} inconclusive, "
                    + $"{metric.Errors} errors)"
                )
            );
        foreach (var release in report.Releases)
            lines.Add(
                $"  {Ledger.Text(release.State), -10} {release.Id} ({release.Version}) of "
                    + $"{release.CreatedAt:yyyy-MM-dd HH:mm} UTC{Origin(release)}"
                    + (release.IsOutdated || release.Missing.Count > 0 ? "; a swap would be refused" : "")
                    + (release.Message.Length > 0 ? $": {release.Message}" : "")
            );
        lines.AddRange(report.Previews.Select(preview => $"  {Preview(preview)}"));
        if (report.RollbackTargets.Count > 0)
            lines.Add(
                $"  can go back to "
                    + string.Join(
                        ", ",
                        report.RollbackTargets.Take(5).Select(release => $"{release.Id} ({release.Version})")
                    )
            );
        lines.AddRange(report.Found.Select(found => $"  {found}"));
        if (report.Lease is { } lease)
            lines.Add(
                $"  held by {lease.Holder} since {lease.AcquiredAt:HH:mm:ss} UTC"
                    + (
                        lease.IsExpired ? ", expired"
                        : lease.IsFarOff
                            ? $" until {lease.ExpiresAt:yyyy-MM-dd HH:mm} UTC; if that process is gone, "
                                + "data-release doctor --fix frees the environment"
                        : ""
                    )
            );
    }

    private static string Preview(PreviewSummary preview) =>
        $"{"preview", -10} {preview.Name} ({preview.Version}) of {preview.CreatedAt:yyyy-MM-dd HH:mm} UTC"
        + Origin(preview.Branch, preview.Commit, preview.CreatedBy)
        + $": {Ledger.Text(preview.State)}"
        + (preview.Against is { } against ? $", compared with {against}" : "")
        + (preview.Message.Length > 0 ? $": {preview.Message}" : "");

    /// <summary>What distinguishes a candidate: its branch, commit and author.</summary>
    public static string Origin(ReleaseSummary release) => Origin(release.Branch, release.Commit, release.CreatedBy);

    private static string Origin(string? branch, string? commit, string by) =>
        (branch is null ? "" : $", {branch}")
        + (commit is null ? "" : $" at {commit[..Math.Min(8, commit.Length)]}")
        + (by.Length > 0 ? $", by {by}" : "");

    private static void Checks(
        string command,
        IReadOnlyList<CheckOutcome> checks,
        List<string> lines,
        TerminalReport? forPeople
    )
    {
        // Passed checks are one line together; every check that needs attention has its own row.
        var shown = command is "doctor" or "certify"
            ? checks
            : [.. checks.Where(check => check.State is not (CheckState.Pass or CheckState.Skipped))];
        if (shown.Count > 0)
        {
            Table(
                lines,
                ["CHECK", "RELATION", "STATE", "VALUE", "ALLOWED", ""],
                shown.Select(check =>
                    new[]
                    {
                        check.Name,
                        check.Relation,
                        check.State.ToString().ToLowerInvariant(),
                        check.Value,
                        check.Threshold,
                        check.Message,
                    }
                ),
                forPeople
            );
        }
        if (command is "doctor" or "certify")
            return;
        var counts = checks
            .GroupBy(check => check.State)
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}");
        lines.Add($"checks: {string.Join(", ", counts)}");
    }

    private static void Diff(RelationDiff diff, ChangeExplanation? explanation, List<string> lines)
    {
        lines.Add(
            diff.SamePhysical
                ? $"{diff.Relation}: the same relation on both sides"
                : $"{diff.Relation}: {diff.BlueRows} -> {diff.GreenRows} rows, {diff.Added} added, "
                    + $"{diff.Removed} removed, {diff.Changed} changed"
                    + (
                        diff.Key.Count > 0
                            ? $" by {string.Join(", ", diff.Key)}"
                            : " as whole rows, because there " + "is no key"
                    )
        );
        if (explanation is not null)
            lines.Add(
                explanation.IsUnexplained
                    ? "  unexplained: nothing that it is made from changed"
                    : $"  because {explanation}"
            );
        if (diff.AddedColumns.Count > 0)
            lines.Add($"  new columns: {string.Join(", ", diff.AddedColumns)}");
        if (diff.RemovedColumns.Count > 0)
            lines.Add($"  dropped columns: {string.Join(", ", diff.RemovedColumns)}");
        if (diff.RetypedColumns.Count > 0)
            lines.Add($"  retyped columns: {string.Join(", ", diff.RetypedColumns)}");
        if (diff.AmbiguousRows > 0)
            lines.Add($"  {diff.AmbiguousRows} rows have no key or share one, and were compared as whole rows");
        foreach (var trait in diff.Common)
            lines.Add($"  {trait.Sentence}");
        foreach (var (column, count) in diff.ChangedByColumn.OrderByDescending(pair => pair.Value))
            lines.Add($"  {column}: {count} changed");
        foreach (var sample in diff.Samples)
        {
            var key = string.Join(", ", sample.Key.Select(pair => $"{pair.Key}={pair.Value ?? "null"}"));
            var values =
                sample.Kind == "changed"
                    ? string.Join(
                        ", ",
                        sample.After.Select(pair =>
                            $"{pair.Key}: {sample.Before.GetValueOrDefault(pair.Key) ?? "null"} -> "
                            + $"{pair.Value ?? "null"}"
                        )
                    )
                    : string.Join(
                        ", ",
                        (sample.Kind == "added" ? sample.After : sample.Before).Select(pair =>
                            $"{pair.Key}={pair.Value ?? "null"}"
                        )
                    );
            lines.Add($"    {sample.Kind, -7} {key}  {values}");
        }
    }

    /// <summary>A table: for scripts as wide as its content, for people fitted to the terminal.</summary>
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
