using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>How two relations differ, row by row.</summary>
public sealed record RelationDiff
{
    /// <summary>The live name.</summary>
    public required string Relation { get; init; }

    /// <summary>The older side.</summary>
    public required RelationName Blue { get; init; }

    /// <summary>The newer side.</summary>
    public required RelationName Green { get; init; }

    /// <summary>Columns that identify a row; empty for a comparison of whole rows as a multiset.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Rows in blue.</summary>
    public long BlueRows { get; init; }

    /// <summary>Rows in green.</summary>
    public long GreenRows { get; init; }

    /// <summary>Rows whose key is only in green.</summary>
    public long Added { get; init; }

    /// <summary>Rows whose key is only in blue.</summary>
    public long Removed { get; init; }

    /// <summary>Rows with the same key and other values; zero when there is no key.</summary>
    public long Changed { get; init; }

    /// <summary>Per column of both sides: in how many rows with the same key it differs; only those that do.</summary>
    public IReadOnlyDictionary<string, long> ChangedByColumn { get; init; } = new Dictionary<string, long>();

    /// <summary>Rows that can't be matched, since their key is null or they share it with others; they are compared as whole rows.</summary>
    public long AmbiguousRows { get; init; }

    /// <summary>Columns only in green, as <c>name type</c>.</summary>
    public IReadOnlyList<string> AddedColumns { get; init; } = [];

    /// <summary>Columns only in blue.</summary>
    public IReadOnlyList<string> RemovedColumns { get; init; } = [];

    /// <summary>Columns of another type, as <c>name: old -> new</c>.</summary>
    public IReadOnlyList<string> RetypedColumns { get; init; } = [];

    /// <summary>A few rows of each kind, in key order.</summary>
    public IReadOnlyList<DiffSample> Samples { get; init; } = [];

    /// <summary>True if nothing was compared because both sides are the same physical relation.</summary>
    public bool SamePhysical { get; init; }

    /// <summary>True if no row differs.</summary>
    public bool IsEqual => Added == 0 && Removed == 0 && Changed == 0;
}

/// <summary>One row that differs.</summary>
/// <param name="Kind"><c>added</c>, <c>removed</c>, <c>changed</c>.</param>
/// <param name="Key">Key column to value as text.</param>
/// <param name="Before">Column to blue's value as text, only those that differ; empty when added.</param>
/// <param name="After">Column to green's value as text, only those that differ; empty when removed.</param>
public sealed record DiffSample(
    string Kind,
    IReadOnlyDictionary<string, string?> Key,
    IReadOnlyDictionary<string, string?> Before,
    IReadOnlyDictionary<string, string?> After);
