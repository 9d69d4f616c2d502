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
        var isFirst = scope.Relations.All(relation => relation.Blue is null);
        TellOfNobody();
        var plan = new ScanPlan(scope.Warehouse);
        foreach (var (_, check) in _checks)
            check.Plan(plan);
        var results = await plan.RunAsync(session, scope.Events, cancellation);
        if (isFirst)
        {
            var judged = new List<CheckOutcome>();
            foreach (var (_, check) in _checks.Where(one => one.Kind.Compares))
                judged.AddRange(await check.RunAsync(session, results, cancellation));
            Add(
                _checks
                    .Where(one =>
                        one.Kind.Compares && IsWanted(one) && judged.All(outcome => outcome.Name != one.Kind.Name)
                    )
                    .Select(one => FirstRelease(one.Kind))
            );
            Add(judged);
        }
        foreach (var (_, check) in _checks.Where(one => !isFirst || !one.Kind.Compares))
            Add(await check.RunAsync(session, results, cancellation));
        await RetryAsync(session, start, cancellation);
        return (_outcomes, _checks.Select(one => one.Check).OfType<RowCountCheck>().Single().Rows(results));
    }

    private bool IsWanted((ReleaseCheckKind Kind, ReleaseCheck Check) one) =>
        one.Check.Applies
        && (
            one.Kind.Unasked is not null
            || scope.Checks.Any(entry => entry.Name == one.Kind.Name && entry.Severity != CheckSeverity.Off)
        );

    private static CheckOutcome FirstRelease(ReleaseCheckKind kind) =>
        new(
            kind.Name,
            "",
            CheckState.Skipped,
            kind.Unasked?.DefaultSeverity ?? CheckSeverity.Fail,
            "",
            "",
            "first release"
        );

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
        _checks.Any(one => one.Kind.Name == outcome.Name && one.Check.CanImprove(outcome));

    private void Add(IEnumerable<CheckOutcome> found)
    {
        foreach (var outcome in found)
        {
            _outcomes.Add(outcome);
            scope.Events.Publish(new ReleaseEvent.CheckFinished(outcome));
        }
    }
}
