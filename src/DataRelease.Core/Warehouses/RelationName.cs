namespace DataRelease.Warehouses;

/// <summary>
/// The name of a table or view within the environment's database, in the catalog's spelling (unquoted, exact case).
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

    /// <summary>The name for messages. SQL quotes names through the dialect.</summary>
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

/// <summary>
/// A single name of a schema, column, role or other object. The dialect quotes it in a hole of <see cref="Sql"/>.
/// </summary>
/// <param name="Value">The name, unquoted, exact case.</param>
public readonly record struct Identifier(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// A text that a statement must contain as a literal, because the grammar allows no parameter there (COMMENT IS …).
/// </summary>
/// <param name="Value">The text, or null for NULL.</param>
public readonly record struct SqlText(string? Value);
