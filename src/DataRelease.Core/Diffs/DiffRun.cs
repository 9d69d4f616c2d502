using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>What the passes of one comparison share.</summary>
internal sealed record DiffRun
{
    public required WarehouseSession Session { get; init; }

    public required DiffOptions Options { get; init; }

    public required DiffPlan Plan { get; init; }

    public required DiffFacts Facts { get; init; }

    public required DiffColumns Columns { get; init; }

    /// <summary>Told what is being done.</summary>
    public required Action<string> Progress { get; init; }

    public Dialect Dialect => Session.Dialect;

    public DiffGrammar Grammar => Session.Dialect.Diff;

    /// <summary>The engine's own way that the plan has chosen; null for one that every engine has.</summary>
    public DiffWay? Way => DiffWay.Of(Grammar).FirstOrDefault(way => way.Strategy == Plan.Strategy);

    public int Samples => Options.Samples;

    /// <summary>True if no row of either side can lack a key or share it.</summary>
    public bool IsKeySound => Plan.IsKeyProven && Facts.Blue.IsKeyFilled && Facts.Green.IsKeyFilled;

    /// <summary>Values of a row under the columns' names; sensitive ones are not shown.</summary>
    public Dictionary<string, string?> Named(DbDataReader row, IReadOnlyList<ComparedColumn> columns, int offset) =>
        columns
            .Select((column, index) => KeyValuePair.Create(column.Name, Shown(column, Text(row, offset + index))))
            .ToDictionary();

    /// <summary>A value as it may be shown.</summary>
    public string? Shown(ComparedColumn column, string? value) => Shown(Options, column, value);

    /// <summary>A value as it may be shown.</summary>
    public static string? Shown(DiffOptions options, ComparedColumn column, string? value) =>
        value is not null && options.Sensitive.Any(name => Is(name, column.Blue.Name) || Is(name, column.Green.Name))
            ? "(hidden)"
            : value;

    /// <summary>True if its values are never shown.</summary>
    public bool IsSensitive(ComparedColumn column) =>
        Options.Sensitive.Any(name => Is(name, column.Blue.Name) || Is(name, column.Green.Name));

    // A column that is called otherwise in green is as sensitive under either name.
    private static bool Is(string name, string column) =>
        string.Equals(name, column, StringComparison.OrdinalIgnoreCase);

    public static string? Text(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);

    public static IReadOnlyList<long> Numbers(string? text) =>
        text is null ? [] : [.. text.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture))];
}

/// <summary>What a pass found.</summary>
internal sealed record DiffFinding
{
    public long Added { get; init; }

    public long Removed { get; init; }

    public long Changed { get; init; }

    public bool IsEqual => Added == 0 && Removed == 0 && Changed == 0;

    /// <summary>Changed rows by index of the value column.</summary>
    public IReadOnlyList<long> ByColumn { get; init; } = [];

    public IReadOnlyList<DiffSample> Samples { get; init; } = [];

    public long AmbiguousRows { get; init; }

    public KeyProblems? KeyProblems { get; init; }

    /// <summary>Rows of blue, null if the pass does not know.</summary>
    public long? BlueRows { get; init; }

    public long? GreenRows { get; init; }

    /// <summary>
    /// The sides limited to all rows that differ, if the pass can tell; others may be among them if both sides have
    /// them.
    /// </summary>
    public DiffSides? Differing { get; init; }

    /// <summary>What was done in place of the plan; null if the plan was kept.</summary>
    public DiffPlan? Plan { get; init; }
}
