using System.Runtime.CompilerServices;
using System.Text;

namespace DataRelease.Warehouses;

/// <summary>
/// A statement whose holes can't be injected into: written as an interpolated string, a
/// <see cref="RelationName"/> or <see cref="Identifier"/> in a hole is quoted by the dialect, a <see cref="SqlText"/>
/// becomes a literal, another <see cref="Sql"/> is spliced in, and anything else becomes a parameter.
/// <code>Sql sql = $"select count(*) from {relation} where {column} > {10}";</code>
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql
{
    private readonly List<object?> _parts = [];

    /// <summary>Called by the compiler for an interpolated string.</summary>
    public Sql(int literalLength, int formattedCount)
    {
        _ = literalLength;
        _parts.Capacity = (2 * formattedCount) + 1;
    }

    private Sql() { }

    /// <summary>No text at all.</summary>
    public static Sql Empty { get; } = new();

    /// <summary>
    /// SQL text that is trusted as it is: dbt's compiled code, a definition from the catalog, our own constants.
    /// </summary>
    public static Sql Raw(string text)
    {
        var sql = new Sql();
        sql._parts.Add(new Text(text));
        return sql;
    }

    /// <summary>
    /// A statement that was rendered earlier for the same dialect and stored. It can't be part of another statement,
    /// because its parameters are numbered.
    /// </summary>
    internal static Sql Kept(SqlStatement statement)
    {
        var sql = new Sql();
        sql._parts.Add(statement);
        return sql;
    }

    /// <summary>A phrase of the dialect that the statement will be rendered for.</summary>
    /// <example>
    /// <code>Sql sql = $"select {Sql.By(dialect => dialect.CountIf(condition))} from {relation}";</code>
    /// </example>
    public static Sql By(Func<Dialect, Sql> phrase)
    {
        var sql = new Sql();
        sql._parts.Add(new Phrase(phrase));
        return sql;
    }

    /// <summary>The items with <paramref name="separator"/> between them.</summary>
    public static Sql Join(string separator, IEnumerable<Sql> items)
    {
        var sql = new Sql();
        foreach (var item in items)
        {
            if (sql._parts.Count > 0)
                sql._parts.Add(new Text(separator));
            sql._parts.Add(item);
        }
        return sql;
    }

    /// <summary>Quoted identifiers with <paramref name="separator"/> between them.</summary>
    public static Sql Join(string separator, IEnumerable<Identifier> items) =>
        Join(separator, items.Select(item => (Sql)$"{item}"));

    /// <summary>Called by the compiler: literal text.</summary>
    public void AppendLiteral(string value) => _parts.Add(new Text(value));

    /// <summary>Called by the compiler: a quoted name.</summary>
    public void AppendFormatted(RelationName value) => _parts.Add(value);

    /// <summary>Called by the compiler: a quoted name.</summary>
    public void AppendFormatted(Identifier value) => _parts.Add(value);

    /// <summary>Called by the compiler: a literal.</summary>
    public void AppendFormatted(SqlText value) => _parts.Add(value);

    /// <summary>Called by the compiler: SQL spliced in.</summary>
    public void AppendFormatted(Sql value) => _parts.Add(value);

    /// <summary>Called by the compiler: a parameter.</summary>
    public void AppendFormatted(object? value) => _parts.Add(new Parameter(value));

    /// <summary>The same statement with its values written into its text, for a statement that has too many.</summary>
    /// <param name="literal">Writes a value, which may be null, as the engine reads it.</param>
    public Sql WithLiterals(Func<object?, Sql> literal)
    {
        var sql = new Sql();
        foreach (var part in _parts)
        {
            sql._parts.Add(
                part switch
                {
                    Parameter parameter => literal(parameter.Value),
                    Phrase phrase => new Phrase(dialect => phrase.Of(dialect).WithLiterals(literal)),
                    Sql nested => nested.WithLiterals(literal),
                    SqlStatement { Values: not [] } => throw new InvalidOperationException(
                        "a statement that was rendered has its values apart"
                    ),
                    _ => part,
                }
            );
        }
        return sql;
    }

    /// <summary>The command text and its parameters' values, for one dialect.</summary>
    public SqlStatement Render(Dialect dialect)
    {
        var text = new StringBuilder();
        var values = new List<object?>();
        Write(dialect, text, values);
        return new SqlStatement(text.ToString(), values);
    }

    private void Write(Dialect dialect, StringBuilder text, List<object?> values)
    {
        foreach (var part in _parts)
        {
            switch (part)
            {
                case Text literal:
                    text.Append(literal.Value);
                    break;
                case RelationName name:
                    text.Append(dialect.Quote(name));
                    break;
                case Identifier identifier:
                    text.Append(dialect.Quote(identifier.Value));
                    break;
                case SqlText literal:
                    text.Append(dialect.Literal(literal.Value));
                    break;
                case Sql nested:
                    nested.Write(dialect, text, values);
                    break;
                case Phrase phrase:
                    phrase.Of(dialect).Write(dialect, text, values);
                    break;
                case SqlStatement kept when text.Length == 0:
                    text.Append(kept.Text);
                    values.AddRange(kept.Values);
                    break;
                case Parameter parameter:
                    values.Add(parameter.Value);
                    text.Append(dialect.Parameter(values.Count));
                    break;
                default:
                    throw new InvalidOperationException($"unexpected part {part}");
            }
        }
    }

    private sealed record Text(string Value);

    private sealed record Parameter(object? Value);

    private sealed record Phrase(Func<Dialect, Sql> Of);
}

/// <summary>A command as the driver gets it.</summary>
/// <param name="Text">With the dialect's parameter markers; safe to log.</param>
/// <param name="Values">In the order of the markers; never logged.</param>
public sealed record SqlStatement(string Text, IReadOnlyList<object?> Values);
