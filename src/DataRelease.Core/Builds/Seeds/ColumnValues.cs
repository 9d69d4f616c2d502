using DataRelease.Warehouses;

namespace DataRelease.Builds.Seeds;

/// <summary>What a column of a seed holds.</summary>
/// <param name="Type">Its SQL type.</param>
/// <param name="Values">A row each, as the engine is to read them; null for NULL.</param>
/// <param name="HasOffsets">True if values of a type without time zone carry offsets from UTC.</param>
internal sealed record ColumnValues(string Type, IReadOnlyList<string?> Values, bool HasOffsets = false);

/// <summary>Tells the types of columns.</summary>
/// <param name="dialect">Has their names.</param>
/// <param name="nullWords">What stands for NULL, whatever its case.</param>
internal abstract class ColumnTyping(Dialect dialect, IReadOnlyList<string> nullWords)
{
    private readonly HashSet<string> _nullWords = new(nullWords, StringComparer.OrdinalIgnoreCase);

    /// <summary>The engine's names of types.</summary>
    protected Dialect Dialect { get; } = dialect;

    /// <summary>A column whose type is told by its values.</summary>
    /// <param name="values">A row each; null where the row is too short.</param>
    public abstract ColumnValues Infer(IReadOnlyList<string?> values);

    /// <summary>A column whose type is declared: the engine reads the text.</summary>
    /// <param name="type">SQL.</param>
    /// <param name="values">A row each; null where the row is too short.</param>
    public ColumnValues Declared(string type, IReadOnlyList<string?> values) =>
        new(type, [.. values.Select(value => IsNull(value) ? null : value)]);

    /// <summary>Text as it stands.</summary>
    protected ColumnValues AsText(IReadOnlyList<string?> values) => Declared(Dialect.TypeOf(PlainType.Text), values);

    /// <summary>Each value through a function; null stays NULL.</summary>
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

    /// <summary>True for what stands for NULL, blanks around it aside.</summary>
    protected bool IsNull(string? value) => value is null || _nullWords.Contains(PythonText.Strip(value));

    /// <summary>The values that are not NULL, without blanks around them.</summary>
    protected IEnumerable<string> Present(IReadOnlyList<string?> values) =>
        values.Where(value => !IsNull(value)).Select(value => PythonText.Strip(value!));
}
