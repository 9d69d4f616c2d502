namespace DataRelease.Warehouses;

/// <summary>A warehouse's statistics about queries, as totals that only grow.</summary>
/// <param name="Calls">The number of runs.</param>
/// <param name="Milliseconds">The time of all runs, in milliseconds.</param>
/// <param name="Rows">The number of rows that they returned.</param>
/// <param name="Since">When the warehouse began to count, by its own clock; null if unknown.</param>
/// <param name="At">When the totals were read, by the warehouse's clock.</param>
public sealed record QueryStatistics(
    long Calls,
    double Milliseconds,
    long Rows,
    DateTimeOffset? Since,
    DateTimeOffset At
);

/// <summary>A query in a warehouse's statistics.</summary>
/// <param name="Id">The warehouse's own identifier of the query.</param>
/// <param name="Text">
/// The query's text with <c>$1</c> and so on in place of values; null if the warehouse has lost it.
/// </param>
/// <param name="Calls">The number of runs.</param>
public sealed record CountedQuery(string Id, string? Text, long Calls);
