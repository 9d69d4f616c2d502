using System.Globalization;

namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>Python's values: texts, whole and real numbers, booleans, None, lists and mappings.</summary>
internal static class JinjaValue
{
    /// <summary>Python's <c>str()</c>.</summary>
    public static string Text(object? value) =>
        value switch
        {
            null => "None",
            string text => text,
            bool flag => flag ? "True" : "False",
            long number => number.ToString(CultureInfo.InvariantCulture),
            double number => Real(number),
            JinjaMarked marked => marked.Text,
            JinjaUndefined => "",
            List<object?> list => $"[{string.Join(", ", list.Select(Shown))}]",
            Dictionary<string, object?> map =>
                $"{{{string.Join(", ", map.Select(pair => $"{Shown(pair.Key)}: {Shown(pair.Value)}"))}}}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    /// <summary>Python's <c>bool()</c>.</summary>
    public static bool IsTrue(object? value) =>
        value switch
        {
            null or JinjaUndefined => false,
            bool flag => flag,
            long number => number != 0,
            double number => number != 0,
            string text => text.Length > 0,
            JinjaMarked marked => marked.Text.Length > 0,
            List<object?> list => list.Count > 0,
            Dictionary<string, object?> map => map.Count > 0,
            _ => true,
        };

    /// <summary>The value as a number, with a boolean as one or zero; otherwise null.</summary>
    public static object? Number(object? value) =>
        value switch
        {
            long or double => value,
            bool flag => flag ? 1L : 0L,
            _ => null,
        };

    public static object? Item(object? on, object? index) =>
        (on, index) switch
        {
            (string text, long at) when Place(at, text.Length) is { } place => text.Substring(place, 1),
            (JinjaMarked marked, _) => Item(marked.Text, index),
            (List<object?> list, long at) when Place(at, list.Count) is { } place => list[place],
            (Dictionary<string, object?> map, _) when map.TryGetValue(Text(index), out var found) => found,
            (JinjaUndefined undefined, _) => throw undefined.Error(),
            _ => new JinjaUndefined($"[{Text(index)}]"),
        };

    public static object? Slice(object? on, object? from, object? to)
    {
        if (on is JinjaMarked marked)
            on = marked.Text;
        var length = on switch
        {
            string text => text.Length,
            List<object?> list => list.Count,
            _ => throw new JinjaException(JinjaTrouble.Value, "only a text or a list has parts"),
        };
        var (start, end) = (Bound(from, 0), Math.Max(Bound(from, 0), Bound(to, length)));
        return on is string whole ? whole[start..end] : ((List<object?>)on).GetRange(start, end - start);

        int Bound(object? value, int standard) =>
            value is not long at ? standard : (int)Math.Clamp(at < 0 ? at + length : at, 0, length);
    }

    public static object? Calculate(string sign, object? left, object? right)
    {
        if (sign == "+" && Plain(left) is string one && Plain(right) is string other)
            return one + other;
        if (sign == "+" && left is List<object?> some && right is List<object?> more)
            return some.Concat(more).ToList();
        if (sign == "*" && Plain(left) is string text && Number(right) is long times)
            return Repeated(text, times);
        if (sign == "*" && Plain(right) is string after && Number(left) is long before)
            return Repeated(after, before);
        if (sign == "%" && Plain(left) is string format)
            return JinjaFormat.Percent(format, right);
        if (Number(left) is not { } first || Number(right) is not { } second)
            throw new JinjaException(
                JinjaTrouble.Value,
                $"'{sign}' can't join a {Kind(left)} and a {Kind(right)}; use ~ for texts"
            );
        try
        {
            return first is long whole && second is long by
                ? Whole(sign, whole, by)
                : Real(
                    sign,
                    Convert.ToDouble(first, CultureInfo.InvariantCulture),
                    Convert.ToDouble(second, CultureInfo.InvariantCulture)
                );
        }
        catch (Exception error) when (error is OverflowException or DivideByZeroException)
        {
            throw new JinjaException(JinjaTrouble.Value, $"'{sign}' has no result here");
        }
    }

    public static bool Compare(string sign, object? left, object? right)
    {
        (left, right) = (Plain(left), Plain(right));
        return sign switch
        {
            "==" => Same(left, right),
            "!=" => !Same(left, right),
            "in" => IsIn(left, right),
            "not in" => !IsIn(left, right),
            _ => Order(left, right) is var order
                && sign switch
                {
                    "<" => order < 0,
                    "<=" => order <= 0,
                    ">" => order > 0,
                    _ => order >= 0,
                },
        };
    }

    public static bool Same(object? left, object? right) =>
        (Plain(left), Plain(right)) switch
        {
            (List<object?> one, List<object?> other) => one.Count == other.Count
                && one.Zip(other).All(pair => Same(pair.First, pair.Second)),
            var (one, other) when Number(one) is { } first && Number(other) is { } second => Convert
                .ToDouble(first, CultureInfo.InvariantCulture)
                .Equals(Convert.ToDouble(second, CultureInfo.InvariantCulture)),
            var (one, other) => Equals(one, other),
        };

    /// <summary>The type's name, for messages.</summary>
    public static string Kind(object? value) =>
        value switch
        {
            null => "none",
            string or JinjaMarked => "text",
            bool => "truth value",
            long or double => "number",
            JinjaUndefined => "missing value",
            List<object?> => "list",
            _ => "mapping",
        };

    public static object? Plain(object? value) => value is JinjaMarked marked ? marked.Text : value;

    /// <summary>Python's <c>repr()</c> inside lists.</summary>
    private static string Shown(object? value) =>
        Plain(value) is string text
            ? text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal)
                ? $"\"{text}\""
                : $"'{Escaped(text)}'"
            : Text(value);

