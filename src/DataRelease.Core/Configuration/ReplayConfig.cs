using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>The settings for replaying consumers' own queries on blue and green.</summary>
public sealed record ReplayConfig
{
    /// <summary>Files and folders of queries, relative to the configuration file.</summary>
    public IReadOnlyList<string> Queries { get; init; } = [];

    /// <summary>Queries from the warehouse's own statistics; null for none.</summary>
    public CountedQueriesConfig? Statistics { get; init; }

    /// <summary>True if any queries are configured.</summary>
    public bool IsAsked => Queries.Count > 0 || Statistics is not null;

    /// <summary>The longest time for one run of a query.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The number of runs of each query on each side.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>The largest number of rows of a result that is compared.</summary>
    public int MaxRows { get; init; } = 100_000;

    /// <summary>The number or share of queries that may fail on green alone.</summary>
    public Tolerance Failures { get; init; }

    /// <summary>The number or share of queries whose results may differ.</summary>
    public Tolerance Differences { get; init; }

    /// <summary>How much slower green may be, in per cent.</summary>
    public double Slower { get; init; } = 5;

    /// <summary>The share of replays of two equal sides that may be found slower by chance.</summary>
    public double ErrorRate { get; init; } = 0.01;

    /// <summary>The place in the file; null if the file has no such section.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>Which of the warehouse's counted queries are replayed.</summary>
public sealed record CountedQueriesConfig
{
    /// <summary>Files and folders of samples: texts as in the statistics, with values for their parameters.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Roles whose queries are replayed; empty for all roles except the releasing one.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The largest number of texts, the most frequent ones first.</summary>
    public int Limit { get; init; } = 100;
}
