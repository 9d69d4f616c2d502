using DataRelease.Ledgers;
using DataRelease.Migrations;

namespace DataRelease.Releases;

/// <summary>Lists the project's scripts and the journal's together, for people.</summary>
internal static class MigrationOverview
{
    public static IReadOnlyList<MigrationSummary> Read(
        MigrationSet set,
        MigrationStanding standing,
        RollbackWindow window
    )
    {
        var rows = new List<(MigrationVersion? Version, MigrationSummary Summary)>();
        foreach (var script in set.Scripts)
        {
            var record = standing.Of(script);
            var failed = standing.Journal.LastOrDefault(line =>
                line.State == MigrationState.Failed && MigrationStanding.Key(line) == MigrationStanding.Key(script)
            );
            if (
                record is null or { State: MigrationState.Reverted }
                && failed is not null
                && failed.Id > (record?.Id ?? 0)
            )
                rows.Add((script.Version, Of(failed, MigrationStand.Failed, failed.Message)));
            else if (record is not null && standing.IsFilledAgain(script))
                rows.Add(
                    (script.Version, Waiting(script, MigrationStand.Pending, "a migration was taken back after it ran"))
                );
            else if (record is not null)
                rows.Add((script.Version, Known(script, record)));
            else if (!standing.IsPending(script))
                rows.Add(
                    (
                        script.Version,
                        Waiting(script, MigrationStand.Baseline, $"not newer than the baseline {standing.Baseline}")
                    )
                );
            else
            {
                var announced = standing.Announcement(script);
                var held = script.Phase == MigrationPhase.Contract && !window.Allows(announced, ContractRule.Due);
                rows.Add(
                    (
                        script.Version,
                        Waiting(
                            script,
                            held ? MigrationStand.Held : MigrationStand.Pending,
                            held
                                ? announced?.Release is { } by
                                    ? $"waits for the end of the rollback window of {ReleaseRecord.Name(by)}"
                                    : "waits for a release that has it"
                                : ""
                        )
                    )
                );
            }
        }
        var known = set.Scripts.Select(MigrationStanding.Key).ToHashSet(StringComparer.Ordinal);
        rows.AddRange(
            standing
                .Current.Where(record =>
                    !known.Contains(MigrationStanding.Key(record)) && record.State != MigrationState.Reverted
                )
                .Select(record =>
                    (
                        record.Version,
                        Of(
                            record,
                            record.IsInForce ? MigrationStand.Missing : MigrationStands.Of(record.State),
                            record.IsInForce ? "applied, but not in the project" : record.Message
                        )
                    )
                )
        );
        return
        [
            .. rows.OrderBy(row => row.Version is null)
                .ThenBy(row => row.Version)
                .ThenBy(row => row.Summary.Name, StringComparer.Ordinal)
                .Select(row => row.Summary),
        ];
    }

    /// <summary>The number of migrations in each state.</summary>
    public static string Sentence(IReadOnlyList<MigrationSummary> migrations)
    {
        if (migrations.Count == 0)
            return "no migrations";
        var counts = migrations
            .GroupBy(migration => migration.State)
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Count()} {group.Key.Word()}");
        var pending = migrations.Any(migration => migration.State == MigrationStand.Pending);
        return $"{string.Join(", ", counts)}{(pending ? ": data-release migrate up" : "")}";
    }

    private static MigrationSummary Known(MigrationScript script, MigrationRecord record)
    {
        if (!record.IsInForce)
            return Of(record, MigrationStands.Of(record.State), record.Message);
        if (record.Checksum == script.Checksum)
            return Of(record, MigrationStand.Applied, "");
        return script.Kind == MigrationKind.Repeatable
            ? Of(record, MigrationStand.Pending, "changed, runs again")
            : Of(record, MigrationStand.Changed, "its text has changed since it was applied");
    }

    private static MigrationSummary Of(MigrationRecord record, MigrationStand state, string message) =>
        new(
            record.Name,
            record.Version?.ToString(),
            state,
            record.Phase,
            record.AppliedAt,
            record.AppliedBy,
            record.Release is { } number ? ReleaseRecord.Name(number) : null,
            record.Seconds,
            record.Down is not null,
            message
        );

    private static MigrationSummary Waiting(MigrationScript script, MigrationStand state, string message) =>
        new(
            script.Name,
            script.Version?.ToString(),
            state,
            script.Phase,
            null,
            "",
            null,
            0,
            script.Down is not null,
            message
        );
}
