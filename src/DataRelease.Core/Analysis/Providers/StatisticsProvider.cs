using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Analysis.Providers;

/// <summary>
/// Reads the warehouse's own statistics about consumers' queries. Blue is everything until the analysis began; green is
/// what came after it. No supported engine counts errors.
/// </summary>
internal sealed partial class StatisticsProvider(ProviderConfig.Statistics statistics) : IMetricProvider
{
    public MeasuringPlace Place => MeasuringPlace.Warehouse;

    public async Task<IReadOnlyList<string>> ExamineAsync(MetricScope scope, CancellationToken cancellation)
    {
        if (Relations(scope).Length == 0)
            return [$"no relation of the release is called {string.Join(", ", statistics.Relations)}"];
        if (!scope.Warehouse.Exists)
            return [];
        await using var session = await scope.OpenAsync(cancellation);
        return await scope.Warehouse.WhyNoQueryStatisticsAsync(session, cancellation) is { } reason ? [reason] : [];
    }

    public async Task<string?> RememberAsync(MetricScope scope, CancellationToken cancellation)
    {
        await using var session = await scope.OpenAsync(cancellation);
        return await scope.Warehouse.WhyNoQueryStatisticsAsync(session, cancellation) is null
            ? Write(await ReadAsync(scope, session, cancellation))
            : null;
    }

    public async Task<MetricReading> MeasureAsync(MetricScope scope, MetricState state, CancellationToken cancellation)
    {
        await using var session = await scope.OpenAsync(cancellation);
        if (await scope.Warehouse.WhyNoQueryStatisticsAsync(session, cancellation) is { } reason)
            return MetricReading.Inconclusive(reason);
        var now = await ReadAsync(scope, session, cancellation);
        if (Read(state.Memory) is not { } before)
            return MetricReading.Inconclusive("counting begins now") with { Memory = Write(now) };
        // Somebody reset the statistics, or the warehouse evicted entries: what was counted since the beginning is
        // lost.
        if (now.Calls < before.Calls || now.Rows < before.Rows || now.Since != before.Since)
            return MetricReading.Inconclusive("the warehouse's statistics were reset; counting begins again") with
            {
                Memory = Write(now),
            };
        var (blue, green) = (
            new Side(before.Calls, before.Milliseconds, before.Rows, before.At - before.Since),
            new Side(
                now.Calls - before.Calls,
                now.Milliseconds - before.Milliseconds,
                now.Rows - before.Rows,
                now.At - before.At
            )
        );
        var counted = $"{blue.Calls} calls before and {green.Calls} since";
        // Missing calls mean something only after the time in which enough of them would have come before.
        var expected =
            statistics.Measure == StatisticsMeasure.Calls ? Number(blue) * (green.Span?.TotalMinutes ?? 0) ?? 0 : 0;
        if (Math.Max(green.Calls, expected) < statistics.LeastCalls)
            return MetricReading.Inconclusive($"{counted}; {statistics.LeastCalls} are needed");
        var hasBlue = blue.Calls >= statistics.LeastCalls;
        return new MetricReading
        {
            Value = Number(green),
            Blue = hasBlue ? Number(blue) : null,
            Green = Number(green),
            Message = counted,
        };
    }

    private double? Number(Side side) =>
        statistics.Measure switch
        {
            StatisticsMeasure.Calls => side.Span is { TotalMinutes: > 0 } span ? side.Calls / span.TotalMinutes : null,
            StatisticsMeasure.Rows => side.Calls > 0 ? (double)side.Rows / side.Calls : null,
            _ => side.Calls > 0 ? side.Milliseconds / side.Calls : null,
        };

    private RelationName[] Relations(MetricScope scope) =>
        [
            .. scope
                .Relations.Where(relation => relation.IsNamedBy(statistics.Relations))
                .Select(relation => relation.Live),
        ];

    private Task<QueryStatistics> ReadAsync(
        MetricScope scope,
        WarehouseSession session,
        CancellationToken cancellation
    ) => scope.Warehouse.ReadQueryStatisticsAsync(session, Relations(scope), [.. statistics.Roles], cancellation);

    private static string Write(QueryStatistics counted) =>
        JsonSerializer.Serialize(counted, StatisticsJson.Default.QueryStatistics);

    private static QueryStatistics? Read(string? memory)
    {
        try
        {
            return memory is null ? null : JsonSerializer.Deserialize(memory, StatisticsJson.Default.QueryStatistics);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The statistics of one side.</summary>
    private sealed record Side(long Calls, double Milliseconds, long Rows, TimeSpan? Span);

    [JsonSerializable(typeof(QueryStatistics))]
    private sealed partial class StatisticsJson : JsonSerializerContext;
}
