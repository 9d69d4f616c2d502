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

/// <summary>A query that a warehouse has counted.</summary>
/// <param name="Id">The warehouse's own name of it.</param>
/// <param name="Text">With <c>$1</c> and so on in the place of values; null if it is lost.</param>
/// <param name="Calls">How often it was run.</param>
public sealed record CountedQuery(string Id, string? Text, long Calls);
