using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>How to compare two sides.</summary>
public sealed record DiffOptions
{
    /// <summary>Columns that identify a row, blue's names; empty to compare whole rows as a multiset.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>
    /// True if the key was found unique and without nulls on both sides, for instance by dbt tests that passed. It
    /// spares a search for shared keys; a wrong claim changes no count of differing rows, only
    /// <see cref="RelationDiff.AmbiguousRows"/>.
    /// </summary>
    public bool KeyIsTested { get; init; }

    /// <summary>Columns that are called otherwise in green: blue's name to green's.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = new Dictionary<string, string>();

    /// <summary>Columns that are not compared.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Column to how far its numbers may lie apart in rows with the same key; blue's names.</summary>
    public IReadOnlyDictionary<string, DiffTolerance> Tolerances { get; init; } =
        new Dictionary<string, DiffTolerance>();

    /// <summary>A condition that limits both sides, over their own column names.</summary>
    public Sql? Where { get; init; }

    /// <summary>A range of one column that limits both sides.</summary>
    public DiffWindow? Window { get; init; }

    /// <summary>Compares only a part of the rows, chosen by their key; null for all.</summary>
    public DiffSampling? Sampling { get; init; }

    /// <summary>Rows of each kind to show.</summary>
    public int Samples { get; init; }

    /// <summary>Columns whose values are never shown, by either side's name.</summary>
    public IReadOnlyList<string> Sensitive { get; init; } = [];

    /// <summary>Also minimum, maximum, mean and sum of numbers on both sides.</summary>
    public bool Statistics { get; init; }

    /// <summary>Also what added, removed and changed rows have in common and the others do not.</summary>
    public bool Common { get; init; }

    /// <summary>The longest a relation may take; null for no limit.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>The way to compare, if the caller insists and it applies; null to let the planner choose.</summary>
    public DiffStrategy? Strategy { get; init; }
}

/// <summary>How far two numbers may lie apart and still be called equal: either limit allows it.</summary>
/// <param name="Absolute">The largest distance; null for none.</param>
/// <param name="Relative">The largest distance as a part of blue's size, from 0 to 1; null for none.</param>
public sealed record DiffTolerance(decimal? Absolute, double? Relative);

/// <summary>Rows whose column lies in a range.</summary>
/// <param name="Column">Blue's name.</param>
/// <param name="From">The lowest value, as text that the engine reads as the column's type; null for none.</param>
/// <param name="To">The value that is too high already; null for none.</param>
public sealed record DiffWindow(string Column, string? From, string? To);

/// <summary>A part of the rows, chosen by a hash of the key, so that both sides have the same part.</summary>
/// <param name="Fraction">How large, above 0 and below 1.</param>
/// <param name="Confidence">How sure the bounds of the answer are to be, for instance 0.95.</param>
public sealed record DiffSampling(double Fraction, double Confidence = 0.95);
