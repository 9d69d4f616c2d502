using DataRelease.Cli.Terminals;
using DataRelease.Diffs;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli;

/// <summary>What each kind of report says for people before its last sentences.</summary>
/// <param name="lines">What is said and not yet written.</param>
/// <param name="forPeople">The terminal; null for plain lines.</param>
/// <remarks>Returns whether it is said at the end what is live.</remarks>
internal sealed class KindText(List<string> lines, TerminalReport? forPeople) : IReportReader<bool>
{
    public bool Ended(ReleaseReport.Ended report) => true;

    public bool Released(ReleaseReport.Released report)
    {
        // What it changed is for documents and summaries; the console has told each node.
        RollbackText.Losses(report.Losses, lines);
        RollbackText.Carried(report.Carried, lines);
        Checks(report.Checks);
        if (report.Checks.Count > 0 && report.Document is { } document)
            if (RootCauses.Sentence(document) is { Length: > 0 } why)
                lines.Add(why);
        return true;
    }

    public bool Planned(ReleaseReport.Planned report)
    {
        Plan(report.Plan);
        ShapeText.Write(report.Plan, lines, forPeople);
        SqlText.Write(report.Plan, lines, forPeople);
        if (report.Statements.Count == 0)
            Policies(report.Policies);
        Checks(report.Checks);
        lines.AddRange(report.Statements);
        return false;
    }

    public bool Previewed(ReleaseReport.Previewed report)
    {
        RollbackText.Losses(report.Losses, lines);
        if (report.Statements.Count > 0)
            Plan(report.Plan);
        else
            Policies(report.Policies);
        lines.AddRange(report.Statements);
        return report.Statements.Count == 0;
    }

    public bool Compared(ReleaseReport.Compared report)
    {
        if (forPeople is not null)
            forPeople.Plan(report.Plan);
        else
            Plan(report.Plan);
        if (forPeople is not null && report.Diffs.Count > 0)
            forPeople.Diffs(report);
        else
            foreach (var diff in report.Diffs)
                Diff(diff, report.Explanations.GetValueOrDefault(diff.Relation), lines);
        return false;
    }

    public bool Tried(ReleaseReport.Tried report)
    {
        Checks(report.Checks);
        return true;
    }

    public bool Examined(ReleaseReport.Examined report)
    {
        Rows(report.Checks);
        lines.AddRange(report.Statements);
        return false;
    }

    public bool Certified(ReleaseReport.Certified report)
    {
        Rows(report.Checks);
        return true;
    }

    public bool Status(ReleaseReport.Status report)
    {
        // Where the ledger could be read, live is shown even if it is not what the ledger says.
        if (report.Error is not null && report.Live is null)
            return false;
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
        if (report is { Watch: null, Monitoring.Outcome: { Verdict: not ReportedVerdict.Planned } watched })
            lines.Add($"  {watched.Sentence}");
        lines.AddRange(
            (report.Monitoring?.Stages ?? [])
                .Where(_ => report.Watch is { Waves.Count: 0 })
                .Select(stage => $"  {stage.Title}: {Stage(stage)}")
        );
        if (report is { Watch: not null, Monitoring.Next: { Length: > 0 } next })
            lines.Add($"  next: {next}");
        foreach (var release in report.Releases)
            lines.Add(
                $"  {Ledger.Text(release.State), -10} {release.Id} ({release.Version}) of "
                    + $"{release.CreatedAt:yyyy-MM-dd HH:mm} UTC{TextReport.Origin(release)}"
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
        RollbackText.Newest(report.DataVersions, lines);
        return false;
    }

    public bool History(ReleaseReport.History report)
    {
        if (report.Entries.Count == 0)
            return false;
        TextReport.Table(
            lines,
            ["RELEASE", "VERSION", "STATE", "LIVE AT (UTC)", "BY", "COMMIT", "CHANGES", "ROWS", "HOW IT ENDED"],
            report.Entries.Select(entry =>
                new[]
                {
                    entry.Release.Id,
                    entry.Release.Version,
                    Ledger.Text(entry.Release.State),
                    entry.Release.LiveAt is { } at ? $"{at:yyyy-MM-dd HH:mm:ss}" : "-",
                    entry.Release.CreatedBy,
                    entry.Release.Commit is { } commit ? commit[..Math.Min(8, commit.Length)] : "-",
                    Changes(entry),
                    entry.Rows is { } rows ? $"{rows}" : "-",
                    entry.Ended.Length > 100 ? $"{entry.Ended[..100]}…" : entry.Ended,
                }
            ),
            forPeople
        );
        if (report.Earlier is { } earlier)
            lines.Add($"{earlier.Count} older: data-release history --before {earlier.Before}, or --all");
        return false;
    }

    public bool Reported(ReleaseReport.Reported report) => true;

    public bool Trend(ReleaseReport.Trend report) => true;

    public bool Pruned(ReleaseReport.Pruned report)
    {
        lines.AddRange(report.Statements);
        return report.Statements.Count == 0;
    }

    public bool Migrated(ReleaseReport.Migrated report)
    {
        if (report.Migrations.Count > 0 && report.Statements.Count == 0)
            Table(
                ["MIGRATION", "STATE", "PHASE", "AT (UTC)", "BY", "DOWN", ""],
                report.Migrations.Select(migration =>
                    new[]
                    {
                        migration.Name,
                        migration.State.Word(),
                        migration.Phase.Word(),
                        migration.AppliedAt is { } at ? $"{at:yyyy-MM-dd HH:mm:ss}" : "-",
                        migration.Release ?? migration.AppliedBy,
                        migration.HasDown ? "yes" : "no",
                        migration.Message,
                    }
                )
            );
        lines.AddRange(report.Statements);
        return report.Statements.Count == 0 && report.Migrations.Count == 0;
    }

    public bool BackedUp(ReleaseReport.BackedUp report)
    {
        RollbackText.Versions(report.DataVersions, lines);
        Plan(report.Plan);
        return true;
    }

    public bool Verified(ReleaseReport.Verified report)
    {
        Checks(report.Checks);
        return true;
    }

    public bool Restored(ReleaseReport.Restored report)
    {
        Plan(report.Plan);
        lines.AddRange(report.Statements);
        return report.Statements.Count == 0;
    }

    private void Plan(IReadOnlyList<PlannedRelation> plan)
    {
        if (plan.Count > 0)
            Table(
                ["RELATION", "CHANGE", ""],
                [
                    .. plan.Where(relation => relation.Fold is null)
                        .Select(relation => new[] { relation.Relation, relation.Change.Word, relation.Detail }),
                    .. plan.Where(relation => relation.Fold is not null)
                        .GroupBy(relation => (relation.Change, relation.Fold))
                        .Select(same =>
                            new[]
                            {
                                same.Count() == 1 ? same.First().Relation : $"{same.Count()} relations",
                                same.Key.Change.Word,
                                same.Count() == 1 ? same.First().Detail : same.Key.Fold!,
                            }
                        ),
                ]
            );
    }

    private void Policies(IReadOnlyList<PolicyVerdict> policies)
    {
        if (policies.Count > 0)
            Table(
                ["POLICY", "STATE", "", "WHERE"],
                policies.Select(verdict =>
                    new[]
                    {
                        verdict.Policy,
                        verdict.State.ToString().ToLowerInvariant(),
                        verdict.Message,
                        verdict.Where?.ToString() ?? "",
                    }
                )
            );
    }

    /// <summary>Good news in bulk is one line; what needs a look is a row each.</summary>
    private void Checks(IReadOnlyList<CheckOutcome> checks)
    {
        if (checks.Count == 0)
            return;
        if (forPeople is not null)
        {
            forPeople.Checks(checks);
            return;
        }
        Rows([.. checks.Where(check => check.State is not (CheckState.Pass or CheckState.Skipped))]);
        var counts = checks
            .GroupBy(check => check.State)
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}");
        lines.Add($"checks: {string.Join(", ", counts)}");
    }