    private static string Repeated(string text, long times) =>
        string.Concat(Enumerable.Repeat(text, (int)Math.Clamp(times, 0, 10_000)));

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    private static string Real(double number)
    {
        if (double.IsNaN(number))
            return "nan";
        if (double.IsInfinity(number))
            return number > 0 ? "inf" : "-inf";
        var size = Math.Abs(number);
        if (size is > 0 and (< 1e-4 or >= 1e16))
        {
            var text = number.ToString("E16", CultureInfo.InvariantCulture);
            var shortest = number.ToString("R", CultureInfo.InvariantCulture);
            var at = shortest.IndexOf('E', StringComparison.Ordinal);
            return at < 0 ? text : $"{shortest[..at]}e{shortest[at + 1]}{shortest[(at + 2)..].PadLeft(2, '0')}";
        }
        var plain = number.ToString("R", CultureInfo.InvariantCulture);
        return plain.Contains('.', StringComparison.Ordinal) || plain.Contains('E', StringComparison.Ordinal)
            ? plain
            : $"{plain}.0";
    }

    private static int? Place(long at, int length)
    {
        var place = at < 0 ? at + length : at;
        return place >= 0 && place < length ? (int)place : null;
    }

    private static object Whole(string sign, long left, long right) =>
        sign switch
        {
            "+" => (object)checked(left + right),
            "-" => checked(left - right),
            "*" => checked(left * right),
            "/" => right == 0 ? throw new DivideByZeroException() : (double)left / right,
            "//" => (long)Math.Floor((decimal)left / right),
            "%" => left - (right * (long)Math.Floor((decimal)left / right)),
            "**" when right >= 0 => (long)checked((decimal)Math.Pow(left, right)),
            "**" => Math.Pow(left, right),
            _ => throw new JinjaException(JinjaTrouble.Unsupported, $"the operator '{sign}' is not supported here"),
        };

