using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>
/// Runs the catalogue of checks, cheapest first. Checks that waiting can help run again until they pass or time is up.
/// </summary>
public sealed class ReleaseChecks(CheckScope scope)
{
    private readonly IReadOnlyList<(ReleaseCheckKind Kind, ReleaseCheck Check)> _checks =
    [
        .. CheckKinds.OfRelease.Select(kind => (kind, kind.Make(scope))),
    ];

    private readonly List<CheckOutcome> _outcomes = [];

    /// <summary>Outcomes about what is not there: no check can look again.</summary>
    private readonly HashSet<CheckOutcome> _final = [];

    /// <summary>Runs all checks, and publishes each outcome at once.</summary>
    /// <param name="session">The session, outside a transaction.</param>
    /// <param name="cancellation">Cancels between and within queries.</param>
    /// <returns>The outcomes, and the row counts of green by live name.</returns>
    public async Task<(IReadOnlyList<CheckOutcome> Outcomes, IReadOnlyDictionary<RelationName, long> Rows)> RunAsync(
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        var start = scope.Clock.GetTimestamp();
        var hasBlue = scope.Relations.Any(relation => relation.Blue is not null);
        // What was pruned is told once, and not of each relation.
        var isAlone = !hasBlue && (scope.Pruned is not null || scope.Relations.All(relation => relation.IsNew));
        TellOfNobody();
        var plan = new ScanPlan(scope.Warehouse);
        foreach (var (_, check) in _checks)
            check.Plan(plan);
        var results = await plan.RunAsync(session, scope.Events, cancellation);
        foreach (var (kind, check) in _checks)
        {
            var found = await check.RunAsync(session, results, cancellation);
            if (kind.Compares && check.Applies)
                found = [.. found, .. isAlone ? Alone(kind, found) : [], .. Lost(kind, found, isAlone)];
            Add(found);
        }
        await RetryAsync(session, start, cancellation);
        return (_outcomes, _checks.Select(one => one.Check).OfType<RowCountCheck>().Single().Rows(results));
    }

    /// <summary>The outcome of a check that had no blue at all, and could look at nothing.</summary>
    private IEnumerable<CheckOutcome> Alone(ReleaseCheckKind kind, IReadOnlyList<CheckOutcome> found)
    {
        if (found.Any(outcome => outcome.Name == kind.Name))
            return [];
        var wanted = scope.Checks.Any(entry => entry.Name == kind.Name && entry.Severity != CheckSeverity.Off);
        if (scope.Pruned is null)
            return kind.Unasked is null && !wanted
                ? []
                :
                [
                    new CheckOutcome(
                        kind.Name,
                        "",
                        CheckState.Skipped,
                        kind.Unasked?.DefaultSeverity ?? CheckSeverity.Fail,
                        "",
                        "",
                        "first release"
                    ),
                ];
        var strictest = scope
            .Relations.Select(relation => scope.Settings(kind, relation))
            .OfType<CheckConfig>()
            .MaxBy(settings => settings.Severity ?? settings.DefaultSeverity);
        return strictest is null ? [] : [Final(strictest, "", $"{scope.Pruned} was pruned: nothing to compare with")];
    }

    /// <summary>The outcomes about relations that are not where the ledger has them.</summary>
    private IEnumerable<CheckOutcome> Lost(ReleaseCheckKind kind, IReadOnlyList<CheckOutcome> found, bool isAlone)
    {
        foreach (var relation in scope.Relations.Where(relation => !relation.IsDropped))
        {
            if (
                (relation.LostGreen ?? (isAlone ? null : relation.LostBlue)) is not { } lost
                || scope.Settings(kind, relation) is not { } settings
                || found.Any(outcome => outcome.Relation == relation.Live.ToString())
            )
                continue;
            // A release that brings the relation back must not be refused because live lost it.
            var onlyWarns = relation.LostGreen is null && scope.Pruned is null && settings.OnInconclusive is null;
            yield return Final(
                onlyWarns ? settings with { Severity = CheckSeverity.Warn } : settings,
                relation.Live.ToString(),
                $"{lost} is not there any more"
            );
        }
    }

