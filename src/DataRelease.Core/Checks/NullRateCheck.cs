using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>Settings of <c>null_rate</c>.</summary>
public sealed record NullRateSettings : ColumnSettings
{
    /// <inheritdoc/>
    public override string Name => NullRateCheck.Name;

    internal static NullRateSettings Read(ConfigMapping map) => OfColumns(new NullRateSettings(), map);
}

/// <summary>
/// Compares the share of NULL in columns. A decrease is never bad. Without configured limits it fails at an increase of
/// more than 5 percentage points and warns at more than 1.
/// </summary>
internal sealed class NullRateCheck(CheckScope scope)
    : ColumnCheck<NullRateSettings>(
        scope,
        new Drift(new Tolerance(5, true), new Tolerance(1, true), OnlyUp: true, IsShare: true)
    )
{
    public const string Name = "null_rate";

    public static ReleaseCheckKind Kind { get; } =
        new(Name, (map, _) => NullRateSettings.Read(map), scope => new NullRateCheck(scope));

    protected override bool Fits(CatalogColumn column) => true;

    protected override string? Refuses(CatalogColumn column) => null;

    protected override IReadOnlyList<(string, Sql)> Measures(CatalogColumn column, NullRateSettings settings) =>
        [("", Sql.By(dialect => dialect.Count($"{new Identifier(column.Name)}")))];

    protected override Quantity? Number(Quantity? aggregate, long rows) =>
        rows == 0 || aggregate is not { } filled ? null : Quantity.Of(1 - (filled.Approximate / rows));
}
