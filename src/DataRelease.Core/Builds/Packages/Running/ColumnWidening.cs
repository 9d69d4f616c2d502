using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages.Running;

/// <summary>
/// Widens a table's columns for the longer texts of a query, as dbt's <c>expand_target_column_types</c> does before it
/// inserts.
/// </summary>
internal static class ColumnWidening
{
    /// <summary>Widens the columns.</summary>
    /// <param name="session">The session, in the transaction of the insert.</param>
    /// <param name="table">The table to be written to.</param>
    /// <param name="from">The query's columns.</param>
    /// <param name="to">The table's columns.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The table's columns afterwards.</returns>
    public static async Task<IReadOnlyList<CatalogColumn>> ApplyAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> from,
        IReadOnlyList<CatalogColumn> to,
        CancellationToken cancellation
    )
    {
        var now = new List<CatalogColumn>();
        foreach (var column in to)
        {
            var wide = from.FirstOrDefault(other => other.Name == column.Name) is { } source
                ? session.Dialect.Widened(column.Type, source.Type)
                : null;
            if (wide is not null)
                await session.ExecuteAsync(session.Dialect.ChangeType(table, column.Name, wide), cancellation);
            now.Add(wide is null ? column : column with { Type = wide });
        }
        return now;
    }
}
