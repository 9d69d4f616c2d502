namespace DataRelease.Configuration;

/// <summary>
/// A condition over a few variables, such as <c>green >= blue * 0.98 and green > 0</c>. It may contain numbers,
/// percentages (<c>5%</c> is 0.05), <c>+ - * /</c>, comparisons, <c>and or not</c>, <c>abs min max</c> and parentheses.
/// If a value is missing or not a number, the result is null, which is neither true nor false.
/// </summary>
public sealed class CheckExpression
{
    private readonly string _text;
    private readonly Func<IReadOnlyDictionary<string, ConditionValue?>, bool?> _condition;
    private readonly IReadOnlySet<string> _used;

    private CheckExpression(
        string text,
        Func<IReadOnlyDictionary<string, ConditionValue?>, bool?> condition,
        IReadOnlySet<string> used
    )
    {
        _text = text;
        _condition = condition;
        _used = used;
    }

    /// <summary>Parses a condition.</summary>
    /// <param name="text">The condition as in the file.</param>
    /// <param name="variables">The names of the variables that it may use.</param>
    /// <exception cref="ExpressionException">The text is no condition.</exception>
    public static CheckExpression Parse(string text, IReadOnlyList<string> variables)
    {
        var parser = new ExpressionParser(text, variables);
        var condition = parser.Condition();
        return new CheckExpression(text.Trim(), condition, parser.Used);
    }

    /// <summary>True if the condition uses the variable.</summary>
    public bool Uses(string variable) => _used.Contains(variable);

    /// <summary>The result; null if it can't be decided.</summary>
    /// <param name="values">The values of the variables. A missing or null variable has no value.</param>
    public bool? Holds(IReadOnlyDictionary<string, ConditionValue?> values) => _condition(values);

    /// <summary>The result for values that are doubles; null if it can't be decided.</summary>
    /// <param name="values">The values of the variables. A missing or null variable has no value.</param>
    public bool? Holds(IReadOnlyDictionary<string, double?> values) =>
        _condition(
            values.ToDictionary(
                pair => pair.Key,
                pair => pair.Value is { } number ? new ConditionValue(number, null) : (ConditionValue?)null
            )
        );

    /// <inheritdoc/>
    public override string ToString() => _text;
}

/// <summary>The error for a text in the configuration that can't be parsed.</summary>
/// <param name="At">The position of the error, from 0.</param>
/// <param name="What">What is wrong there.</param>
public sealed class ExpressionException(int At, string What) : Exception(What)
{
    /// <summary>The position of the error, from 0.</summary>
    public int At { get; } = At;
}
