using System.Globalization;

namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>The Jinja filters and tests that profiles use, and dbt's own filters.</summary>
internal static class JinjaFilters
{
    public static object? Apply(string name, object? value, JinjaCall call) =>
        name switch
        {
            "as_text" or "as_bool" or "as_number" or "as_native" => new JinjaMarked(name, JinjaValue.Text(value)),
            "default" or "d" => Default(value, call),
            "int" => Whole(value, call),
            "float" => (object?)Real(value) ?? call.Get(0, "default", 0.0),
            "string" => JinjaValue.Text(value),
            "bool" => throw Unknown(name),
            "title" => Title(JinjaValue.Text(value)),
            "trim" or "lower" or "upper" or "capitalize" or "replace" => JinjaMethods.Call(
                JinjaValue.Text(value),
                name == "trim" ? "strip" : name,
                call
            ),
            "length" or "count" => JinjaMethods.Length(value),
            "abs" => JinjaValue.Number(value) switch
            {
                long number => (object)Math.Abs(number),
                double number => Math.Abs(number),
                _ => throw new JinjaException(JinjaTrouble.Value, "'| abs' needs a number"),
            },
            "first" => JinjaMethods.Items(value).FirstOrDefault(new JinjaUndefined("the first of nothing")),
            "last" => JinjaMethods.Items(value).LastOrDefault(new JinjaUndefined("the last of nothing")),
            "join" => string.Join(
                JinjaValue.Text(call.Get(0, "d", "")),
                JinjaMethods.Items(value).Select(JinjaValue.Text)
            ),
            "list" => JinjaMethods.Items(value).ToList(),
            "safe" => JinjaValue.Text(value),
            "format" => JinjaFormat.Percent(
                JinjaValue.Text(value),
                call.Named.Count > 0 ? new Dictionary<string, object?>(call.Named) : call.Positional.ToList()
            ),
            "reverse" when JinjaValue.Plain(value) is string text => string.Concat(text.Reverse()),
            "reverse" => JinjaMethods.Items(value).Reverse().ToList(),
            "sort" => Sorted(value, call),
            "max" => Extreme(value, ">"),
            "min" => Extreme(value, "<"),
            "round" => Rounded(value, call),
            "truncate" => Truncated(JinjaValue.Text(value), call),
            "urlencode" => Uri.EscapeDataString(JinjaValue.Text(value)).Replace("%2F", "/", StringComparison.Ordinal),
            _ => throw Unknown(name),
        };

    public static bool Test(string name, object? value, JinjaCall call) =>
        name switch
        {
            "defined" => value is not JinjaUndefined,
            "undefined" => value is JinjaUndefined,
            "none" => value is null,
            "string" => value is string or JinjaMarked,
            "number" => value is long or double or bool,
            "integer" => value is long,
            "float" => value is double,
            "boolean" => value is bool,
            "true" => value is true,
            "false" => value is false,
            "mapping" => value is Dictionary<string, object?>,
            "sequence" => value is string or List<object?> or Dictionary<string, object?>,
            "lower" => JinjaMethods.Call(JinjaValue.Text(value), "islower", JinjaMethods.Nothing) is true,
            "upper" => JinjaMethods.Call(JinjaValue.Text(value), "isupper", JinjaMethods.Nothing) is true,
            "even" or "odd" or "divisibleby" when value is long number => name switch
            {
                "even" => number % 2 == 0,
                "odd" => number % 2 != 0,
                _ => call.Get(0, "num") is long by and not 0 && number % by == 0,
            },
            "eq" or "equalto" or "==" or "sameas" => JinjaValue.Same(value, call.Get(0, "other")),
            "ne" => !JinjaValue.Same(value, call.Get(0, "other")),
            "lt" or "lessthan" => JinjaValue.Compare("<", value, call.Get(0, "other")),
            "le" => JinjaValue.Compare("<=", value, call.Get(0, "other")),
            "gt" or "greaterthan" => JinjaValue.Compare(">", value, call.Get(0, "other")),
            "ge" => JinjaValue.Compare(">=", value, call.Get(0, "other")),
            "in" => JinjaValue.Compare("in", value, call.Get(0, "seq")),
            _ => throw new JinjaException(JinjaTrouble.Unsupported, $"the test 'is {name}' is not supported here"),
        };

    private static List<object?> Sorted(object? value, JinjaCall call)
    {
        var items = JinjaMethods.Items(value).ToList();
        var isExact = JinjaValue.IsTrue(call.Get(1, "case_sensitive", false));
        var comparer = Comparer<object?>.Create(
            (one, other) =>
                JinjaValue.Compare("<", Key(one), Key(other)) ? -1
                : JinjaValue.Compare(">", Key(one), Key(other)) ? 1
                : 0
        );
        var sorted = items.Order(comparer).ToList();
        if (JinjaValue.IsTrue(call.Get(0, "reverse", false)))
            sorted = [.. items.OrderDescending(comparer)];
        return sorted;

        object? Key(object? item) => !isExact && JinjaValue.Plain(item) is string text ? text.ToLowerInvariant() : item;
    }

