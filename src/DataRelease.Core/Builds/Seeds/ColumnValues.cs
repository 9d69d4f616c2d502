using DataRelease.Warehouses;

namespace DataRelease.Builds.Seeds;

/// <summary>The content of a seed's column.</summary>
/// <param name="Type">The SQL type.</param>
/// <param name="Values">One value for each row, in the form that the engine parses; null for NULL.</param>
/// <param name="HasOffsets">True if values of a type without a time zone have offsets from UTC.</param>
internal sealed record ColumnValues(string Type, IReadOnlyList<string?> Values, bool HasOffsets = false);

/// <summary>Infers the types of columns.</summary>
/// <param name="dialect">The dialect, which has the types' names.</param>
/// <param name="nullWords">Texts that stand for NULL, in any case.</param>
internal abstract class ColumnTyping(Dialect dialect, IReadOnlyList<string> nullWords)
{
    private readonly HashSet<string> _nullWords = new(nullWords, StringComparer.OrdinalIgnoreCase);

    /// <summary>The dialect, which has the types' names.</summary>
    protected Dialect Dialect { get; } = dialect;

    /// <summary>A column whose type is inferred from its values.</summary>
    /// <param name="values">One value for each row; null if the row is too short.</param>
    public abstract ColumnValues Infer(IReadOnlyList<string?> values);

    /// <summary>A column with a declared type. The engine parses the texts.</summary>
    /// <param name="type">The SQL type.</param>
    /// <param name="values">One value for each row; null if the row is too short.</param>
    public ColumnValues Declared(string type, IReadOnlyList<string?> values) =>
        new(type, [.. values.Select(value => IsNull(value) ? null : value)]);

    /// <summary>A column of unchanged texts.</summary>
    protected ColumnValues AsText(IReadOnlyList<string?> values) => Declared(Dialect.TypeOf(PlainType.Text), values);

    /// <summary>A column whose values a function converts. Null stays NULL.</summary>
    protected ColumnValues As(
        PlainType kind,
        IReadOnlyList<string?> values,
        Func<string, string?> write,
        bool hasOffsets = false
    ) =>
        new(
            Dialect.TypeOf(kind),
            [.. values.Select(value => IsNull(value) ? null : write(PythonText.Strip(value!)))],
            hasOffsets
        );

    /// <summary>True for a text that stands for NULL, ignoring blanks around it.</summary>
    protected bool IsNull(string? value) => value is null || _nullWords.Contains(PythonText.Strip(value));

    /// <summary>The values that are not NULL, without blanks around them.</summary>
    protected IEnumerable<string> Present(IReadOnlyList<string?> values) =>
        values.Where(value => !IsNull(value)).Select(value => PythonText.Strip(value!));
}
