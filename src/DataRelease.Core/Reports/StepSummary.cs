namespace DataRelease.Reports;

/// <summary>A step of a command.</summary>
/// <param name="Name"><c>plan</c>, <c>build</c>, <c>validate</c>, <c>swap</c>, …</param>
/// <param name="State">How it ended.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record StepSummary(string Name, StepOutcome State, double Seconds)
{
    /// <summary>When it began, in UTC; null if unknown.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The result, for people.</summary>
    public string Detail { get; init; } = "";
}

/// <summary>Older releases that a page of the history leaves out.</summary>
/// <param name="Count">The number of them.</param>
/// <param name="Before">The page's oldest release; the next page begins before it.</param>
public sealed record EarlierReleases(int Count, string Before);
