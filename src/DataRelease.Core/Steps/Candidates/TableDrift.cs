using DataRelease.Builds;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>A difference between a database and the database project that was released to it last.</summary>
/// <param name="Table">The table.</param>
/// <param name="What">The difference, as the end of a sentence whose subject is the table.</param>
internal sealed record TableDrift(RelationName Table, string What)
{
    /// <summary>
    /// Compares the expected tables with the catalog. A column that only the database has is no difference, because a
    /// release that was given up may have added it.
    /// </summary>
    /// <param name="expected">The tables of the project.</param>
    /// <param name="standing">The relations of their schemas.</param>
    public static IReadOnlyList<TableDrift> Between(
        IReadOnlyList<ExpectedTable> expected,
        IReadOnlyList<CatalogRelation> standing
    )
    {
        var found = standing
            .Where(relation => relation.Kind == RelationKind.Table)
            .ToDictionary(relation => Key(relation.Name), StringComparer.OrdinalIgnoreCase);
        return
        [
            .. expected
                .OrderBy(table => table.Name)
                .SelectMany(table =>
                    found.TryGetValue(Key(table.Name), out var relation)
                        ? Columns(table, relation)
                        : [new TableDrift(table.Name, "is gone")]
                ),
        ];
    }

    private static IEnumerable<TableDrift> Columns(ExpectedTable table, CatalogRelation relation)
    {
        var found = relation.Columns.ToDictionary(column => column.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, type) in table.Columns)
        {
            if (!found.TryGetValue(name, out var column))
                yield return new TableDrift(table.Name, $"has lost its column {name}");
            else if (type.Length > 0 && !type.Equals(column.Type, StringComparison.OrdinalIgnoreCase))
                yield return new TableDrift(table.Name, $"has {name} as {column.Type} in place of {type}");
        }
    }

    private static string Key(RelationName name) => $"{name.Schema}\n{name.Name}";
}
