using System.Globalization;
using Values = System.Collections.Generic.IReadOnlyDictionary<string, DataRelease.Configuration.ConditionValue?>;

namespace DataRelease.Configuration;

/// <summary>
/// Parses the grammar of <see cref="CheckExpression"/> by recursive descent, and checks types while it does.
/// </summary>
internal sealed class ExpressionParser(string text, IReadOnlyList<string> variables)
{
    /// <summary>The deepest nesting. Nobody writes deeper conditions, and the stack allows it.</summary>
    private const int MaxDepth = 100;

    private static readonly string[] _comparisons = ["<=", ">=", "<>", "!=", "==", "<", ">", "="];
    private static readonly string[] _words = ["and", "or", "not"];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private int _at;
    private int _depth;

    public IReadOnlySet<string> Used => _used;

    /// <summary>Parses the whole text as a condition.</summary>
    public Func<Values, bool?> Condition()
    {
        var start = Skip();
        if (_at == text.Length)
            throw new ExpressionException(start, "there is no condition");
        var part = Either();
        if (Skip() < text.Length)
            throw Unexpected();
        return part.Condition
            ?? throw new ExpressionException(start, "it is a number, not a condition; compare it with something");
    }

    private Part Either()
    {
        var left = Both();
        while (Word("or") is { } at)
        {
            var (first, second) = (Truth(left), Truth(Both()));
            left = new Part(
                at,
                values =>
                    (first(values), second(values)) switch
                    {
                        (true, _) or (_, true) => true,
                        (false, false) => false,
                        _ => null,
                    },
                null
            );
        }
        return left;
    }

    private Part Both()
    {
        var left = Not();
        while (Word("and") is { } at)
        {
            var (first, second) = (Truth(left), Truth(Not()));
            left = new Part(
                at,
                values =>
                    (first(values), second(values)) switch
                    {
                        (false, _) or (_, false) => false,
                        (true, true) => true,
                        _ => null,
                    },
                null
            );
        }
        return left;
    }

    private Part Not()
    {
        if (Word("not") is not { } at)
            return Comparison();
        var inner = Deeper(Not);
        var truth = Truth(inner);
        return new Part(at, values => !truth(values), null);
    }

    private Part Comparison()
    {
        var left = Sum();
        Skip();
        if (
            _comparisons.FirstOrDefault(sign => string.CompareOrdinal(text, _at, sign, 0, sign.Length) == 0)
            is not { } sign
        )
            return left;
        var at = _at;
        _at += sign.Length;
        var (first, second) = (Number(left), Number(Sum()));
        return new Part(
            at,
            values =>
                (first(values), second(values)) is ({ } x, { } y) && x.CompareWith(y) is { } order
                    ? sign switch
                    {
                        "<" => order < 0,
                        "<=" => order <= 0,
                        ">" => order > 0,
                        ">=" => order >= 0,
                        "=" or "==" => order == 0,
                        _ => order != 0,
                    }
                    : null,
            null
        );
    }

    private Part Sum()
    {
        var left = Product();
        while (Sign('+', '-') is var (sign, at))
        {
            var (first, second) = (Number(left), Number(Product()));
            left = new Part(
                at,
                null,
                sign == '+' ? values => first(values) + second(values) : values => first(values) - second(values)
            );
        }
        return left;
    }

    private Part Product()
    {
        var left = Primary();
        while (Sign('*', '/') is var (sign, at))
        {
            var (first, second) = (Number(left), Number(Primary()));
            left = new Part(
                at,
                null,
                sign == '*' ? values => first(values) * second(values) : values => first(values) / second(values)
            );
        }
        return left;
    }

