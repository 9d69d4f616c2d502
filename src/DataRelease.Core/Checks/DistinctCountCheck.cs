using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>
/// Compares the number of distinct values of columns, without NULL. Without configured limits it fails at a change of
/// more than 20 % and warns at more than 5 %.
/// </summary>
internal sealed class DistinctCountCheck(CheckScope scope)
    : ColumnCheck(scope, Name, new Drift(new Tolerance(20, true), new Tolerance(5, true)))
{
    public const string Name = "distinct_count";

    protected override bool Fits(CatalogColumn column) => true;

    protected override string? Refuses(CatalogColumn column) => null;

    protected override IReadOnlyList<(string, Sql)> Measures(CatalogColumn column, CheckConfig settings)
    {
        var dialect = Scope.Warehouse.Dialect;
        Sql value = $"{new Identifier(column.Name)}";
        // The value has the form in which values of the type can be told apart.
        return
        [
            ("", dialect.DistinctCount(dialect.Diff.Compare(value, column, value, column).Blue, settings.Approximate)),
        ];
    }
}
