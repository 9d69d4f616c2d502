namespace DataRelease.Reports.Documents;

/// <summary>What a release does to a relation, as far as the project's files say.</summary>
public enum ReportedChange
{
    /// <summary>The same file as before, and so has everything that it reads.</summary>
    Same,

    /// <summary>Not built again: it is blue's own relation.</summary>
    Shared,

    /// <summary>The same file, but something that it reads has changed.</summary>
    Affected,

    /// <summary>Its file changed.</summary>
    Changed,

    /// <summary>Blue does not have it.</summary>
    New,

    /// <summary>Only blue has it.</summary>
    Dropped,
}

/// <summary>A relation of the release, or of what it was built from.</summary>
public sealed record ReportedRelation
{
    /// <summary>Where consumers find it, <c>schema.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>dbt's unique id; empty for an adopted relation.</summary>
    public string Id { get; init; } = "";

    /// <summary>Where it really is; empty if it was not built.</summary>
    public string Physical { get; init; } = "";

    /// <summary><c>table</c>, <c>view</c>, ….</summary>
    public string Kind { get; init; } = "";

    /// <summary>dbt's materialization.</summary>
    public string Materialized { get; init; } = "";

    /// <summary>What the release does to it.</summary>
    public ReportedChange Change { get; init; }

    /// <summary>Its file in the project; empty if unknown.</summary>
    public string File { get; init; } = "";

    /// <summary>The project's own description.</summary>
    public string Description { get; init; } = "";

    /// <summary>Blue's rows when they were counted, or null.</summary>
    public long? RowsBefore { get; init; }

    /// <summary>Green's rows when they were counted, or null.</summary>
    public long? RowsAfter { get; init; }

    /// <summary>How its rows differ from blue's; null if they were not compared.</summary>
    public ReportedDiff? Diff { get; init; }

    /// <summary>Why there is no diff, for people; empty if there is one or nothing to compare.</summary>
    public string NotCompared { get; init; } = "";

    /// <summary>Unique ids of changed models that can have caused its changes; null if nobody asked.</summary>
    public IReadOnlyList<string>? Causes { get; init; }

    /// <summary>The causes in words; empty if nobody asked.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>True if its rows changed, but nothing upstream did.</summary>
    public bool IsUnexplained { get; init; }
}

/// <summary>How rows differ.</summary>
public sealed record ReportedDiff
{
    /// <summary>Columns that identify a row; empty for a comparison of whole rows.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>How it was compared and why so; empty if not told.</summary>
    public string Plan { get; init; } = "";

    /// <summary>Rows of blue.</summary>
    public long BlueRows { get; init; }

    /// <summary>Rows of green.</summary>
    public long GreenRows { get; init; }

    /// <summary>Only in green.</summary>
    public long Added { get; init; }

    /// <summary>Only in blue.</summary>
    public long Removed { get; init; }

    /// <summary>On both sides, with other values.</summary>
    public long Changed { get; init; }

    /// <summary>Rows without a key of their own, compared as whole rows.</summary>
    public long AmbiguousRows { get; init; }

    /// <summary>True if nothing was compared because both sides are one relation, or made of the same.</summary>
    public bool IsSame { get; init; }

    /// <summary>Columns only in green, as <c>name type</c>.</summary>
    public IReadOnlyList<string> AddedColumns { get; init; } = [];

    /// <summary>Columns only in blue.</summary>
    public IReadOnlyList<string> RemovedColumns { get; init; } = [];

    /// <summary>Columns of another type, as <c>name: old -> new</c>.</summary>
    public IReadOnlyList<string> RetypedColumns { get; init; } = [];

    /// <summary>Columns that stand elsewhere among the others, as <c>name: 3 -> 5</c>.</summary>
    public IReadOnlyList<string> ReorderedColumns { get; init; } = [];

    /// <summary>What a reader should know of the comparison, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What rows of a kind have in common and the others do not, one sentence each.</summary>
    public IReadOnlyList<string> Common { get; init; } = [];

    /// <summary>Columns with something to tell.</summary>
    public IReadOnlyList<ReportedColumn> Columns { get; init; } = [];

    /// <summary>A few rows of each kind.</summary>
    public IReadOnlyList<ReportedSample> Samples { get; init; } = [];
}

/// <summary>A column of both sides.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Changed">In how many rows with the same key it differs.</param>
/// <param name="Blue">Figures of blue's values, or null.</param>
/// <param name="Green">Figures of green's values, or null.</param>
/// <param name="Histogram">Both sides' values in the same bins, or null.</param>
public sealed record ReportedColumn(
    string Name,
    long Changed,
    ReportedFigures? Blue,
    ReportedFigures? Green,
    ReportedHistogram? Histogram
);

/// <summary>
/// Figures of a column's values; null where not measured. Texts, since decimals have more digits than a double.
/// </summary>
/// <param name="Nulls">Rows with NULL.</param>
/// <param name="Distinct">Different values.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Sum">The sum.</param>
public sealed record ReportedFigures(long? Nulls, long? Distinct, string? Min, string? Max, string? Mean, string? Sum);

/// <summary>Blue against green.</summary>
/// <param name="Bins">In order.</param>
/// <param name="Distance">How far the shapes are apart, 0 to 1, or null.</param>
public sealed record ReportedHistogram(IReadOnlyList<ReportedBin> Bins, double? Distance);

/// <summary>One bar of each side.</summary>
/// <param name="Label">A value or a range.</param>
/// <param name="Blue">Blue's rows.</param>
/// <param name="Green">Green's rows.</param>
public sealed record ReportedBin(string Label, long Blue, long Green);

/// <summary>A row that differs.</summary>
/// <param name="Kind"><c>added</c>, <c>removed</c>, <c>changed</c>.</param>
/// <param name="Key">Key columns.</param>
/// <param name="Cells">The other columns that are shown.</param>
public sealed record ReportedSample(string Kind, IReadOnlyList<ReportedCell> Key, IReadOnlyList<ReportedCell> Cells);

/// <summary>A value before and after; null is NULL, or a side that does not have the row.</summary>
/// <param name="Column">The column.</param>
/// <param name="Before">Blue's.</param>
/// <param name="After">Green's.</param>
public sealed record ReportedCell(string Column, string? Before, string? After)
{
    /// <summary>How long a value may be in a report, in UTF-16 units.</summary>
    public const int MostText = 2_000;

    /// <summary>
    /// Long values cut around what differs: a report must stay readable, and a change at the end of a long text must be
    /// seen.
    /// </summary>
    public ReportedCell Shortened()
    {
        var longest = Math.Max(Before?.Length ?? 0, After?.Length ?? 0);
        if (longest <= MostText)
            return this;
        var same = Before is null || After is null ? 0 : Before.AsSpan().CommonPrefixLength(After);
        var from = Math.Max(0, same - (MostText / 4));
        return this with { Before = Cut(Before, from), After = Cut(After, from) };
    }

    private static string? Cut(string? text, int from)
    {
        if (text is null || (text.Length <= MostText && from == 0))
            return text;
        var start = Math.Min(from, text.Length);
        if (start > 0 && start < text.Length && char.IsLowSurrogate(text[start]))
            start--;
        var end = Math.Min(text.Length, start + MostText);
        if (end < text.Length && char.IsLowSurrogate(text[end]))
            end--;
        return $"{(start > 0 ? "…" : "")}{text[start..end]}{(end < text.Length ? "…" : "")} ({text.Length:N0} "
            + $"characters)";
    }
}
