using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>
/// Compares sum, minimum, maximum and mean of numeric columns. Without configured limits it fails at a change of more
/// than 20 % and warns at more than 5 %.
/// </summary>
internal sealed class AggregateCheck(CheckScope scope)
    : ColumnCheck(scope, Name, new Drift(new Tolerance(20, true), new Tolerance(5, true)), "measure")
{
    public const string Name = "aggregate";

    private static readonly string[] _measures = ["sum", "min", "max", "avg"];

    protected override bool ShowsValues => true;

    protected override bool Fits(CatalogColumn column) => ColumnKinds.IsNumber(column.Type);

    protected override string? Refuses(CatalogColumn column) =>
        Fits(column) ? null : $"{column.Type} is not a numeric type";

    protected override IReadOnlyList<string> MeasuresOf(CheckConfig settings) =>
        settings.Measures.Count > 0 ? settings.Measures : _measures;

    protected override IReadOnlyList<(string, Sql)> Measures(CatalogColumn column, CheckConfig settings) =>
        [
            .. MeasuresOf(settings)
                .Select(measure => (measure, (Sql)$"{Sql.Raw(measure)}({new Identifier(column.Name)})")),
        ];
}
