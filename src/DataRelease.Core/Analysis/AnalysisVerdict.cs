namespace DataRelease.Analysis;

/// <summary>What an analysis says at one moment, as a closed set.</summary>
public abstract record AnalysisVerdict
{
    private AnalysisVerdict() { }

    /// <summary>It goes on.</summary>
    /// <param name="NextAt">When something is due next.</param>
    public sealed record Running(DateTimeOffset NextAt) : AnalysisVerdict;

    /// <summary>It goes on, and can't end before values come.</summary>
    /// <param name="NextAt">When something is due next.</param>
    /// <param name="For">What is waited for, a sentence for each metric.</param>
    public sealed record Waiting(DateTimeOffset NextAt, string For) : AnalysisVerdict;

    /// <summary>Everything was measured and is as it should be.</summary>
    /// <param name="Message">What was measured, in one line.</param>
    public sealed record Passed(string Message) : AnalysisVerdict;

    /// <summary>A metric is over its limits.</summary>
    /// <param name="Metric">Its name.</param>
    /// <param name="Why">Which limit, with values and when, in one line.</param>
    /// <param name="Measurements">The failures or errors that it is for, oldest first.</param>
    public sealed record Failed(string Metric, string Why, IReadOnlyList<Measurement> Measurements) : AnalysisVerdict;
}
