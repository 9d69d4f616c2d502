using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// Checks whether the ledger's rows agree with each other. Where they don't, live itself tells which are right.
/// </summary>
internal sealed class LedgerProbe(Ledger ledger, Func<ReleaseRecord, RelationRecord, bool> fits)
{
    private const string Name = "ledger";

    public static LedgerProbe Of(ReleaseRun run)
    {
        var dialect = run.Warehouse.Dialect;
        return new LedgerProbe(run.Ledger, (release, relation) => LedgerIntegrity.Fits(dialect, release, relation));
    }

    public IEnumerable<Finding> Look(ExaminedEnvironment chart)
    {
        var found = Markers(chart).Concat(States(chart)).Concat(Rows(chart)).ToList();
        if (found.Count > 0)
            return found;
        var count = chart.Book.Releases.Count;
        return
        [
            Finding.Fine(
                Name,
                count == 0 ? "no release yet" : $"{count} releases, live is {chart.Book.LiveSummary?.Release ?? "none"}"
            ),
        ];
    }

    private IEnumerable<Finding> Markers(ExaminedEnvironment chart)
    {
        if (chart.Markers.Count > 1)
        {
            var shown = chart.Markers.Where(marker => chart.IsShown(marker.Number)).ToList();
            yield return Bad(
                $"it says of {chart.Markers.Count} releases that they are live: "
                    + string.Join(", ", chart.Markers.Select(marker => ReleaseRecord.Name(marker.Number))),
                shown is [var proven]
                    ? new Repair.Record(
                        proven.Number,
                        $"{ReleaseRecord.Name(proven.Number)} alone is live, as its views show",
                        fencing => ledger.ReplaceMarker(proven, fencing)
                    )
                    : null
            );
        }
        foreach (var marker in chart.Markers.Where(marker => chart.Book.Record(marker.Number) is null))
            yield return Bad(
                $"it says that {ReleaseRecord.Name(marker.Number)} is live, but has no such release",
                null,
                blocks: true
            );
    }

    private IEnumerable<Finding> States(ExaminedEnvironment chart)
    {
        var living = chart.Book.Releases.Where(release => release.State == ReleaseState.Live).ToList();
        if (chart.Markers.Count == 0)
        {
            if (living.Count == 0)
                yield break;
            var shown = living.Where(release => chart.IsShown(release.Number)).ToList();
            yield return Bad(
                $"{string.Join(", ", living.Select(release => release.Id))} "
                    + $"{(living.Count == 1 ? "is" : "are")} in state live, but no row says which release is live",
                shown is [var proven]
                    ? new Repair.Record(proven.Number, $"{proven.Id} is live, as its views show", fencing =>
                        ledger.ReplaceMarker(
                            new LiveRecord(proven.Number, proven.LiveAt ?? proven.CreatedAt, null),
                            fencing
                        )
                    )
                    : null
            );
            yield break;
        }
        if (chart.Markers is not [var marker])
            yield break;
        if (chart.Book.Record(marker.Number) is { } live && live.State != ReleaseState.Live)
        {
            yield return Bad(
                $"{live.Id} is live, and its state is {Ledger.Text(live.State)}",
                chart.IsShown(live.Number)
                    ? new Repair.Record(live.Number, $"the state of {live.Id} is live, as its views show", fencing =>
                        [ledger.SetState(live.Number, ReleaseState.Live, fencing)]
                    )
                    : null
            );
        }
        foreach (var other in living.Where(release => release.Number != marker.Number))
        {
            yield return Bad(
                $"{other.Id} is in state live beside {ReleaseRecord.Name(marker.Number)}",
                chart.IsShown(marker.Number)
                    ? new Repair.Record(
                        other.Number,
                        $"{other.Id} is superseded, since the views show {ReleaseRecord.Name(marker.Number)}",
                        fencing => [ledger.SetState(other.Number, ReleaseState.Superseded, fencing)]
                    )
                    : null
            );
        }
    }

    private IEnumerable<Finding> Rows(ExaminedEnvironment chart)
    {
        foreach (
            var number in chart
                .Relations.Select(group => group.Key)
                .Where(number => chart.Book.Record(number) is null)
                .Order()
        )
            yield return Bad(
                $"it has {chart.Relations[number].Count()} relations of {ReleaseRecord.Name(number)}, and no "
                    + $"such release",
                null
            );
        foreach (var release in chart.Book.Releases)
        {
            var relations = chart.Relations[release.Number].ToList();
            if (
                relations.Count == 0
                && (release.State == ReleaseState.Live || release.IsCandidate || release.IsRetained)
            )
                yield return Bad($"{release.Id} is {Ledger.Text(release.State)}, and it has no relations", null);
            if (relations.GroupBy(relation => relation.Live).FirstOrDefault(group => group.Count() > 1) is { } twice)
                yield return Bad($"it has {twice.Key} of {release.Id} {twice.Count()} times", null, blocks: true);
            var strange = relations.Where(relation => !fits(release, relation)).ToList();
            if (strange.Count > 0)
                yield return Bad(
                    $"{strange.Count} relations of {release.Id} are where none of its relations can be, such as "
                        + $"{strange[0].Live} on {strange[0].Physical}",
                    null,
                    blocks: true
                );
        }
    }

    private static Finding Bad(string what, Repair? mend, bool blocks = false) =>
        new(Name, CheckState.Fail, ErrorCode.LedgerContradicts, "", what) { Repair = mend, BlocksRepair = blocks };
}
