using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>
/// Sum, least, greatest and mean of columns of numbers. Without limits it refuses a move of more than 20 % and warns
/// from 5 % on.
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
