using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>A column of both sides, in the form in which it is compared.</summary>
/// <param name="Name">The column's name in blue.</param>
/// <param name="Blue">Blue's catalog entry.</param>
/// <param name="Green">Green's catalog entry.</param>
/// <param name="Value">The values of both sides in comparable form.</param>
/// <param name="Tolerance">How far numbers may differ; null for not at all.</param>
internal sealed record ComparedColumn(
    string Name,
    CatalogColumn Blue,
    CatalogColumn Green,
    ComparedValue Value,
    DiffTolerance? Tolerance
)
{
    /// <summary>The type that a hash may rely on; empty if the sides have different types.</summary>
    public string HashType => Blue.Type == Green.Type ? Blue.Type : "";

    /// <summary>
    /// Blue's type without length, precision and scale, which green's value may exceed. A key's value is parsed as this
    /// type if <see cref="IsWritable"/>.
    /// </summary>
    public Sql WideType
    {
        get
        {
            var open = Blue.Type.IndexOf('(', StringComparison.Ordinal);
            var close = open < 0 ? -1 : Blue.Type.IndexOf(')', open);
            var plain = close < 0 ? Blue.Type : Blue.Type[..open] + Blue.Type[(close + 1)..];
            return Sql.Raw(
                Value.Kind == ValueKind.Whole ? "bigint"
                : plain == "character" ? "bpchar"
                : plain
            );
        }
    }

    /// <summary>True if a value's text can be parsed to the same value.</summary>
    public bool IsWritable =>
        Value.Kind is ValueKind.Whole or ValueKind.Exact or ValueKind.Text or ValueKind.Time || Blue.Type == "uuid";

    public bool IsNumber => Value.Kind is ValueKind.Whole or ValueKind.Exact or ValueKind.Approximate;
}

/// <summary>The columns of two sides that are compared. They are paired by name, never by position.</summary>
internal sealed record DiffColumns
{
    /// <summary>The key columns; empty if there is no key, or if a side lacks one of them.</summary>
    public required IReadOnlyList<ComparedColumn> Key { get; init; }

    /// <summary>The other columns of both sides.</summary>
    public required IReadOnlyList<ComparedColumn> Values { get; init; }

    public required IReadOnlyList<string> Added { get; init; }

    public required IReadOnlyList<string> Removed { get; init; }

    public required IReadOnlyList<string> Retyped { get; init; }

    public required IReadOnlyList<string> Reordered { get; init; }

    /// <summary>The key's columns, then the others.</summary>
    public IEnumerable<ComparedColumn> All => Key.Concat(Values);

    /// <summary>Pairs columns by exact name, or ignoring case if that is unambiguous.</summary>
    public static DiffColumns Pair(DiffGrammar grammar, DiffSide blue, DiffSide green, DiffOptions options)
    {
        var pairs = blue
            .Columns.Select(column => (Blue: column, Green: Find(blue, green, GreenName(options, column.Name))))
            .Where(pair => pair.Green is not null)
            .Select(pair => (pair.Blue, Green: pair.Green!))
            .ToList();
        var compared = pairs
            .Where(pair => !Has(options.Ignore, pair.Blue.Name))
            .ToDictionary(pair => pair.Blue.Name, pair => Column(grammar, pair.Blue, pair.Green, options));
        var found = options
            .Key.Select(name =>
                compared.Keys.FirstOrDefault(column => column == name)
                ?? compared.Keys.FirstOrDefault(column => Same(column, name))
            )
            .ToList();
        var isKeyed = found.Count > 0 && found.All(name => name is not null);
        var taken = pairs.Select(pair => pair.Green.Name).ToHashSet();
        return new DiffColumns
        {
            Key = isKeyed ? [.. found.Distinct().Select(name => compared[name!] with { Tolerance = null })] : [],
            Values = [.. compared.Values.Where(column => !isKeyed || !found.Contains(column.Name))],
            Added =
            [
                .. green
                    .Columns.Where(column => !taken.Contains(column.Name))
                    .Select(column => $"{column.Name} {column.Type}"),
            ],
            Removed =
            [
                .. blue
                    .Columns.Where(column => pairs.All(pair => pair.Blue != column))
                    .Select(column => $"{column.Name} {column.Type}"),
            ],
            Retyped =
            [
                .. pairs
                    .Where(pair => pair.Blue.Type != pair.Green.Type)
                    .Select(pair => $"{pair.Blue.Name}: {pair.Blue.Type} -> {pair.Green.Type}"),
            ],
            Reordered = Moved(pairs),
        };
    }

    private static string GreenName(DiffOptions options, string blue) =>
        options.Renamed.FirstOrDefault(pair => Same(pair.Key, blue)) is { Value: { } renamed } ? renamed : blue;

    private static ComparedColumn Column(
        DiffGrammar grammar,
        CatalogColumn blue,
        CatalogColumn green,
        DiffOptions options
    ) =>
        new(
            blue.Name,
            blue,
            green,
            grammar.Compare($"{new Identifier(blue.Name)}", blue, $"{new Identifier(green.Name)}", green),
            options.Tolerances.FirstOrDefault(pair => Same(pair.Key, blue.Name)).Value
        );

    /// <summary>Columns whose position among the common columns changed.</summary>
    private static IReadOnlyList<string> Moved(List<(CatalogColumn Blue, CatalogColumn Green)> pairs)
    {
        var blue = pairs.OrderBy(pair => pair.Blue.Ordinal).ToList();
        var green = pairs.OrderBy(pair => pair.Green.Ordinal).ToList();
        return
        [
            .. blue.Where((pair, index) => green[index].Blue != pair.Blue)
                .Select(pair =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{pair.Blue.Name}: {pair.Blue.Ordinal} -> {pair.Green.Ordinal}"
                    )
                ),
        ];
    }

    private static CatalogColumn? Find(DiffSide blue, DiffSide green, string name)
    {
        if (green.Columns.FirstOrDefault(column => column.Name == name) is { } exact)
            return exact;
        var near = green
            .Columns.Where(column => Same(column.Name, name) && blue.Columns.All(other => other.Name != column.Name))
            .ToList();
        return near.Count == 1 && blue.Columns.Count(column => Same(column.Name, name)) <= 1 ? near[0] : null;
    }

    private static bool Has(IReadOnlyList<string> names, string name) => names.Any(other => Same(other, name));

    private static bool Same(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