    private CheckOutcome Final(CheckConfig settings, string relation, string message)
    {
        var outcome = CheckScope.Outcome(settings, relation, CheckState.Inconclusive, "", "", message);
        _final.Add(outcome);
        return outcome;
    }

    /// <summary>Warns about an entry that names no existing relation, which is rarely intended.</summary>
    private void TellOfNobody()
    {
        foreach (
            var entry in scope.Config.Checks.Where(entry =>
                entry.Relations.Count > 0 && !scope.Relations.Any(relation => relation.IsNamedBy(entry.Relations))
            )
        )
            scope.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.CheckNamesNothing.Id,
                    $"{entry.Name} of {string.Join(", ", entry.Relations)}: no relation of the release has "
                        + $"such a name; {ErrorCode.CheckNamesNothing.Remedy}"
                )
            );
    }

    /// <summary>Runs failing checks again that waiting can help, unless another check fails permanently.</summary>
    private async Task RetryAsync(WarehouseSession session, long start, CancellationToken cancellation)
    {
        while (true)
        {
            var refusing = _outcomes.Where(Refuses).ToList();
            if (refusing.Count == 0 || refusing.Any(outcome => !CanImprove(outcome)))
                return;
            var left = scope.Config.Timeout - scope.Clock.GetElapsedTime(start);
            if (left < scope.Config.RetryEvery)
                return;
            scope.Events.Publish(
                new ReleaseEvent.Progressed(
                    string.Join(", ", refusing.Take(3).Select(outcome => $"{outcome.Name} of {outcome.Relation}"))
                        + $": {refusing[0].Message}; again in {scope.Config.RetryEvery.TotalSeconds:0.#} s, for "
                        + $"{left.TotalSeconds:0} s at most"
                )
            );
            await Task.Delay(scope.Config.RetryEvery, scope.Clock, cancellation);
            foreach (
                var again in (await AgainAsync(session, refusing, cancellation)).GroupBy(outcome =>
                    (outcome.Name, outcome.Relation)
                )
            )
            {
                // All of the check's entries for the relation ran again, in their order.
                var places = _outcomes
                    .Index()
                    .Where(old => (old.Item.Name, old.Item.Relation) == again.Key)
                    .Select(old => old.Index)
                    .ToList();
                foreach (var (place, outcome) in places.Zip(again))
                    Replace(place, outcome);
            }
        }
    }

    private void Replace(int place, CheckOutcome outcome)
    {
        if (_outcomes[place] == outcome)
            return;
        _outcomes[place] = outcome;
        scope.Events.Publish(new ReleaseEvent.CheckFinished(outcome));
    }

    private async Task<IReadOnlyList<CheckOutcome>> AgainAsync(
        WarehouseSession session,
        List<CheckOutcome> refusing,
        CancellationToken cancellation
    )
    {
        var outcomes = new List<CheckOutcome>();
        foreach (var (kind, check) in _checks)
        {
            var relations = refusing
                .Where(outcome => outcome.Name == kind.Name)
                .Select(outcome => outcome.Relation)
                .ToHashSet();
            if (relations.Count > 0)
                outcomes.AddRange(await check.AgainAsync(session, relations, cancellation));
        }
        return outcomes;
    }

    private bool Refuses(CheckOutcome outcome)
    {
        if (outcome.State == CheckState.Fail)
            return true;
        if (outcome is not { State: CheckState.Inconclusive, Severity: CheckSeverity.Fail })
            return false;
        return outcome.InconclusiveIs is { } own
            ? own == CheckState.Fail
            : scope.Config.OnInconclusive == OnInconclusive.Fail;
    }

    private bool CanImprove(CheckOutcome outcome) =>
        !_final.Contains(outcome) && _checks.Any(one => one.Kind.Name == outcome.Name && one.Check.CanImprove(outcome));

    private void Add(IEnumerable<CheckOutcome> found)
    {
        foreach (var outcome in found)
        {
            _outcomes.Add(outcome);
            scope.Events.Publish(new ReleaseEvent.CheckFinished(outcome));
        }
    }
}
