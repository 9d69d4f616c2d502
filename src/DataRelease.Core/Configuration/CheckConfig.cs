namespace DataRelease.Configuration;

/// <summary>
/// One configured check. Which keys it takes depends on <see cref="Name"/>; others are refused when read.
/// </summary>
public sealed record CheckConfig
{
    /// <summary>The check, one of <see cref="CheckReader.Names"/>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Model names or live names (<c>orders</c>, <c>analytics.orders</c>, <c>stg_*</c>); empty for all.
    /// </summary>
    public IReadOnlyList<string> Relations { get; init; } = [];

    /// <summary><c>fail</c>, <c>warn</c> or <c>off</c>; null for the check's default.</summary>
    public CheckSeverity? Severity { get; init; }

    /// <summary>What it means that this check could not say; null for the release's own setting.</summary>
    public OnInconclusive? OnInconclusive { get; init; }

    /// <summary>Fail when green is further from blue; null for the default.</summary>
    public Tolerance? FailOver { get; init; }

    /// <summary>row_count: fail when more rows than this are gone; null for the default.</summary>
    public Tolerance? MaxLoss { get; init; }

    /// <summary>Warn when green is further from blue; null for the default.</summary>
    public Tolerance? WarnOver { get; init; }

    /// <summary>Fail unless this holds; null for no condition.</summary>
    public CheckExpression? FailUnless { get; init; }

    /// <summary>Warn unless this holds; null for no condition.</summary>
    public CheckExpression? WarnUnless { get; init; }

    /// <summary>
    /// Checks of columns: names, with <c>*</c>; empty for all that the check can look at. freshness: the one column.
    /// </summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>aggregate: <c>sum</c>, <c>min</c>, <c>max</c>, <c>avg</c>; empty for all.</summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>distinct_count: estimated where the engine can; null to count.</summary>
    public bool? Approximate { get; init; }

    /// <summary>distribution: <c>tvd</c> or <c>psi</c>.</summary>
    public string Distance { get; init; } = "tvd";

    /// <summary>distribution: values that are told apart in a column of categories; the others are one.</summary>
    public int Top { get; init; } = 20;

    /// <summary>distribution: bars of a histogram between its outer ones.</summary>
    public int Bins { get; init; } = 10;

    /// <summary>distribution: fewer values than this on a side are too few to say.</summary>
    public int MinRows { get; init; } = 100;

    /// <summary>freshness: fail when green's newest is older than this.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>freshness: warn when green's newest is older than this.</summary>
    public TimeSpan? WarnAge { get; init; }

    /// <summary>
    /// freshness: fail when green's newest is older than blue's by more; null for not at all, unless an age is set.
    /// </summary>
    public TimeSpan? MaxLag { get; init; }

    /// <summary>sql and latency: what to ask.</summary>
    public CheckQuery? Query { get; init; }

    /// <summary>sql and latency: what to call it; a later entry of the same name replaces an earlier one.</summary>
    public string? Title { get; init; }

    /// <summary>latency: how often each side is asked.</summary>
    public int Runs { get; init; } = 20;

    /// <summary>latency: how often each side is asked first without its being measured.</summary>
    public int WarmUp { get; init; } = 2;

    /// <summary>latency: a difference below this is none.</summary>
    public TimeSpan MinDifference { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>data_diff: key columns; empty to take them from dbt's unique tests or the primary key.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>data_diff: columns that are not compared.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>data_diff: most changed rows allowed; null for no limit.</summary>
    public Tolerance? MaxChanged { get; init; }

    /// <summary>data_diff: most added rows allowed; null for no limit.</summary>
    public Tolerance? MaxAdded { get; init; }

    /// <summary>data_diff: most removed rows allowed; null for no limit.</summary>
    public Tolerance? MaxRemoved { get; init; }

    /// <summary>True if a limit or a condition is set, so that the check's defaults don't hold.</summary>
    public bool HasLimits =>
        FailOver is not null || WarnOver is not null || FailUnless is not null || WarnUnless is not null;
}
