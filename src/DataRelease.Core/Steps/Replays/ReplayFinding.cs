namespace DataRelease.Steps.Replays;

/// <summary>The outcome of a query on both sides, worst first.</summary>
internal enum ReplayOutcome
{
    /// <summary>The query fails on green and not on blue.</summary>
    FailsOnGreen,

    /// <summary>The results differ.</summary>
    Differs,

    /// <summary>The results are the same.</summary>
    Same,

    /// <summary>The query could not be replayed.</summary>
    Left,
}

/// <summary>The finding about one query.</summary>
/// <param name="Query">The query.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Message">What differs, or why it could not be replayed.</param>
internal sealed record ReplayFinding(ReplayQuery Query, ReplayOutcome Outcome, string Message)
{
    /// <summary>The times on blue in milliseconds.</summary>
    public IReadOnlyList<double> Blue { get; init; } = [];

    /// <summary>The times on green in milliseconds.</summary>
    public IReadOnlyList<double> Green { get; init; } = [];
}
