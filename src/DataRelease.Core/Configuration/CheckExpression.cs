namespace DataRelease.Configuration;

/// <summary>
/// A condition over a few variables, such as <c>green >= blue * 0.98 and green > 0</c>: numbers, percentages (<c>5%</c>
/// is 0.05), <c>+ - * /</c>, comparisons, <c>and or not</c>, <c>abs min max</c>, parentheses. What can't be said, since
/// a value is missing or not a number, is null: not true and not false.
/// </summary>
public sealed class CheckExpression
{
    private readonly string _text;
    private readonly Func<IReadOnlyDictionary<string, double?>, bool?> _condition;
    private readonly IReadOnlySet<string> _used;

    private CheckExpression(
        string text,
        Func<IReadOnlyDictionary<string, double?>, bool?> condition,
        IReadOnlySet<string> used
    )
    {
        _text = text;
        _condition = condition;
        _used = used;
    }

    /// <summary>Parses a condition.</summary>
    /// <param name="text">As in the file.</param>
    /// <param name="variables">Names that it may use.</param>
    /// <exception cref="ExpressionException">It can't be read.</exception>
    public static CheckExpression Parse(string text, IReadOnlyList<string> variables)
    {
        var parser = new ExpressionParser(text, variables);
        var condition = parser.Condition();
        return new CheckExpression(text.Trim(), condition, parser.Used);
    }

    /// <summary>True if the variable has a part in it.</summary>
    public bool Uses(string variable) => _used.Contains(variable);

    /// <summary>Whether it holds; null if that can't be said.</summary>
    /// <param name="values">Variables; one that is missing or null has no value.</param>
    public bool? Holds(IReadOnlyDictionary<string, double?> values) => _condition(values);

    /// <inheritdoc/>
    public override string ToString() => _text;
}

/// <summary>A text of the configuration that can't be read.</summary>
/// <param name="At">Characters before the place, from 0.</param>
/// <param name="What">What is wrong there.</param>
public sealed class ExpressionException(int At, string What) : Exception(What)
{
    /// <summary>Characters before the place, from 0.</summary>
    public int At { get; } = At;
}
