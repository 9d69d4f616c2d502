using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>Says what can be measured on a column. The engine knows its types.</summary>
internal static class ColumnKinds
{
    public static bool IsNumber(Dialect dialect, CatalogColumn column) =>
        dialect.KindOf(column.ValueType) is ValueKind.Whole or ValueKind.Exact or ValueKind.Approximate;

    /// <summary>True for a date or an instant, but not for a time of day or an interval.</summary>
    public static bool IsMoment(Dialect dialect, CatalogColumn column) =>
        dialect.KindOf(column.ValueType) is ValueKind.Time;
}
