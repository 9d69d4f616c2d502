using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>One configured check. <see cref="Name"/> decides which keys it has; the reader refuses others.</summary>
public sealed record CheckConfig
{
    /// <summary>The check's name, one of <see cref="CheckReader.Names"/>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Names of models or live relations (<c>orders</c>, <c>analytics.orders</c>, <c>stg_*</c>); empty for all.
    /// </summary>
    public IReadOnlyList<string> Relations { get; init; } = [];

    /// <summary><c>fail</c>, <c>warn</c> or <c>off</c>; null for the check's default.</summary>
    public CheckSeverity? Severity { get; init; }

    /// <summary>What an inconclusive outcome of this check counts as; null for the release's own setting.</summary>
    public OnInconclusive? OnInconclusive { get; init; }

    /// <summary>The distance between green and blue beyond which it fails; null for the default.</summary>
    public Tolerance? FailOver { get; init; }

    /// <summary>For row_count: the loss of rows beyond which it fails; null for the default.</summary>
    public Tolerance? MaxLoss { get; init; }

    /// <summary>The distance between green and blue beyond which it warns; null for the default.</summary>
    public Tolerance? WarnOver { get; init; }

    /// <summary>The condition without which it fails; null for none.</summary>
    public CheckExpression? FailUnless { get; init; }

    /// <summary>The condition without which it warns; null for none.</summary>
    public CheckExpression? WarnUnless { get; init; }

    /// <summary>
    /// For checks of columns: names of columns, with <c>*</c>; empty for all that the check can measure. For freshness:
    /// the one column.
    /// </summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>For aggregate: <c>sum</c>, <c>min</c>, <c>max</c>, <c>avg</c>; empty for all.</summary>
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>For distinct_count: true to estimate where the engine can; null to count exactly.</summary>
    public bool? Approximate { get; init; }

    /// <summary>For distribution: <c>tvd</c> or <c>psi</c>.</summary>
    public string Distance { get; init; } = "tvd";

    /// <summary>
    /// For distribution: the number of values of a category that are distinguished. All others count as one.
    /// </summary>
    public int Top { get; init; } = 20;

    /// <summary>For distribution: the number of a histogram's bars between the two outer ones.</summary>
    public int Bins { get; init; } = 10;

    /// <summary>For distribution: the smallest number of values on a side for a verdict.</summary>
    public int MinRows { get; init; } = 100;

    /// <summary>For freshness: the age of green's newest moment beyond which it fails.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>For freshness: the age of green's newest moment beyond which it warns.</summary>
    public TimeSpan? WarnAge { get; init; }

    /// <summary>
    /// For freshness: how much older than blue's newest moment green's may be. Null means not at all, unless an age is
    /// set.
    /// </summary>
    public TimeSpan? MaxLag { get; init; }

    /// <summary>For sql and latency: the query.</summary>
    public CheckQuery? Query { get; init; }

    /// <summary>
    /// For sql and latency: the entry's name. A later entry with the same name replaces an earlier one.
    /// </summary>
    public string? Title { get; init; }

    /// <summary>For latency: the number of measured runs on each side.</summary>
    public int Runs { get; init; } = 20;

    /// <summary>For latency: the number of runs on each side before any is measured.</summary>
    public int WarmUp { get; init; } = 2;

    /// <summary>For latency: the smallest difference that counts.</summary>
    public TimeSpan MinDifference { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>For data_diff: key columns; empty to take them from dbt's unique tests or the primary key.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>For data_diff: columns that are not compared.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>For data_diff: the allowed number of changed rows; null for no limit.</summary>
    public Tolerance? MaxChanged { get; init; }

    /// <summary>For data_diff: the allowed number of added rows; null for no limit.</summary>
    public Tolerance? MaxAdded { get; init; }

    /// <summary>For data_diff: the allowed number of removed rows; null for no limit.</summary>
    public Tolerance? MaxRemoved { get; init; }

    /// <summary>True if a limit or a condition is set, so that the check's default limits don't apply.</summary>
    public bool HasLimits =>
        FailOver is not null || WarnOver is not null || FailUnless is not null || WarnUnless is not null;
}
