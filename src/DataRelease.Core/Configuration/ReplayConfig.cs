using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>How consumers' own queries are run against blue and green.</summary>
public sealed record ReplayConfig
{
    /// <summary>Files and folders of queries, relative to the configuration file.</summary>
    public IReadOnlyList<string> Queries { get; init; } = [];

    /// <summary>Queries that the warehouse itself has counted; null for none of them.</summary>
    public CountedQueriesConfig? Statistics { get; init; }

    /// <summary>True if some queries are named.</summary>
    public bool IsAsked => Queries.Count > 0 || Statistics is not null;

    /// <summary>How long one run of a query may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often each query runs on each side.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>Results with more rows than this are not compared.</summary>
    public int MaxRows { get; init; } = 100_000;

    /// <summary>Queries that may fail on green alone, as a number or a share of those that ran.</summary>
    public Tolerance Failures { get; init; }

    /// <summary>Queries that may have another result.</summary>
    public Tolerance Differences { get; init; }

    /// <summary>How much slower green may be, in per cent.</summary>
    public double Slower { get; init; } = 5;

    /// <summary>The share of replays of two equal sides that may be found slower by chance.</summary>
    public double ErrorRate { get; init; } = 0.01;

    /// <summary>Where it stands in the file; null if it does not.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>Which of the queries are replayed that the warehouse has counted.</summary>
public sealed record CountedQueriesConfig
{
    /// <summary>
    /// Files and folders of samples: texts as the warehouse has them, with values of their parameters.
    /// </summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Whose queries; empty for everybody's but the releasing role's.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>How many texts, those first that were run most often.</summary>
    public int Limit { get; init; } = 100;
}