    /// <summary>A row a check, whatever came of it.</summary>
    private void Rows(IReadOnlyList<CheckOutcome> checks)
    {
        if (checks.Count > 0)
            Table(
                ["CHECK", "RELATION", "STATE", "VALUE", "ALLOWED", ""],
                checks.Select(check =>
                    new[]
                    {
                        check.Name,
                        check.Relation,
                        check.State.ToString().ToLowerInvariant(),
                        check.Value,
                        check.Threshold,
                        check.Message,
                    }
                )
            );
    }

    private void Table(string[] heads, IEnumerable<string[]> rows) => TextReport.Table(lines, heads, rows, forPeople);

    private static string Stage(ReportedStage stage) =>
        stage.State.ToString().ToLowerInvariant()
        + (stage.ReachedAt is { } at ? $" at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "");

    private static string Preview(PreviewSummary preview) =>
        $"{"preview", -10} {preview.Name} ({preview.Version}) of {preview.CreatedAt:yyyy-MM-dd HH:mm} UTC"
        + TextReport.Origin(preview.Branch, preview.Commit, preview.CreatedBy)
        + $": {Ledger.Text(preview.State)}"
        + (preview.Against is { } against ? $", compared with {against}" : "")
        + (preview.Message.Length > 0 ? $": {preview.Message}" : "");

    private static string Changes(HistoryEntry entry)
    {
        var parts = new[]
        {
            Part("+", entry.Added),
            Part("~", entry.Changed),
            Part("-", entry.Removed),
            entry.Migrations.Count > 0 ? $"{entry.Migrations.Count} migrations" : "",
        }
            .Where(part => part.Length > 0)
            .ToList();
        return parts.Count == 0 ? $"{entry.Release.Relations} relations" : string.Join(" ", parts);

        static string Part(string sign, IReadOnlyList<string> names) =>
            names.Count switch
            {
                0 => "",
                <= 2 => string.Join(" ", names.Select(name => $"{sign}{name}")),
                _ => $"{sign}{names.Count}",
            };
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
        lines.AddRange(DiffText.Limits(diff).Select(line => $"  {line}"));
        foreach (var trait in diff.Common)
            lines.Add($"  {trait.Sentence}");
        foreach (var (column, count) in diff.ChangedByColumn.OrderByDescending(pair => pair.Value))
            lines.Add($"  {column}: {count} changed");
        lines.AddRange(DiffText.Statistics(diff).Select(line => $"  {line}"));
        foreach (var sample in diff.Samples)
        {
            var key = string.Join(", ", sample.Key.Select(pair => $"{pair.Key}={pair.Value ?? "null"}"));
            var values =
                sample.Kind == RowKind.Changed
                    ? string.Join(
                        ", ",
                        sample.After.Select(pair =>
                            $"{pair.Key}: {sample.Before.GetValueOrDefault(pair.Key) ?? "null"} -> "
                            + $"{pair.Value ?? "null"}"
                        )
                    )
                    : string.Join(
                        ", ",
                        (sample.Kind == RowKind.Added ? sample.After : sample.Before).Select(pair =>
                            $"{pair.Key}={pair.Value ?? "null"}"
                        )
                    );
            lines.Add($"    {sample.Kind.Word(), -7} {key}  {values}");
        }
    }
}
