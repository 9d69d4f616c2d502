using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>Settings of <c>distinct_count</c>.</summary>
public sealed record DistinctCountSettings : ColumnSettings
{
    /// <inheritdoc/>
    public override string Name => DistinctCountCheck.Name;

    /// <summary>True to estimate where the engine can; null to count exactly.</summary>
    public bool? Approximate { get; init; }

    internal static DistinctCountSettings Read(ConfigMapping map) =>
        OfColumns(new DistinctCountSettings(), map) with
        {
            Approximate = map.Find("approximate") is null ? null : map.Flag("approximate", false),
        };
}

/// <summary>
/// Compares the number of distinct values of columns, without NULL. Without configured limits it fails at a change of
/// more than 20 % and warns at more than 5 %.
/// </summary>
internal sealed class DistinctCountCheck(CheckScope scope)
    : ColumnCheck<DistinctCountSettings>(scope, new Drift(new Tolerance(20, true), new Tolerance(5, true)))
{
    public const string Name = "distinct_count";

    public static ReleaseCheckKind Kind { get; } =
        new(Name, (map, _) => DistinctCountSettings.Read(map), scope => new DistinctCountCheck(scope));

    protected override bool Fits(CatalogColumn column) => true;

    protected override string? Refuses(CatalogColumn column) => null;

    protected override IReadOnlyList<(string, Sql)> Measures(CatalogColumn column, DistinctCountSettings settings)
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
