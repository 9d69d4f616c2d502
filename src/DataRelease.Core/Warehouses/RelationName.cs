namespace DataRelease.Warehouses;

/// <summary>
/// A table's or view's name within the environment's one database, as the catalog spells it (unquoted, exact case).
/// </summary>
/// <param name="Schema">The schema.</param>
/// <param name="Name">The relation.</param>
public readonly record struct RelationName(string Schema, string Name) : IComparable<RelationName>
{
    /// <summary>Ordinal order by schema, then name: the order in which locks are taken.</summary>
    public int CompareTo(RelationName other)
    {
        var bySchema = string.CompareOrdinal(Schema, other.Schema);
        return bySchema != 0 ? bySchema : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>For people; SQL quotes through the dialect.</summary>
    public override string ToString() => $"{Schema}.{Name}";

    /// <summary>Order, see <see cref="CompareTo"/>.</summary>
    public static bool operator <(RelationName left, RelationName right) => left.CompareTo(right) < 0;

    /// <summary>Order, see <see cref="CompareTo"/>.</summary>
    public static bool operator >(RelationName left, RelationName right) => left.CompareTo(right) > 0;

    /// <summary>Order, see <see cref="CompareTo"/>.</summary>
    public static bool operator <=(RelationName left, RelationName right) => left.CompareTo(right) <= 0;

    /// <summary>Order, see <see cref="CompareTo"/>.</summary>
    public static bool operator >=(RelationName left, RelationName right) => left.CompareTo(right) >= 0;
}

/// <summary>A schema, column, role or other single name; a hole in <see cref="Sql"/> that the dialect quotes.</summary>
/// <param name="Value">The name, unquoted, exact case.</param>
public readonly record struct Identifier(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// A text that must stand in the statement itself because the grammar takes no parameter there (COMMENT IS …).
/// </summary>
/// <param name="Value">The text, or null for NULL.</param>
public readonly record struct SqlText(string? Value);
