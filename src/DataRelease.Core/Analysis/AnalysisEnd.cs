namespace DataRelease.Analysis;

/// <summary>The decision of an analysis.</summary>
/// <param name="At">When it was decided, by the clock that writes the ledger's times.</param>
public sealed record AnalysisEnd(DateTimeOffset At)
{
    /// <summary>The metric that failed; null if the analysis passed.</summary>
    public string? Metric { get; init; }

    /// <summary>The exceeded limit with values and times, or a passed analysis's measurements, in one line.</summary>
    public string Why { get; init; } = "";

    /// <summary>The measurement with which the limit was exceeded; null if the analysis passed.</summary>
    public Measurement? Decisive { get; init; }

    /// <summary>The end that a verdict means; null as long as the analysis continues.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="at">When it was reached.</param>
    public static AnalysisEnd? Of(AnalysisVerdict verdict, DateTimeOffset at) =>
        verdict switch
        {
            AnalysisVerdict.Passed passed => new AnalysisEnd(at) { Why = passed.Message },
            AnalysisVerdict.Failed failed => new AnalysisEnd(at)
            {
                Metric = failed.Metric,
                Why = failed.Why,
                Decisive = failed.Measurements.Count > 0 ? failed.Measurements[^1] : null,
            },
            _ => null,
        };
}
