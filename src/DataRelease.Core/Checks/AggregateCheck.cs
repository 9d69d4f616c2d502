using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>A number that <c>aggregate</c> compares. Its name is the warehouse's function, too.</summary>
public enum AggregateMeasure
{
    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The least value.</summary>
    Min,

    /// <summary>The greatest value.</summary>
    Max,

    /// <summary>The mean.</summary>
    Avg,
}

/// <summary>Settings of <c>aggregate</c>.</summary>
public sealed record AggregateSettings : ColumnSettings
{
    private static readonly AggregateMeasure[] _all = Enum.GetValues<AggregateMeasure>();

    /// <inheritdoc/>
    public override string Name => AggregateCheck.Name;

    /// <summary>The measures; empty for all.</summary>
    public IReadOnlyList<AggregateMeasure> Measures { get; init; } = [];

    /// <inheritdoc/>
    internal override string Title => Measures.Count > 0 ? $"{base.Title}:{string.Join(',', Words)}" : base.Title;

    /// <summary>The words of the measures that are compared, in the order of the configuration.</summary>
    internal IReadOnlyList<string> Words => [.. (Measures.Count > 0 ? Measures : _all).Select(Word)];

    internal static AggregateSettings Read(ConfigMapping map) =>
        OfColumns(new AggregateSettings(), map) with
        {
            Measures =
            [
                .. map.SomeOf("measures", [.. _all.Select(Word)])
                    .SelectMany(word => _all.Where(measure => Word(measure) == word)),
            ],
        };

    private static string Word(AggregateMeasure measure) => measure.ToString().ToLowerInvariant();
}

/// <summary>
/// Compares sum, minimum, maximum and mean of numeric columns. Without configured limits it fails at a change of more
/// than 20 % and warns at more than 5 %.
/// </summary>
internal sealed class AggregateCheck(CheckScope scope)
    : ColumnCheck<AggregateSettings>(scope, new Drift(new Tolerance(20, true), new Tolerance(5, true)), "measure")
{
    /// <summary>How the types of doubles begin.</summary>
    private static readonly string[] _rounded = ["double", "real", "float"];

    /// <summary>Some engines compute the mean of exact numbers in doubles, too.</summary>
    protected override bool IsExact(CatalogColumn column, string measure) =>
        measure != "avg" && !_rounded.Any(type => column.Type.StartsWith(type, StringComparison.OrdinalIgnoreCase));

    public const string Name = "aggregate";

    public static ReleaseCheckKind Kind { get; } =
        new(Name, (map, _) => AggregateSettings.Read(map), scope => new AggregateCheck(scope));

    protected override bool ShowsValues => true;

    protected override bool Fits(CatalogColumn column) => ColumnKinds.IsNumber(Scope.Warehouse.Dialect, column);

    protected override string? Refuses(CatalogColumn column) =>
        Fits(column) ? null : $"{column.Type} is not a numeric type";

    protected override IReadOnlyList<string> MeasuresOf(AggregateSettings settings) => settings.Words;

    protected override IReadOnlyList<(string, Sql)> Measures(CatalogColumn column, AggregateSettings settings) =>
        [.. MeasuresOf(settings).Select(measure => (measure, Measure(measure, column)))];

    private Sql Measure(string measure, CatalogColumn column)
    {
        var dialect = Scope.Warehouse.Dialect;
        Sql name = $"{new Identifier(column.Name)}";
        var kind = dialect.KindOf(column.ValueType);
        return measure switch
        {
            "sum" => dialect.WithAllDigits(dialect.Sum(name, kind), kind),
            "avg" => dialect.WithAllDigits(dialect.Mean(name, kind), kind),
            _ => dialect.WithAllDigits($"{Sql.Raw(measure)}({name})", kind),
        };
    }
}
