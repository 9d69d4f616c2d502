namespace DataRelease.Warehouses;

/// <summary>What a warehouse has counted of queries since it began to, as totals that only grow.</summary>
/// <param name="Calls">How often they were run.</param>
/// <param name="Milliseconds">How long all of that took.</param>
/// <param name="Rows">How many rows they returned.</param>
/// <param name="Since">When it began to count, by its own clock; null if that is not known.</param>
/// <param name="At">When it was asked, by its own clock.</param>
public sealed record QueryStatistics(
    long Calls,
    double Milliseconds,
    long Rows,
    DateTimeOffset? Since,
    DateTimeOffset At
);