    private static double Real(string sign, double left, double right) =>
        sign switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => right == 0 ? throw new DivideByZeroException() : left / right,
            "//" => right == 0 ? throw new DivideByZeroException() : Math.Floor(left / right),
            "%" => right == 0 ? throw new DivideByZeroException() : left - (right * Math.Floor(left / right)),
            "**" => Math.Pow(left, right),
            _ => throw new JinjaException(JinjaTrouble.Unsupported, $"the operator '{sign}' is not supported here"),
        };

    private static bool IsIn(object? left, object? right) =>
        (left, right) switch
        {
            (string part, string whole) => whole.Contains(part, StringComparison.Ordinal),
            (_, List<object?> list) => list.Exists(item => Same(item, left)),
            (_, Dictionary<string, object?> map) => left is string key && map.ContainsKey(key),
            (_, JinjaUndefined) => false,
            _ => throw new JinjaException(JinjaTrouble.Value, $"'in' can't look into a {Kind(right)}"),
        };

    private static int Order(object? left, object? right) =>
        (left, right) switch
        {
            (string one, string other) => string.CompareOrdinal(one, other),
            _ when Number(left) is { } first && Number(right) is { } second => Convert
                .ToDouble(first, CultureInfo.InvariantCulture)
                .CompareTo(Convert.ToDouble(second, CultureInfo.InvariantCulture)),
            _ => throw new JinjaException(
                JinjaTrouble.Value,
                $"a {Kind(left)} and a {Kind(right)} have no order; use | int"
            ),
        };
}

/// <summary>
/// The result of dbt's filters as_text, as_bool, as_number and as_native: a text that knows its final type.
/// </summary>
internal sealed record JinjaMarked(string Filter, string Text)
{
    /// <summary>The value in its final type, for an expression that stands alone.</summary>
    public object? Native()
    {
        if (Filter == "as_text")
            return Text;
        var value = Literal(Text.Trim(' ', '\t'));
        return Filter switch
        {
            "as_number" when value is not (long or double) => throw Wrong("a number"),
            "as_bool" when value is not bool => Text.ToLowerInvariant() switch
            {
                // dbt takes only True and False. A package has no dbt that could complain, and the meaning is clear.
                "true" or "yes" or "on" => true,
                "false" or "no" or "off" => false,
                _ => throw Wrong("true or false"),
            },
            _ => value,
        };
    }

    private JinjaException Wrong(string what) => new(JinjaTrouble.Value, $"a value of '| {Filter}' is not {what}");

    /// <summary>
    /// Python's literal_eval for values that a profile may contain; the text itself if it is no literal.
    /// </summary>
    private object? Literal(string text)
    {
        var (sign, rest) = text switch
        {
            ['-', .. var after] => (-1, after.Trim()),
            ['+', .. var after] => (1, after.Trim()),
            _ => (0, text),
        };
        if (rest.Length > 0 && (char.IsAsciiDigit(rest[0]) || rest[0] == '.') && IsNumber(rest))
        {
            var plain = rest.Replace("_", "", StringComparison.Ordinal);
            var isWhole = plain.All(char.IsAsciiDigit);
            // Python allows no leading zeros in a whole number.
            if (isWhole && plain.Length > 1 && plain[0] == '0' && plain.Any(digit => digit != '0'))
                return Text;
            if (isWhole && long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
                return sign < 0 ? -whole : whole;
            if (double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var real))
                return sign < 0 ? -real : real;
            return Text;
        }
        return text switch
        {
            "True" => true,
            "False" => false,
            "None" => null,
            ['\'' or '"', .., var last]
                when last == text[0]
                    && !text[1..^1].Contains(last, StringComparison.Ordinal)
                    && !text.Contains('\\', StringComparison.Ordinal) => text[1..^1],
            _ => Text,
        };
    }

    private static bool IsNumber(string text) =>
        text.All(character => char.IsAsciiDigit(character) || character is '.' or 'e' or 'E' or '_' or '+' or '-')
        && !text.EndsWith('_')
        && !text.Contains("__", StringComparison.Ordinal);
}
