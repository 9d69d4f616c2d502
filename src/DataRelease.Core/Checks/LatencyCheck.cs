using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>
/// Runs a probe query on green and on blue in turn, and compares median and 95th percentile. Each run is in a
/// transaction in which the engine refuses to write.
/// </summary>
internal sealed class LatencyCheck(CheckScope scope)
{
    public const string Name = "latency";

    private static readonly CheckQuery _standard = CheckQuery.Parse("select count(*) from {relation}", ["relation"]);

    /// <summary>Runs the entries on the relations that they name.</summary>
    /// <param name="session">The session, outside a transaction.</param>
    /// <param name="only">Selects entries and relations to run again; null for all.</param>
    /// <param name="cancellation">Cancels between and within queries.</param>
    public async Task<IReadOnlyList<(CheckConfig Entry, ComparedRelation Relation, CheckOutcome Outcome)>> RunAsync(
        WarehouseSession session,
        Func<CheckConfig, ComparedRelation, bool>? only,
        CancellationToken cancellation
    )
    {
        var outcomes = new List<(CheckConfig, ComparedRelation, CheckOutcome)>();
        foreach (var entry in SqlCheck.Entries(scope, Name))
        {
            foreach (
                var relation in scope.Relations.Where(relation =>
                    relation.IsOnBothSides && relation.IsNamedBy(entry.Relations)
                )
            )
            {
                if (only is not null && !only(entry, relation))
                    continue;
                scope.Events.Publish(
                    new ReleaseEvent.Progressed(
                        $"timing {entry.Title ?? "a query"} of {relation.Live}, {entry.Runs} times on each side"
                    )
                );
                var (state, value, message) = await MeasureAsync(session, entry, relation, cancellation);
                outcomes.Add(
                    (
                        entry,
                        relation,
                        CheckScope.Outcome(
                            entry,
                            CheckSeverity.Fail,
                            relation,
                            state,
                            value,
                            Timings.Threshold(entry),
                            SqlCheck.Titled(entry, message)
                        )
                    )
                );
            }
        }
        return outcomes;
    }

    private async Task<(CheckState State, string Value, string Message)> MeasureAsync(
        WarehouseSession session,
        CheckConfig entry,
        ComparedRelation relation,
        CancellationToken cancellation
    )
    {
        if (relation.IsShared)
            return (CheckState.Pass, "the same relation", "");
        var query = entry.Query ?? _standard;
        var blue = ProbeQuery.Fill(query, relation, scope.Relations, _ => true);
        var green = ProbeQuery.Fill(query, relation, scope.Relations, _ => false);
        if (blue.Sql is null || green.Sql is null)
            return (CheckState.Inconclusive, "", blue.Sql is null ? blue.Trouble : green.Trouble);
        var times = new Timings();
        try
        {
            await session.ReadOnlyAsync(
                async () =>
                {
                    for (var run = -entry.WarmUp; run < entry.Runs; run++)
                    {
                        foreach (var isBlue in Turns.Of(run))
                        {
                            var start = scope.Clock.GetTimestamp();
                            await session.AsWrittenAsync(() =>
                                session.QueryAsync(isBlue ? blue.Sql : green.Sql, _ => true, cancellation)
                            );
                            if (run >= 0)
                                (isBlue ? times.Blue : times.Green).Add(
                                    scope.Clock.GetElapsedTime(start).TotalMilliseconds
                                );
                        }
                    }
                },
                cancellation
            );
        }
        catch (DbException error)
            when (session.Connection.State == System.Data.ConnectionState.Open && !scope.Warehouse.IsOutOfRoom(error))
        {
            return (CheckState.Inconclusive, "", $"the query failed: {error.Message.ReplaceLineEndings(" ")}");
        }
        return times.Judge(entry);
    }
}
