using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>How to compare two sides.</summary>
public sealed record DiffOptions
{
    /// <summary>Key columns by blue's names; empty to compare whole rows as a multiset.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>
    /// True if the key is known to be unique and without nulls on both sides, for instance by dbt tests that passed.
    /// This saves the search for shared keys. A wrong claim does not change the counts of differing rows, only
    /// <see cref="RelationDiff.AmbiguousRows"/>.
    /// </summary>
    public bool KeyIsTested { get; init; }

    /// <summary>Columns with another name in green, from blue's name to green's.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = new Dictionary<string, string>();

    /// <summary>Columns that are not compared.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>How far a column's numbers may differ in rows with the same key, by blue's names.</summary>
    public IReadOnlyDictionary<string, DiffTolerance> Tolerances { get; init; } =
        new Dictionary<string, DiffTolerance>();

    /// <summary>A condition that limits both sides, over their own column names.</summary>
    public Sql? Where { get; init; }

    /// <summary>A range of one column that limits both sides.</summary>
    public DiffWindow? Window { get; init; }

    /// <summary>Compares only a part of the rows, chosen by their key; null for all rows.</summary>
    public DiffSampling? Sampling { get; init; }

    /// <summary>The number of example rows of each kind.</summary>
    public int Samples { get; init; }

    /// <summary>Columns whose values are never shown, by either side's name.</summary>
    public IReadOnlyList<string> Sensitive { get; init; } = [];

    /// <summary>True to compute minimum, maximum, mean and sum of numbers on both sides.</summary>
    public bool Statistics { get; init; }

    /// <summary>True to find what added, removed and changed rows have in common and other rows don't.</summary>
    public bool Common { get; init; }

    /// <summary>The longest time for a relation; null for no limit.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>The strategy that the caller insists on, if it applies; null to let the planner choose.</summary>
    public DiffStrategy? Strategy { get; init; }
}

/// <summary>How far two numbers may differ and still count as equal. Either limit is sufficient.</summary>
/// <param name="Absolute">The largest distance; null for none.</param>
/// <param name="Relative">The largest distance as a share of blue's absolute value, from 0 to 1; null for none.</param>
public sealed record DiffTolerance(decimal? Absolute, double? Relative);

/// <summary>A range of a column that limits the rows.</summary>
/// <param name="Column">The column's name in blue.</param>
/// <param name="From">The lowest value, as text that the engine parses as the column's type; null for none.</param>
/// <param name="To">The first value above the range; null for none.</param>
public sealed record DiffWindow(string Column, string? From, string? To);

/// <summary>A part of the rows, chosen by a hash of the key, so that both sides have the same part.</summary>
/// <param name="Fraction">The size of the part, above 0 and below 1.</param>
/// <param name="Confidence">The confidence of the result's limits, for instance 0.95.</param>
public sealed record DiffSampling(double Fraction, double Confidence = 0.95);
