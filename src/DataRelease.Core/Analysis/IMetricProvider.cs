namespace DataRelease.Analysis;

/// <summary>
/// Reads the values of one metric. It never writes: queries run where the engine itself refuses to write.
/// </summary>
/// <remarks>
/// Only two moments of an analysis differ by provider, before it begins and when a measurement is due, and the
/// interface has members only for these. Limits, conditions and times are the same for all providers.
/// </remarks>
public interface IMetricProvider
{
    /// <summary>What a measurement gets in the way of.</summary>
    MeasuringPlace Place { get; }

    /// <summary>
    /// Finds what would prevent every measurement: a missing variable, an unknown name, a query with a mistake.
    /// </summary>
    Task<IReadOnlyList<string>> ExamineAsync(MetricScope scope, CancellationToken cancellation);

    /// <summary>Reads what must be remembered about the time before the analysis; null for nothing.</summary>
    Task<string?> RememberAsync(MetricScope scope, CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <summary>Measures once. An exception of the warehouse or the network is an error of the measurement.</summary>
    /// <param name="scope">What is measured.</param>
    /// <param name="state">The earlier measurements.</param>
    /// <param name="cancellation">Cancels, also when the metric's timeout has passed.</param>
    Task<MetricReading> MeasureAsync(MetricScope scope, MetricState state, CancellationToken cancellation);
}

/// <summary>What a measurement gets in the way of.</summary>
public enum MeasuringPlace
{
    /// <summary>Nothing of ours.</summary>
    Outside,

    /// <summary>Another process, which may want to open the database.</summary>
    Process,

    /// <summary>The use of the warehouse.</summary>
    Warehouse,

    /// <summary>The use of the warehouse, where other work would falsify the measurement.</summary>
    WarehouseAlone,
}
