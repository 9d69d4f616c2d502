namespace DataRelease.Reports;

/// <summary>A step that a command took.</summary>
/// <param name="Name"><c>plan</c>, <c>build</c>, <c>validate</c>, <c>swap</c>, …</param>
/// <param name="State">How it ended.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record StepSummary(string Name, StepOutcome State, double Seconds)
{
    /// <summary>UTC; null if unknown.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>What came of it, for people.</summary>
    public string Detail { get; init; } = "";
}

/// <summary>Releases that a page of the history does not show because they are older.</summary>
/// <param name="Count">How many.</param>
/// <param name="Before">The page's oldest release: the next page is what is older than it.</param>
public sealed record EarlierReleases(int Count, string Before);
