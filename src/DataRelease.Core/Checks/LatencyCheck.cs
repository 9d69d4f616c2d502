using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>Settings of <c>latency</c>.</summary>
public sealed record LatencySettings : QuerySettings
{
    /// <inheritdoc/>
    public override string Name => LatencyCheck.Name;

    /// <summary>The query; all rows are counted without one.</summary>
    public CheckQuery Query { get; init; } = CheckQuery.Parse("select count(*) from {relation}", ["relation"]);

    /// <summary>The number of measured runs on each side.</summary>
    public int Runs { get; init; } = 20;

    /// <summary>The number of runs on each side before any is measured.</summary>
    public int WarmUp { get; init; } = 2;

    /// <summary>The smallest difference that counts.</summary>
    public TimeSpan MinDifference { get; init; } = TimeSpan.FromMilliseconds(5);

    internal static LatencySettings Read(ConfigMapping map)
    {
        var standard = new LatencySettings();
        return Limits(standard, map, "blue_p50", "green_p50", "blue_p95", "green_p95") with
        {
            Title = map.Text("name"),
            Query = map.Query("query", "relation") ?? standard.Query,
            Runs = map.Number("runs", 3) ?? standard.Runs,
            WarmUp = map.Number("warm_up", 0) ?? standard.WarmUp,
            MinDifference = map.Duration("min_difference", TimeSpan.Zero) ?? standard.MinDifference,
        };
    }
}

/// <summary>
/// Runs a probe query on green and on blue in turn, and compares median and 95th percentile. Each run is in a
/// transaction in which the engine refuses to write.
/// </summary>
internal sealed class LatencyCheck(CheckScope scope) : ReleaseCheck(scope)
{
    public const string Name = "latency";

    public static ReleaseCheckKind Kind { get; } =
        new(Name, (map, _) => LatencySettings.Read(map), scope => new LatencyCheck(scope));

    public override Task<IReadOnlyList<CheckOutcome>> RunAsync(
        WarehouseSession session,
        ScanResults results,
        CancellationToken cancellation
    ) => TimeAsync(session, null, cancellation);

    /// <summary>Times differ from run to run.</summary>
    public override bool CanImprove(CheckOutcome outcome) => true;

    public override Task<IReadOnlyList<CheckOutcome>> AgainAsync(
        WarehouseSession session,
        IReadOnlySet<string> relations,
        CancellationToken cancellation
    ) => TimeAsync(session, relations, cancellation);

    /// <summary>Runs the entries on the relations that they name, or only on those with the given live names.</summary>
    private async Task<IReadOnlyList<CheckOutcome>> TimeAsync(
        WarehouseSession session,
        IReadOnlySet<string>? only,
        CancellationToken cancellation
    )
    {
        var outcomes = new List<CheckOutcome>();
        foreach (var entry in Scope.Entries<LatencySettings>())
        {
            foreach (
                var relation in Scope.Relations.Where(relation =>
                    relation.IsOnBothSides && relation.IsNamedBy(entry.Relations)
                )
            )
            {
                if (only is not null && !only.Contains(relation.Live.ToString()))
                    continue;
                Scope.Events.Publish(
                    new ReleaseEvent.Progressed(
                        $"timing {entry.Title ?? "a query"} of {relation.Live}, {entry.Runs} times on each side"
                    )
                );
                var (state, value, message) = await MeasureAsync(session, entry, relation, cancellation);
                outcomes.Add(
                    CheckScope.Outcome(
                        entry,
                        relation,
                        state,
                        value,
                        Timings.Threshold(entry),
                        entry.Titled(message)
                    ) with
                    {
                        Title = entry.Title ?? "",
                        Fingerprint = Finding.FingerprintOf(entry.Query.Text, value.Length > 0 ? value : message),
                    }
                );
            }
        }
        return outcomes;
    }

    private async Task<(CheckState State, string Value, string Message)> MeasureAsync(
        WarehouseSession session,
        LatencySettings entry,
        ComparedRelation relation,
        CancellationToken cancellation
    )
    {
        if (relation.IsShared)
            return (CheckState.Pass, "the same relation", "");
        var blue = ProbeQuery.Fill(entry.Query, relation, Scope.Relations, _ => true);
        var green = ProbeQuery.Fill(entry.Query, relation, Scope.Relations, _ => false);
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
                            var start = Scope.Clock.GetTimestamp();
                            await session.AsWrittenAsync(() =>
                                session.QueryAsync(isBlue ? blue.Sql : green.Sql, _ => true, cancellation)
                            );
                            if (run >= 0)
                                (isBlue ? times.Blue : times.Green).Add(
                                    Scope.Clock.GetElapsedTime(start).TotalMilliseconds
                                );
                        }
                    }
                },
                cancellation
            );
        }
        catch (DbException error)
            when (session.Connection.State == System.Data.ConnectionState.Open && !Scope.Warehouse.IsOutOfRoom(error))
        {
            var said = error.Message.ReplaceLineEndings(" ");
            return (
                CheckState.Inconclusive,
                "",
                $"the query failed: {Scope.EngineText.About(entry.Query, relation, Scope.Relations, said)}"
            );
        }
        return times.Judge(entry);
    }
}