    private Part Primary()
    {
        var at = Skip();
        if (Sign('-') is not null)
        {
            var inner = Number(Deeper(Primary));
            return new Part(at, null, values => -inner(values));
        }
        if (Sign('(') is not null)
        {
            var inner = Deeper(Either);
            Close();
            return inner with { At = at };
        }
        if (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
            return Literal();
        var end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        if (end == at)
            throw Unexpected();
        return Name(at, end);
    }

    private Part Literal()
    {
        var at = _at;
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
            _at++;
        if (
            !double.TryParse(text[at.._at], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rough)
        )
            throw new ExpressionException(at, $"'{text[at.._at]}' is not a number");
        // Of more digits than a decimal has, the last ones are dropped.
        var number = new ConditionValue(
            rough,
            _at - at <= 28
            && decimal.TryParse(
                text[at.._at],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var exact
            )
                ? exact
                : null
        );
        if (_at < text.Length && text[_at] == '%')
        {
            _at++;
            number /= new ConditionValue(100, 100);
        }
        return new Part(at, null, _ => number);
    }

    private Part Name(int at, int end)
    {
        var name = text[at..end];
        if (_words.Contains(name))
            throw Unexpected();
        _at = end;
        if (Skip() < text.Length && text[_at] == '(')
            return Call(at, name);
        if (!variables.Contains(name))
        {
            var near = ConfigValues.Nearest(name, variables);
            throw new ExpressionException(
                at,
                $"there is no '{name}' here"
                    + (near is null ? $"; known: {string.Join(", ", variables)}" : $", did you mean '{near}'?")
            );
        }
        _used.Add(name);
        return new Part(at, null, values => values.GetValueOrDefault(name));
    }

    private Part Call(int at, string name)
    {
        var wanted = name switch
        {
            "abs" => 1,
            "min" or "max" => 2,
            _ => throw new ExpressionException(at, $"there is no function '{name}'; known: abs, min, max"),
        };
        _at++;
        var arguments = new List<Func<Values, ConditionValue?>>();
        do arguments.Add(Number(Deeper(Either)));
        while (Sign(',') is not null);
        Close();
        if (arguments.Count != wanted)
            throw new ExpressionException(
                at,
                $"{name} takes {wanted} value{(wanted == 1 ? "" : "s")}, not {arguments.Count}"
            );
        return new Part(at, null, values =>
        {
            if (arguments[0](values) is not { } first)
                return null;
            if (name == "abs")
                return first.Absolute();
            if (arguments[1](values) is not { } second)
                return null;
            // What is no number stays none.
            if (first.CompareWith(second) is not { } order)
                return double.IsNaN(first.Approximate) ? first : second;
            return (name == "min") == (order <= 0) ? first : second;
        });
    }

    private Part Deeper(Func<Part> read)
    {
        if (++_depth > MaxDepth)
            throw new ExpressionException(_at, $"it is nested deeper than {MaxDepth} levels");
        var part = read();
        _depth--;
        return part;
    }

    private static Func<Values, bool?> Truth(Part part) =>
        part.Condition ?? throw new ExpressionException(part.At, "this is a number, where a condition is needed");

    private static Func<Values, ConditionValue?> Number(Part part) =>
        part.Number ?? throw new ExpressionException(part.At, "this is a condition, where a number is needed");

    private void Close()
    {
        if (Sign(')') is null)
            throw Skip() < text.Length ? Unexpected() : new ExpressionException(text.Length, "a ')' is missing");
    }

    private ExpressionException Unexpected() =>
        _at >= text.Length
            ? new ExpressionException(text.Length, "it ends too early")
            : new ExpressionException(_at, $"'{text[_at..].Split(' ')[0]}' is not expected there");

    private int Skip()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        return _at;
    }

    private (char Sign, int At)? Sign(params ReadOnlySpan<char> signs)
    {
        var at = Skip();
        if (at >= text.Length || !signs.Contains(text[at]))
            return null;
        _at++;
        return (text[at], at);
    }

    private int? Word(string word)
    {
        var at = Skip();
        var end = at + word.Length;
        if (
            string.CompareOrdinal(text, at, word, 0, word.Length) != 0
            || (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        )
            return null;
        _at = end;
        return at;
    }

    /// <summary>A parsed part: either a condition or a number.</summary>
    private sealed record Part(int At, Func<Values, bool?>? Condition, Func<Values, ConditionValue?>? Number);
}
