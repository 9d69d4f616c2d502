using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>Decides how PostgreSQL's types are compared; docs/diff.md has the rules.</summary>
internal static class PostgresDiffTypes
{
    // Types whose "=" is true only for equal values. The others (json, xml, geometric types that compare areas,
    // intervals for which a month is 30 days, composite types, enums, extensions' types) are compared by their text.
    private static readonly HashSet<string> _exact =
    [
        "uuid",
        "bytea",
        "jsonb",
        "inet",
        "cidr",
        "macaddr",
        "macaddr8",
        "bit",
        "bit varying",
        "money",
        "oid",
        "pg_lsn",
        "tsvector",
        "time without time zone",
        "time with time zone",
        "int4range",
        "int8range",
        "numrange",
        "tsrange",
        "tstzrange",
        "daterange",
    ];

    private static readonly HashSet<string> _texts = ["text", "character varying", "character", "name", "\"char\""];

    public static ComparedValue Compare(Sql blue, string blueType, Sql green, string greenType)
    {
        var (left, right) = (Kind(Base(blueType)), Kind(Base(greenType)));
        if (Base(blueType) == Base(greenType))
            return Same(blue, green, Base(blueType), left);
        if (left is ValueKind.Whole && right is ValueKind.Whole)
            return new ComparedValue(blue, green, ValueKind.Whole, true);
        if (IsNumeric(left) && IsNumeric(right))
            return Numbers(blue, left, green, right);
        if (left is ValueKind.Time && right is ValueKind.Time)
            return new ComparedValue(AsUtc(blue, Base(blueType)), AsUtc(green, Base(greenType)), ValueKind.Time, false);
        if (IsJson(blueType) && IsJson(greenType))
            return new ComparedValue($"{blue}::jsonb", $"{green}::jsonb", ValueKind.Other, false);
        return ByText(blue, green);
    }

    /// <summary>
    /// The kind of a type: whole numbers, exact numbers and floats have functions of their own; text is compared by
    /// bytes.
    /// </summary>
    public static ValueKind Kind(string type) =>
        type switch
        {
            "smallint" or "integer" or "bigint" => ValueKind.Whole,
            "numeric" => ValueKind.Exact,
            "real" or "double precision" => ValueKind.Approximate,
            "boolean" => ValueKind.Boolean,
            "date" or "timestamp without time zone" or "timestamp with time zone" => ValueKind.Time,
            _ => _texts.Contains(type) ? ValueKind.Text : ValueKind.Other,
        };

    /// <summary>
    /// The type without length, precision and scale, so that <c>timestamp(3) without time zone</c> is the same type as
    /// without the 3.
    /// </summary>
    public static string Base(string type)
    {
        var open = type.IndexOf('(');
        if (open < 0 || type.StartsWith('"'))
            return type;
        var close = type.IndexOf(')', open);
        return close < 0 ? type : type[..open] + type[(close + 1)..];
    }

    private static ComparedValue Same(Sql blue, Sql green, string type, ValueKind kind)
    {
        var element = type.TrimEnd('[', ']');
        var isArray = element != type;
        var isExact = _exact.Contains(element) || Kind(element) != ValueKind.Other;
        if (!isExact)
            return ByText(blue, green);
        if (isArray && _texts.Contains(element))
            return new ComparedValue(ByBytes(blue), ByBytes(green), ValueKind.Other, false);
        if (isArray)
            return new ComparedValue(blue, green, ValueKind.Other, true);
        return kind == ValueKind.Text ? TextOf(blue, green, type) : new ComparedValue(blue, green, kind, true);
    }

    /// <summary>Under a nondeterministic collation 'a' may equal 'A'. Bytes don't.</summary>
    private static Sql ByBytes(Sql value) => $"({value} collate \"C\")";

    private static ComparedValue TextOf(Sql blue, Sql green, string type) =>
        type is "name" or "\"char\""
            ? ByText(blue, green)
            : new ComparedValue(ByBytes(blue), ByBytes(green), ValueKind.Text, true);

    private static ComparedValue ByText(Sql blue, Sql green) =>
        new(ByBytes($"cast({blue} as text)"), ByBytes($"cast({green} as text)"), ValueKind.Text, false);

    private static bool IsNumeric(ValueKind kind) =>
        kind is ValueKind.Whole or ValueKind.Exact or ValueKind.Approximate;

    /// <summary>
    /// A float that is compared with another type counts as the number that people see: its shortest decimal form.
    /// </summary>
    private static ComparedValue Numbers(Sql blue, ValueKind left, Sql green, ValueKind right)
    {
        static Sql Exact(Sql value, ValueKind kind) =>
            kind == ValueKind.Approximate ? (Sql)$"{value}::text::numeric" : $"{value}::numeric";
        return left == ValueKind.Approximate && right == ValueKind.Approximate
            ? new ComparedValue(
                $"{blue}::text::double precision",
                $"{green}::text::double precision",
                ValueKind.Approximate,
                false
            )
            : new ComparedValue(Exact(blue, left), Exact(green, right), ValueKind.Exact, false);
    }

    private static Sql AsUtc(Sql value, string type) =>
        type == "timestamp with time zone" ? (Sql)$"({value} at time zone 'UTC')" : $"{value}::timestamp";

    private static bool IsJson(string type) => type is "json" or "jsonb";
}
