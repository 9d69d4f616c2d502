namespace DataRelease.Diffs;

/// <summary>The differences between two sides, row by row.</summary>
public sealed record RelationDiff
{
    /// <summary>The live name.</summary>
    public required string Relation { get; init; }

    /// <summary>The older side's name in messages.</summary>
    public required string Blue { get; init; }

    /// <summary>The newer side's name in messages.</summary>
    public required string Green { get; init; }

    /// <summary>The key columns; empty for a comparison of whole rows as a multiset.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>The number of rows in blue.</summary>
    public long BlueRows { get; init; }

    /// <summary>The number of rows in green.</summary>
    public long GreenRows { get; init; }

    /// <summary>The number of rows whose key is only in green.</summary>
    public long Added { get; init; }

    /// <summary>The number of rows whose key is only in blue.</summary>
    public long Removed { get; init; }

    /// <summary>The number of rows with the same key and different values; zero without a key.</summary>
    public long Changed { get; init; }

    /// <summary>For each differing column, the number of rows with the same key in which it differs.</summary>
    public IReadOnlyDictionary<string, long> ChangedByColumn { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// The number of rows that can't be matched, because their key is null or shared. They are compared as whole rows.
    /// </summary>
    public long AmbiguousRows { get; init; }

    /// <summary>The problems of the key on each side; null if there is no key, or if it has none.</summary>
    public KeyProblems? KeyProblems { get; init; }

    /// <summary>Columns only in green, as <c>name type</c>.</summary>
    public IReadOnlyList<string> AddedColumns { get; init; } = [];

    /// <summary>Columns only in blue.</summary>
    public IReadOnlyList<string> RemovedColumns { get; init; } = [];

    /// <summary>Columns with another type, as <c>name: old -> new</c>.</summary>
    public IReadOnlyList<string> RetypedColumns { get; init; } = [];

    /// <summary>
    /// Common columns with another position, as <c>name: 3 -> 5</c>; empty if only columns between them were added or
    /// removed.
    /// </summary>
    public IReadOnlyList<string> ReorderedColumns { get; init; } = [];

    /// <summary>The statistics of both sides' numbers by column, if asked for.</summary>
    public IReadOnlyList<ColumnStatistics> Statistics { get; init; } = [];

    /// <summary>
    /// What rows of a kind have in common and other rows don't; empty if there is nothing, or if nobody asked.
    /// </summary>
    public IReadOnlyList<CommonTrait> Common { get; init; } = [];

    /// <summary>A few rows of each kind, in key order.</summary>
    public IReadOnlyList<DiffSample> Samples { get; init; } = [];

    /// <summary>
    /// True if nothing was compared, because both sides are the same physical relation or have the same fingerprint.
    /// </summary>
    public bool SamePhysical { get; init; }

    /// <summary>How the sides were compared, and why; null if <see cref="SamePhysical"/>.</summary>
    public DiffPlan? Plan { get; init; }

    /// <summary>What a comparison of a part of the rows says about all rows; null if all were compared.</summary>
    public SampledDiff? Sampled { get; init; }

    /// <summary>Remarks for the reader, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The duration.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>
    /// The bytes of temporary files that all sessions of the database wrote during the comparison; null if unknown.
    /// </summary>
    public long? TempBytes { get; init; }

    /// <summary>True if no row differs.</summary>
    public bool IsEqual => Added == 0 && Removed == 0 && Changed == 0;
}

/// <summary>Rows that a key does not identify.</summary>
/// <param name="BlueNull">The number of blue's rows with a null in the key.</param>
/// <param name="GreenNull">The number of green's rows with a null in the key.</param>
/// <param name="BlueShared">The number of blue's rows whose key another row of blue has.</param>
/// <param name="GreenShared">The number of green's rows whose key another row of green has.</param>
public sealed record KeyProblems(long BlueNull, long GreenNull, long BlueShared, long GreenShared);

/// <summary>The statistics of a numeric column on both sides.</summary>
/// <param name="Column">The column's name in blue.</param>
/// <param name="Blue">The statistics of all of blue's rows.</param>
/// <param name="Green">The statistics of all of green's rows.</param>
public sealed record ColumnStatistics(string Column, NumberStatistics Blue, NumberStatistics Green);

/// <summary>The statistics of one column, as the engine's texts; null where there is no value.</summary>
/// <param name="Nulls">The number of rows without a value.</param>
/// <param name="Min">The minimum.</param>
/// <param name="Max">The maximum.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Sum">The sum.</param>
public sealed record NumberStatistics(long Nulls, string? Min, string? Max, string? Mean, string? Sum);

/// <summary>What a comparison of a part of the rows says about all rows.</summary>
/// <param name="Fraction">The part that was compared.</param>
/// <param name="Confidence">The confidence of the limits.</param>
/// <param name="Least">The smallest number of differing rows.</param>
/// <param name="Most">The largest number of differing rows.</param>
public sealed record SampledDiff(double Fraction, double Confidence, long Least, long Most);

/// <summary>One differing row.</summary>
/// <param name="Kind">How it differs.</param>
/// <param name="Key">The key's values as text, by column.</param>
/// <param name="Before">Blue's differing values as text, by column; empty for an added row.</param>
/// <param name="After">Green's differing values as text, by column; empty for a removed row.</param>
public sealed record DiffSample(
    RowKind Kind,
    IReadOnlyDictionary<string, string?> Key,
    IReadOnlyDictionary<string, string?> Before,
    IReadOnlyDictionary<string, string?> After
);
