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
    /// <summary>Checks that run without configuration.</summary>
    private static readonly string[] _standard = [RowCountCheck.Name, SchemaCheck.Name, GrantsCheck.Name];

    /// <summary>Checks that don't apply to a release without a predecessor.</summary>
    public static IReadOnlyList<string> Comparing { get; } =
    [
        RowCountCheck.Name,
        SchemaCheck.Name,
        GrantsCheck.Name,
        NullRateCheck.Name,
        DistinctCountCheck.Name,
        AggregateCheck.Name,
        DistributionCheck.Name,
        FreshnessCheck.Name,
        DataDiffCheck.Name,
        LatencyCheck.Name,
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
        var rowCount = new RowCountCheck(scope);
        ScannedCheck[] scanned =
        [
            rowCount,
            new NullRateCheck(scope),
            new DistinctCountCheck(scope),
            new AggregateCheck(scope),
            new FreshnessCheck(scope),
        ];
        var distribution = new DistributionCheck(scope);
        var plan = new ScanPlan(scope.Warehouse);
        foreach (var check in scanned.Append(distribution))
            check.Plan(plan);
        var results = await plan.RunAsync(session, scope.Events, cancellation);
        var judged = scanned.SelectMany(check => check.Judge(results)).ToList();
        if (isFirst)
        {
            Add(
                Comparing
                    .Where(name => IsWanted(name) && judged.All(outcome => outcome.Name != name))
                    .Select(FirstRelease)
            );
            Add(judged);
            Add(await new SqlCheck(scope).RunAsync(session, cancellation));
        }
        else
        {
            Add(judged.Where(outcome => outcome.Name == RowCountCheck.Name));
            Add(new SchemaCheck(scope).Run());
            Add(await new GrantsCheck(scope).RunAsync(session, cancellation));
            Add(judged.Where(outcome => outcome.Name != RowCountCheck.Name));
            if (distribution.IsWanted)
                Add(await distribution.ReadAsync(session, results, cancellation));
            Add(await new SqlCheck(scope).RunAsync(session, cancellation));
            Add(await new DataDiffCheck(scope).RunAsync(session, cancellation));
            Add((await new LatencyCheck(scope).RunAsync(session, null, cancellation)).Select(timed => timed.Outcome));
        }
        await RetryAsync(session, start, cancellation);
        return (_outcomes, rowCount.Rows(results));
    }

    private bool IsWanted(string name) =>
        name == GrantsCheck.Name && !scope.Warehouse.Traits.HasRoles
            ? false
            : _standard.Contains(name)
                || scope.Checks.Any(check => check.Name == name && check.Severity != CheckSeverity.Off);

    private static CheckOutcome FirstRelease(string name) =>
        new(
            name,
            "",
            CheckState.Skipped,
            name == SchemaCheck.Name ? CheckSeverity.Warn : CheckSeverity.Fail,
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
        if (refusing.Any(outcome => outcome.Name == FreshnessCheck.Name))
        {
            var names = refusing
                .Where(outcome => outcome.Name == FreshnessCheck.Name)
                .Select(outcome => outcome.Relation)
                .ToHashSet();
            var freshness = new FreshnessCheck(
                scope with
                {
                    Relations = [.. scope.Relations.Where(relation => names.Contains(relation.Live.ToString()))],
                }
            );
            var plan = new ScanPlan(scope.Warehouse);
            freshness.Plan(plan);
            outcomes.AddRange(freshness.Judge(await plan.RunAsync(session, scope.Events, cancellation)));
        }
        if (refusing.Any(outcome => outcome.Name == LatencyCheck.Name))
        {
            var timed = await new LatencyCheck(scope).RunAsync(
                session,
                (entry, relation) =>
                    refusing.Any(outcome =>
                        outcome.Name == LatencyCheck.Name && outcome.Relation == relation.Live.ToString()
                    ),
                cancellation
            );
            outcomes.AddRange(timed.Select(one => one.Outcome));
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
        outcome.Name switch
        {
            LatencyCheck.Name => true,
            FreshnessCheck.Name => scope.Relations.Any(relation =>
                relation.Live.ToString() == outcome.Relation && FreshnessCheck.CanImprove(relation)
            ),
            _ => false,
        };

    private void Add(IEnumerable<CheckOutcome> found)
    {
        foreach (var outcome in found)
        {
            _outcomes.Add(outcome);
            scope.Events.Publish(new ReleaseEvent.CheckFinished(outcome));
        }
    }
}
