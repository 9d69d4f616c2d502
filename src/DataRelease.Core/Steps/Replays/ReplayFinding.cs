namespace DataRelease.Steps.Replays;

/// <summary>How a query did on both sides, the worst first.</summary>
internal enum ReplayOutcome
{
    /// <summary>It fails on green and not on blue.</summary>
    FailsOnGreen,

    /// <summary>Another result.</summary>
    Differs,

    /// <summary>The same result.</summary>
    Same,

    /// <summary>It could not be replayed.</summary>
    Left,
}

/// <summary>What was found of one query.</summary>
/// <param name="Query">Which one.</param>
/// <param name="Outcome">How it did.</param>
/// <param name="Message">What differs, or why it could not be replayed.</param>
internal sealed record ReplayFinding(ReplayQuery Query, ReplayOutcome Outcome, string Message)
{
    /// <summary>Milliseconds on blue.</summary>
    public IReadOnlyList<double> Blue { get; init; } = [];

    /// <summary>Milliseconds on green.</summary>
    public IReadOnlyList<double> Green { get; init; } = [];
}
