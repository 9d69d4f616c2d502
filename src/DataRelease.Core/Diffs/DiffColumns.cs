using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>A column that both sides have, as it is compared.</summary>
/// <param name="Name">Its name, blue's case.</param>
/// <param name="Blue">Blue's value in the form that is compared.</param>
/// <param name="Green">Green's.</param>
internal sealed record ComparedColumn(string Name, Sql Blue, Sql Green);

/// <summary>Which columns of two relations are compared, by name; never by position.</summary>
internal sealed record DiffColumns
{
    /// <summary>Columns that identify a row; empty if there is no key or a side lacks one of its columns.</summary>
    public required IReadOnlyList<ComparedColumn> Key { get; init; }

    /// <summary>The other columns of both sides.</summary>
    public required IReadOnlyList<ComparedColumn> Values { get; init; }

    public required IReadOnlyList<string> Added { get; init; }

    public required IReadOnlyList<string> Removed { get; init; }

    public required IReadOnlyList<string> Retyped { get; init; }

    /// <summary>Pairs columns by exact name, or ignoring case where only one column is meant.</summary>
    public static DiffColumns Pair(Dialect dialect, CatalogRelation blue, CatalogRelation green, IReadOnlyList<string> key, IReadOnlyList<string> ignore)
    {
        var pairs = blue.Columns.Select(column => (Blue: column, Green: Find(green, column.Name))).Where(pair => pair.Green is not null)
            .Select(pair => (pair.Blue, Green: pair.Green!)).ToList();
        var compared = pairs.Where(pair => !Has(ignore, pair.Blue.Name)).ToDictionary(pair => pair.Blue.Name, pair => Column(dialect, pair.Blue, pair.Green));
        var found = key.Select(name => pairs.Select(pair => pair.Blue.Name).FirstOrDefault(column => Same(column, name))).ToList();
        var isKeyed = key.Count > 0 && found.All(name => name is not null && compared.ContainsKey(name));
        return new DiffColumns
        {
            Key = isKeyed ? [.. found.Select(name => compared[name!])] : [],
            Values = [.. compared.Values.Where(column => !isKeyed || !found.Contains(column.Name))],
            Added = [.. green.Columns.Where(column => Find(blue, column.Name) is null).Select(column => $"{column.Name} {column.Type}")],
            Removed = [.. blue.Columns.Where(column => Find(green, column.Name) is null).Select(column => $"{column.Name} {column.Type}")],
            Retyped = [.. pairs.Where(pair => pair.Blue.Type != pair.Green.Type).Select(pair => $"{pair.Blue.Name}: {pair.Blue.Type} -> {pair.Green.Type}")],
        };
    }

    private static ComparedColumn Column(Dialect dialect, CatalogColumn blue, CatalogColumn green)
    {
        Sql left = $"{new Identifier(blue.Name)}";
        Sql right = $"{new Identifier(green.Name)}";
        // Two numbers of different width are the same number; anything else of different types is compared as people see it.
        if (blue.Type == green.Type || (IsNumber(blue.Type) && IsNumber(green.Type)))
            return new ComparedColumn(blue.Name, dialect.Comparable(left, blue.Type), dialect.Comparable(right, green.Type));
        return new ComparedColumn(blue.Name, dialect.AsText(left), dialect.AsText(right));
    }

    private static bool IsNumber(string type)
    {
        var name = type.Split('(')[0].ToLowerInvariant();
        return name is "smallint" or "integer" or "bigint" or "numeric" or "decimal" or "tinyint" or "hugeint" or "utinyint" or "usmallint" or "uinteger" or "ubigint" or "uhugeint";
    }

    private static CatalogColumn? Find(CatalogRelation relation, string name) =>
        relation.Columns.FirstOrDefault(column => column.Name == name) ?? relation.Columns.FirstOrDefault(column => Same(column.Name, name));

    private static bool Has(IReadOnlyList<string> names, string name) => names.Any(other => Same(other, name));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
