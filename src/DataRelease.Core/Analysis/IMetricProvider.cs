namespace DataRelease.Analysis;

/// <summary>
/// Reads the values of one metric. It never writes: queries run where the engine itself refuses to.
/// </summary>
/// <remarks>
/// It has no more members than the two moments of an analysis that differ by provider (before it begins, and when a
/// measurement is due) need; limits, conditions and times are the same for all of them.
/// </remarks>
public interface IMetricProvider
{
    /// <summary>What measuring stands in the way of.</summary>
    MeasuringPlace Place { get; }

    /// <summary>
    /// What would keep it from ever measuring: a missing variable, an unknown name, a query with a mistake.
    /// </summary>
    Task<IReadOnlyList<string>> ExamineAsync(MetricScope scope, CancellationToken cancellation);

    /// <summary>What is to be known of the time before, when the analysis begins; null for nothing.</summary>
    Task<string?> RememberAsync(MetricScope scope, CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <summary>Measures once. An exception of the warehouse or the network is an error of the measurement.</summary>
    /// <param name="scope">Both sides.</param>
    /// <param name="state">What was measured before.</param>
    /// <param name="cancellation">Ends it, also when the metric's time limit is over.</param>
    Task<MetricReading> MeasureAsync(MetricScope scope, MetricState state, CancellationToken cancellation);
}

/// <summary>What measuring stands in the way of.</summary>
public enum MeasuringPlace
{
    /// <summary>Nothing that is ours.</summary>
    Outside,

    /// <summary>A process of its own, which may want to open the database.</summary>
    Process,

    /// <summary>The warehouse.</summary>
    Warehouse,

    /// <summary>The warehouse, and others would falsify what it measures.</summary>
    WarehouseAlone,
}