    private static object? Extreme(object? value, string sign) =>
        JinjaMethods
            .Items(value)
            .Aggregate((object?)new JinjaUndefined("the extreme of nothing"), (best, item) =>
                best is JinjaUndefined || JinjaValue.Compare(sign, item, best) ? item : best
            );

    private static object Rounded(object? value, JinjaCall call)
    {
        if (JinjaValue.Number(value) is not { } number)
            throw new JinjaException(JinjaTrouble.Value, "'| round' needs a number");
        var real = Convert.ToDouble(number, CultureInfo.InvariantCulture);
        var places = call.Get(0, "precision", 0L) is long given ? (int)Math.Clamp(given, 0, 15) : 0;
        var scale = Math.Pow(10, places);
        return JinjaValue.Text(call.Get(1, "method", "common")) switch
        {
            "common" when number is long => number,
            "common" => Math.Round(real, places, MidpointRounding.ToEven),
            "ceil" => Math.Ceiling(real * scale) / scale,
            "floor" => Math.Floor(real * scale) / scale,
            _ => throw Unknown("round with that method"),
        };
    }

    private static string Truncated(string text, JinjaCall call)
    {
        var length = call.Get(0, "length", 255L) is long given ? (int)Math.Clamp(given, 0, int.MaxValue) : 255;
        var end = JinjaValue.Text(call.Get(2, "end", "..."));
        var leeway = call.Get(3, "leeway", 5L) is long extra ? extra : 5;
        if (text.Length <= length + leeway)
            return text;
        if (length < end.Length)
            throw new JinjaException(JinjaTrouble.Value, "'| truncate' needs room for its end");
        var cut = text[..(length - end.Length)];
        if (JinjaValue.IsTrue(call.Get(1, "killwords", false)))
            return cut + end;
        var blank = cut.LastIndexOf(' ');
        return (blank < 0 ? cut : cut[..blank]) + end;
    }

    private static object? Default(object? value, JinjaCall call) =>
        value is JinjaUndefined || (JinjaValue.IsTrue(call.Get(1, "boolean")) && !JinjaValue.IsTrue(value))
            ? call.Get(0, "default_value", "")
            : value;

    /// <summary>Jinja's <c>int</c>: a value that is no number becomes the filter's default.</summary>
    private static object? Whole(object? value, JinjaCall call)
    {
        var standard = call.Get(0, "default", 0L);
        if (value is JinjaUndefined undefined)
            throw undefined.Error();
        if (JinjaValue.Number(value) is { } number)
            return number is double real ? (object?)Cut(real) ?? standard : number;
        var text = JinjaValue.Text(value).Trim();
        var radix = call.Get(1, "base", 10L) is long given ? given : 10L;
        if (radix != 10)
        {
            var prefix = radix switch
            {
                16 => "0x",
                8 => "0o",
                2 => "0b",
                _ => throw Unknown("int with that base"),
            };
            var digits = text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
            try
            {
                return Convert.ToInt64(digits, (int)radix);
            }
            catch (Exception error) when (error is FormatException or ArgumentException or OverflowException)
            {
                return Real(text) is { } other ? (object?)Cut(other) ?? standard : standard;
            }
        }
        if (long.TryParse(Digits(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        return Real(text) is { } fraction ? (object?)Cut(fraction) ?? standard : standard;
    }

    /// <summary>
    /// Jinja's <c>title</c>. Its words begin after fewer characters than those of Python's method of the same name.
    /// </summary>
    private static string Title(string text)
    {
        var title = new System.Text.StringBuilder(text.Length);
        var begins = true;
        foreach (var character in text)
        {
            title.Append(begins ? char.ToUpperInvariant(character) : char.ToLowerInvariant(character));
            begins = char.IsWhiteSpace(character) || character is '-' or '(' or '{' or '[' or '<';
        }
        return title.ToString();
    }

    private static long? Cut(double value) =>
        double.IsFinite(value) && Math.Abs(value) < 9e18 ? (long)Math.Truncate(value) : null;

    private static double? Real(object? value)
    {
        if (JinjaValue.Number(value) is { } number)
            return Convert.ToDouble(number, CultureInfo.InvariantCulture);
        var text = Digits(JinjaValue.Text(value).Trim());
        return double.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out var real
        )
            ? real
            : null;
    }

    /// <summary>Removes <c>_</c> between digits, which Python allows.</summary>
    private static string Digits(string text) =>
        text.Length > 0
        && char.IsAsciiDigit(text[^1])
        && !text.Contains("__", StringComparison.Ordinal)
        && text[0] != '_'
            ? text.Replace("_", "", StringComparison.Ordinal)
            : text;

    private static JinjaException Unknown(string name) =>
        new(JinjaTrouble.Unsupported, $"the filter '{name}' is not supported here");
}
