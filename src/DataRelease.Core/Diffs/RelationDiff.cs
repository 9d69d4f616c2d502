namespace DataRelease.Diffs;

/// <summary>How two sides differ, row by row.</summary>
public sealed record RelationDiff
{
    /// <summary>The live name.</summary>
    public required string Relation { get; init; }

    /// <summary>The older side, for people.</summary>
    public required string Blue { get; init; }

    /// <summary>The newer side, for people.</summary>
    public required string Green { get; init; }

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

    /// <summary>
    /// Rows that can't be matched, since their key is null or they share it with others; they are compared as whole
    /// rows.
    /// </summary>
    public long AmbiguousRows { get; init; }

    /// <summary>What is wrong with the key on each side; null if there is no key or nothing is wrong with it.</summary>
    public KeyProblems? KeyProblems { get; init; }

    /// <summary>Columns only in green, as <c>name type</c>.</summary>
    public IReadOnlyList<string> AddedColumns { get; init; } = [];

    /// <summary>Columns only in blue.</summary>
    public IReadOnlyList<string> RemovedColumns { get; init; } = [];

    /// <summary>Columns of another type, as <c>name: old -> new</c>.</summary>
    public IReadOnlyList<string> RetypedColumns { get; init; } = [];

    /// <summary>
    /// Columns of both sides that stand elsewhere among the others, as <c>name: 3 -> 5</c>; empty if only columns
    /// between them came or went.
    /// </summary>
    public IReadOnlyList<string> ReorderedColumns { get; init; } = [];

    /// <summary>Numbers of both sides, by column, if they were asked for.</summary>
    public IReadOnlyList<ColumnStatistics> Statistics { get; init; } = [];

    /// <summary>
    /// What rows of a kind have in common and the others do not; empty if nothing is, or it was not asked for.
    /// </summary>
    public IReadOnlyList<CommonTrait> Common { get; init; } = [];

    /// <summary>A few rows of each kind, in key order.</summary>
    public IReadOnlyList<DiffSample> Samples { get; init; } = [];

    /// <summary>
    /// True if nothing was compared because both sides are the same physical relation or have the same fingerprint.
    /// </summary>
    public bool SamePhysical { get; init; }

    /// <summary>How it was compared, and why; null if <see cref="SamePhysical"/>.</summary>
    public DiffPlan? Plan { get; init; }

    /// <summary>What a comparison of a part of the rows says of the whole; null if all were compared.</summary>
    public SampledDiff? Sampled { get; init; }

    /// <summary>Things that the reader should know, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>
    /// Bytes of temporary files that the database wrote meanwhile, for all its sessions; null if it can't be told.
    /// </summary>
    public long? TempBytes { get; init; }

    /// <summary>True if no row differs.</summary>
    public bool IsEqual => Added == 0 && Removed == 0 && Changed == 0;
}

/// <summary>Rows that a key does not identify.</summary>
/// <param name="BlueNull">Rows of blue with a null in the key.</param>
/// <param name="GreenNull">Rows of green with a null in the key.</param>
/// <param name="BlueShared">Rows of blue whose key another row of blue has.</param>
/// <param name="GreenShared">Rows of green whose key another row of green has.</param>
public sealed record KeyProblems(long BlueNull, long GreenNull, long BlueShared, long GreenShared);

/// <summary>A column of numbers on both sides.</summary>
/// <param name="Column">Blue's name.</param>
/// <param name="Blue">All of blue's rows.</param>
/// <param name="Green">All of green's rows.</param>
public sealed record ColumnStatistics(string Column, NumberStatistics Blue, NumberStatistics Green);

/// <summary>Numbers of one column; texts as the engine writes them, null where there is no value.</summary>
/// <param name="Nulls">Rows without a value.</param>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Sum">The sum.</param>
public sealed record NumberStatistics(long Nulls, string? Min, string? Max, string? Mean, string? Sum);

/// <summary>What a comparison of a part of the rows says of the whole.</summary>
/// <param name="Fraction">The part that was compared.</param>
/// <param name="Confidence">How sure the limits are.</param>
/// <param name="Least">At least so many rows differ.</param>
/// <param name="Most">At most so many rows differ.</param>
public sealed record SampledDiff(double Fraction, double Confidence, long Least, long Most);

/// <summary>One row that differs.</summary>
/// <param name="Kind">How it differs.</param>
/// <param name="Key">Key column to value as text.</param>
/// <param name="Before">Column to blue's value as text, only those that differ; empty when added.</param>
/// <param name="After">Column to green's value as text, only those that differ; empty when removed.</param>
public sealed record DiffSample(
    RowKind Kind,
    IReadOnlyDictionary<string, string?> Key,
    IReadOnlyDictionary<string, string?> Before,
    IReadOnlyDictionary<string, string?> After
);
