namespace DataRelease.Analysis;

/// <summary>The verdict of an analysis at one moment.</summary>
public abstract record AnalysisVerdict
{
    private AnalysisVerdict() { }

    /// <summary>The analysis continues.</summary>
    /// <param name="NextAt">When the next measurement is due.</param>
    public sealed record Running(DateTimeOffset NextAt) : AnalysisVerdict;

    /// <summary>The analysis continues, and can't end before values arrive.</summary>
    /// <param name="NextAt">When the next measurement is due.</param>
    /// <param name="For">What it waits for, one sentence for each metric.</param>
    public sealed record Waiting(DateTimeOffset NextAt, string For) : AnalysisVerdict;

    /// <summary>Every metric was measured and succeeded.</summary>
    /// <param name="Message">The measurements in one line.</param>
    public sealed record Passed(string Message) : AnalysisVerdict;

    /// <summary>A metric exceeded its limits.</summary>
    /// <param name="Metric">The metric's name.</param>
    /// <param name="Why">The exceeded limit, with values and times, in one line.</param>
    /// <param name="Measurements">The failures or errors that count, oldest first.</param>
    public sealed record Failed(string Metric, string Why, IReadOnlyList<Measurement> Measurements) : AnalysisVerdict;
}
