using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>
/// How many different values columns have, NULL not counted. Without limits it refuses a move of more than 20 % and
/// warns from 5 % on.
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
        // In the form in which values of the type can be told apart.
        return
        [
            ("", dialect.DistinctCount(dialect.Diff.Compare(value, column, value, column).Blue, settings.Approximate)),
        ];
    }
}
