using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>The state that the passes of one comparison share.</summary>
internal sealed record DiffRun
{
    public required WarehouseSession Session { get; init; }

    public required DiffOptions Options { get; init; }

    public required DiffPlan Plan { get; init; }

    public required DiffFacts Facts { get; init; }

    public required DiffColumns Columns { get; init; }

    /// <summary>Receives progress.</summary>
    public required Action<string> Progress { get; init; }

    public Dialect Dialect => Session.Dialect;

    public DiffGrammar Grammar => Session.Dialect.Diff;

    /// <summary>
    /// The engine's own implementation of the planned strategy; null for a strategy that every engine has.
    /// </summary>
    public DiffWay? Way => DiffWay.Of(Grammar).FirstOrDefault(way => way.Strategy == Plan.Strategy);

    public int Samples => Options.Samples;

    /// <summary>True if every row of both sides has a unique key without nulls.</summary>
    public bool IsKeySound => Plan.IsKeyProven && Facts.Blue.IsKeyFilled && Facts.Green.IsKeyFilled;

    /// <summary>The values of a row by column name. Sensitive values are hidden.</summary>
    public Dictionary<string, string?> Named(DbDataReader row, IReadOnlyList<ComparedColumn> columns, int offset) =>
        columns
            .Select((column, index) => KeyValuePair.Create(column.Name, Shown(column, Text(row, offset + index))))
            .ToDictionary();

    /// <summary>A value in the form in which it may be shown.</summary>
    public string? Shown(ComparedColumn column, string? value) => Shown(Options, column, value);

    /// <summary>A value in the form in which it may be shown.</summary>
    public static string? Shown(DiffOptions options, ComparedColumn column, string? value) =>
        value is not null && options.Sensitive.Any(name => Is(name, column.Blue.Name) || Is(name, column.Green.Name))
            ? "(hidden)"
            : value;

    /// <summary>True if the column's values are never shown.</summary>
    public bool IsSensitive(ComparedColumn column) =>
        Options.Sensitive.Any(name => Is(name, column.Blue.Name) || Is(name, column.Green.Name));

    // A column that is renamed in green is sensitive under either name.
    private static bool Is(string name, string column) =>
        string.Equals(name, column, StringComparison.OrdinalIgnoreCase);

    public static string? Text(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);

    public static IReadOnlyList<long> Numbers(string? text) =>
        text is null ? [] : [.. text.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture))];
}

/// <summary>The result of a pass.</summary>
internal sealed record DiffFinding
{
    public long Added { get; init; }

    public long Removed { get; init; }

    public long Changed { get; init; }

    public bool IsEqual => Added == 0 && Removed == 0 && Changed == 0;

    /// <summary>The number of changed rows for each value column, by its index.</summary>
    public IReadOnlyList<long> ByColumn { get; init; } = [];

    public IReadOnlyList<DiffSample> Samples { get; init; } = [];

    public long AmbiguousRows { get; init; }

    public KeyProblems? KeyProblems { get; init; }

    /// <summary>The number of blue's rows; null if the pass does not know it.</summary>
    public long? BlueRows { get; init; }

    public long? GreenRows { get; init; }

    /// <summary>
    /// The sides limited to all differing rows, if the pass can tell. They may also contain rows that both sides have.
    /// </summary>
    public DiffSides? Differing { get; init; }

    /// <summary>The plan that was used instead; null if the original plan was used.</summary>
    public DiffPlan? Plan { get; init; }
}
