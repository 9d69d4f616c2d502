using System.ComponentModel.DataAnnotations;

namespace DataRelease.Reports.Documents;

/// <summary>What a release does to a relation, judged by the project's files.</summary>
public enum ReportedChange
{
    /// <summary>Its file and the files of everything upstream are unchanged.</summary>
    Same,

    /// <summary>Not built again: it is blue's own relation.</summary>
    Shared,

    /// <summary>Its file is unchanged, but something upstream has changed.</summary>
    Affected,

    /// <summary>Its file changed.</summary>
    Changed,

    /// <summary>Blue does not have it.</summary>
    New,

    /// <summary>Only blue has it.</summary>
    Dropped,
}

/// <summary>A relation of the release or of its base.</summary>
public sealed record ReportedRelation
{
    /// <summary>The name that consumers query, <c>schema.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>dbt's unique id; empty for an adopted relation.</summary>
    public string Id { get; init; } = "";

    /// <summary>The name of the relation itself; empty if it was not built.</summary>
    public string Physical { get; init; } = "";

    /// <summary><c>table</c>, <c>view</c>, ….</summary>
    public string Kind { get; init; } = "";

    /// <summary>dbt's materialization.</summary>
    public string Materialized { get; init; } = "";

    /// <summary>What the release does to it.</summary>
    public ReportedChange Change { get; init; }

    /// <summary>Its file in the project; empty if unknown.</summary>
    public string File { get; init; } = "";

    /// <summary>Its description in the project.</summary>
    public string Description { get; init; } = "";

    /// <summary>The number of blue's rows at the time of the count, or null.</summary>
    public long? RowsBefore { get; init; }

    /// <summary>The number of green's rows at the time of the count, or null.</summary>
    public long? RowsAfter { get; init; }

    /// <summary>How its rows differ from blue's; null if they were not compared.</summary>
    public ReportedDiff? Diff { get; init; }

    /// <summary>Why there is no diff, for people; empty if there is one or nothing to compare.</summary>
    public string NotCompared { get; init; } = "";

    /// <summary>Unique ids of changed nodes that may have caused its changes; null if that was not computed.</summary>
    public IReadOnlyList<string>? Causes { get; init; }

    /// <summary>The causes in words; empty if that was not computed.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>How its SQL differs from its base's; null if its file did not change or nothing is known.</summary>
    public ReportedSql? Sql { get; init; }

    /// <summary>True if its rows changed, but nothing upstream did.</summary>
    public bool IsUnexplained { get; init; }
}

/// <summary>How the SQL of a changed model differs from its base's.</summary>
/// <param name="Before">The release of the older text, <c>r41 (1.3.0)</c>; null for a new model.</param>
/// <param name="Lines">A unified diff, from its first <c>@@</c> on; empty if the note says all.</param>
/// <param name="Hidden">The number of lines left out of the diff.</param>
/// <param name="Note">Why nothing is compared; empty if something is.</param>
public sealed record ReportedSql(string? Before, IReadOnlyList<string> Lines, int Hidden, string Note);

/// <summary>How a relation's rows differ between blue and green.</summary>
public sealed record ReportedDiff
{
    /// <summary>The columns that identify a row; empty for a comparison of whole rows.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>How it was compared, and why that way; empty if unknown.</summary>
    public string Plan { get; init; } = "";

    /// <summary>The number of rows in blue.</summary>
    public long BlueRows { get; init; }

    /// <summary>The number of rows in green.</summary>
    public long GreenRows { get; init; }

    /// <summary>The number of rows only in green.</summary>
    public long Added { get; init; }

    /// <summary>The number of rows only in blue.</summary>
    public long Removed { get; init; }

    /// <summary>The number of rows on both sides with other values.</summary>
    public long Changed { get; init; }

    /// <summary>The number of rows whose key is not unique; they were compared as whole rows.</summary>
    public long AmbiguousRows { get; init; }

    /// <summary>True if nothing had to be compared: both sides are one relation, or are built from the same.</summary>
    public bool IsSame { get; init; }

    /// <summary>Columns only in green, as <c>name type</c>.</summary>
    public IReadOnlyList<string> AddedColumns { get; init; } = [];

    /// <summary>Columns only in blue.</summary>
    public IReadOnlyList<string> RemovedColumns { get; init; } = [];

    /// <summary>Columns with another type, as <c>name: old -> new</c>.</summary>
    public IReadOnlyList<string> RetypedColumns { get; init; } = [];

    /// <summary>Columns at another position, as <c>name: 3 -> 5</c>.</summary>
    public IReadOnlyList<string> ReorderedColumns { get; init; } = [];

    /// <summary>Remarks about the comparison, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What the rows of one kind have in common and the others don't, one sentence each.</summary>
    public IReadOnlyList<string> Common { get; init; } = [];

    /// <summary>The columns that show a difference.</summary>
    public IReadOnlyList<ReportedColumn> Columns { get; init; } = [];

    /// <summary>A few example rows of each kind.</summary>
    public IReadOnlyList<ReportedSample> Samples { get; init; } = [];
}

/// <summary>A column that both sides have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Changed">The number of rows with the same key in which it differs.</param>
/// <param name="Blue">Figures of its values in blue, or null.</param>
/// <param name="Green">Figures of its values in green, or null.</param>
/// <param name="Histogram">The values of both sides in the same bins, or null.</param>
public sealed record ReportedColumn(
    string Name,
    long Changed,
    ReportedFigures? Blue,
    ReportedFigures? Green,
    ReportedHistogram? Histogram
);

/// <summary>
/// Figures of a column's values; null where not measured. They are texts because decimals have more digits than a
/// double.
/// </summary>
/// <param name="Nulls">The number of NULLs.</param>
/// <param name="Distinct">The number of distinct values.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The greatest value.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Sum">The sum.</param>
public sealed record ReportedFigures(long? Nulls, long? Distinct, string? Min, string? Max, string? Mean, string? Sum);

/// <summary>A histogram of blue and green.</summary>
/// <param name="Bins">The bins, in order.</param>
/// <param name="Distance">How far the two shapes are apart, from 0 to 1, or null.</param>
public sealed record ReportedHistogram(IReadOnlyList<ReportedBin> Bins, double? Distance)
{
    /// <summary>True if each bin is a value by its name, and not a part of a range.</summary>
    public bool IsCategories { get; init; }
}

/// <summary>One bin, with a bar for each side.</summary>
/// <param name="Label">A value or a range.</param>
/// <param name="Blue">The number of blue's rows.</param>
/// <param name="Green">The number of green's rows.</param>
public sealed record ReportedBin(string Label, long Blue, long Green);

/// <summary>A row that differs.</summary>
/// <param name="Kind"><c>added</c>, <c>removed</c>, <c>changed</c>.</param>
/// <param name="Key">The key columns.</param>
/// <param name="Cells">The other columns that are shown.</param>
public sealed record ReportedSample(
    [property: AllowedValues("added", "removed", "changed")] string Kind,
    IReadOnlyList<ReportedCell> Key,
    IReadOnlyList<ReportedCell> Cells
);

/// <summary>A value before and after. Null means NULL, or a side without the row.</summary>
/// <param name="Column">The column.</param>
/// <param name="Before">The value in blue.</param>
/// <param name="After">The value in green.</param>
public sealed record ReportedCell(string Column, string? Before, string? After)
{
    /// <summary>The longest value in a report, in UTF-16 units.</summary>
    public const int MostText = 2_000;

    /// <summary>
    /// Long values cut around the first difference, so that a report stays readable and still shows a change at the end
    /// of a long text.
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
