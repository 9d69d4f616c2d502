using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Backups;

/// <summary>Replaces the rows of tables outside releases by those of a data version, within one transaction.</summary>
public sealed class TableOverwrite(Warehouse warehouse)
{
    private readonly ContentReader _reader = new(warehouse.Dialect);

    /// <summary>Why the rows can't be replaced; empty if they can. It only reads the catalog.</summary>
    /// <param name="session">An open session.</param>
    /// <param name="tables">The version's tables that are outside releases.</param>
    /// <param name="standing">The existing relations by name.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<string>> RefusalsAsync(
        WarehouseSession session,
        IReadOnlyList<VersionTable> tables,
        IReadOnlyDictionary<RelationName, CatalogRelation> standing,
        CancellationToken cancellation
    )
    {
        var refusals = new List<string>();
        foreach (var table in tables)
        {
            if (standing.GetValueOrDefault(table.Name) is not { Kind: RelationKind.Table } now)
            {
                refusals.Add($"{table.Name} is no longer a table");
                continue;
            }
            var columns = await ContentReader.ColumnsAsync(warehouse, session, now, cancellation);
            if (ShapeDifference(table.Columns, columns) is { } difference)
                refusals.Add($"{table.Name} {difference}");
        }
        refusals.AddRange(await FixedRefusalsAsync(session, tables, cancellation));
        return refusals;
    }

    /// <summary>
    /// Why the rows can't be replaced whatever the shapes of the tables are; empty if nothing forbids it. It only reads
    /// the catalog.
    /// </summary>
    public async Task<IReadOnlyList<string>> FixedRefusalsAsync(
        WarehouseSession session,
        IReadOnlyList<VersionTable> tables,
        CancellationToken cancellation
    )
    {
        var among = tables.Select(table => table.Name).ToHashSet();
        var inherited = await warehouse.ReadInheritedAsync(
            session,
            [.. among.Select(name => name.Schema).Distinct()],
            cancellation
        );
        var references = await ReferencesAsync(session, tables, cancellation);
        return
        [
            .. among
                .Where(inherited.Contains)
                .Order()
                .Select(name => $"other tables inherit from {name}, and their rows would go with its rows"),
            .. references
                .Where(reference => reference.Relation is not { } by || !among.Contains(by))
                .Select(reference =>
                    $"the foreign key {reference.ObjectName} refers to {reference.On}, whose rows would have to be "
                    + "removed for a moment; include that table in the data version"
                ),
            .. references
                .Where(reference =>
                    !warehouse.Traits.ReplacesReferencedRows && reference.Relation is { } by && among.Contains(by)
                )
                .Select(reference =>
                    $"the foreign key {reference.ObjectName} refers to {reference.On}, and this engine can't replace "
                    + "the rows of both tables in one transaction; drop the foreign key first, and make it again "
                    + "afterwards"
                ),
        ];
    }

    /// <summary>The differences between two shapes, or null.</summary>
    public static string? ShapeDifference(IReadOnlyList<VersionColumn> kept, IReadOnlyList<VersionColumn> now)
    {
        var gone = kept.Where(column => now.All(other => other.Name != column.Name))
            .Select(column => column.Name)
            .ToList();
        var added = now.Where(column => kept.All(other => other.Name != column.Name))
            .Select(column => column.Name)
            .ToList();
        var retyped = kept.Where(column =>
                now.Any(other => other.Name == column.Name && !IsSame(column.Type, other.Type))
            )
            .Select(column => column.Name)
            .ToList();
        var parts = new List<string>();
        if (gone.Count > 0)
            parts.Add($"no longer has the column {string.Join(", ", gone)}");
        if (added.Count > 0)
            parts.Add($"now has the column {string.Join(", ", added)}");
        if (retyped.Count > 0)
            parts.Add($"has another type for {string.Join(", ", retyped)}");
        return parts.Count == 0 ? null : string.Join(" and ", parts);
    }

    /// <summary>
    /// True for the same type. Older versions of DataRelease recorded a user's type without its schema if the schema
    /// was on the search path.
    /// </summary>
    private static bool IsSame(string kept, string now) =>
        kept == now || (!kept.Contains('.') && now.EndsWith($".{kept}", StringComparison.Ordinal));

    /// <summary>Replaces the rows, and verifies that each table then has the version's content.</summary>
    /// <param name="session">
    /// The session, in a transaction that began with <see cref="ContentReader.Settings"/> and has locked the tables.
    /// </param>
    /// <param name="tables">The version's tables, with copies in the warehouse.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">
    /// DR8104 if a table's content then differs. The caller must not commit the transaction.
    /// </exception>
    public async Task ApplyAsync(
        WarehouseSession session,
        IReadOnlyList<VersionTable> tables,
        CancellationToken cancellation
    )
    {
        var ordered = Ordered(tables, await ReferencesAsync(session, tables, cancellation));
        foreach (var table in Enumerable.Reverse(ordered))
            await session.ExecuteAsync($"delete from {table.Name}", cancellation);
        foreach (var table in ordered)
        {
            var list = Sql.Join(", ", table.Columns.Select(column => new Identifier(column.Name)));
            await session.ExecuteAsync(
                warehouse.Dialect.InsertAsTheyAre(table.Name, list, $"select {list} from {table.Copy!.Value}"),
                cancellation
            );
        }
        foreach (var table in ordered)
        {
            var content = await _reader.ReadAsync(session, table.Name, table.Columns, cancellation);
            if (!content.Fits(table.Content))
                throw new ReleaseException(
                    ErrorCode.RestoreDiffers,
                    $"{table.Name} would hold {content.Rows} rows, the version has {table.Content.Rows}, "
                        + $"or their contents differ (a trigger?)"
                );
        }
    }

    private async Task<IReadOnlyList<CatalogDependent>> ReferencesAsync(
        WarehouseSession session,
        IReadOnlyList<VersionTable> tables,
        CancellationToken cancellation
    )
    {
        var among = tables.Select(table => table.Name).ToHashSet();
        return
        [
            .. (
                await warehouse.ReadForeignKeysAsync(
                    session,
                    [.. among.Select(name => name.Schema).Distinct()],
                    cancellation
                )
            ).Where(reference => among.Contains(reference.On)),
        ];
    }

    /// <summary>
    /// Orders each table after those that it refers to. Tables in a cycle keep the given order, and the engine decides.
    /// </summary>
    private static List<VersionTable> Ordered(
        IReadOnlyList<VersionTable> tables,
        IReadOnlyList<CatalogDependent> references
    )
    {
        var byName = tables.ToDictionary(table => table.Name);
        var refersTo = references
            .Where(reference => reference.Relation is not null)
            .ToLookup(reference => reference.Relation!.Value, reference => reference.On);
        var done = new HashSet<RelationName>();
        var ordered = new List<VersionTable>();
        foreach (var table in tables)
            Visit(table.Name);
        return ordered;

        void Visit(RelationName name)
        {
            if (!byName.TryGetValue(name, out var table) || !done.Add(name))
                return;
            foreach (var on in refersTo[name])
                Visit(on);
            ordered.Add(table);
        }
    }
}
