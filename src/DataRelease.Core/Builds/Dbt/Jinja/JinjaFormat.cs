using System.Globalization;
using System.Text;

namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>Python's two ways to format a text, as far as profiles use them.</summary>
internal static class JinjaFormat
{
    /// <summary>Formats <c>'a_%s' % value</c>.</summary>
    public static string Percent(string text, object? values)
    {
        var list = values as List<object?> ?? [values];
        var (result, next) = (new StringBuilder(), 0);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                result.Append(text[at]);
                continue;
            }
            var name = at + 1 < text.Length && text[at + 1] == '(' ? Named(text, ref at) : null;
            var word = ++at < text.Length ? text[at] : throw Wrong("it ends with a percent sign");
            if (word == '%' && name is null)
            {
                result.Append('%');
                continue;
            }
            var value =
                name is not null ? (values as Dictionary<string, object?>)?.GetValueOrDefault(name)
                : next < list.Count ? list[next++]
                : throw Wrong("it needs more values");
            result.Append(
                word switch
                {
                    's' => JinjaValue.Text(value),
                    'd' or 'i' when JinjaValue.Number(value) is { } number => Whole(number),
                    'd' or 'i' => throw Wrong($"%{word} takes a number"),
                    _ => throw new JinjaException(
                        JinjaTrouble.Unsupported,
                        "only the placeholders %s and %d are supported"
                    ),
                }
            );
        }
        return next < list.Count && values is not Dictionary<string, object?>
            ? throw Wrong("it has fewer placeholders than values")
            : result.ToString();
    }

    /// <summary>Formats <c>'a_{}'.format(value)</c>.</summary>
    public static string Braces(string text, JinjaCall call)
    {
        var (result, next) = (new StringBuilder(), 0);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('{' or '}'))
            {
                result.Append(text[at]);
                continue;
            }
            if (at + 1 < text.Length && text[at + 1] == text[at])
            {
                result.Append(text[at++]);
                continue;
            }
            var end = text[at] == '{' ? text.IndexOf('}', at) : -1;
            if (end < 0)
                throw Wrong("it has a single brace; a literal brace is written twice");
            var name = text[(at + 1)..end];
            if (name.Length == 0)
                name = (next++).ToString(CultureInfo.InvariantCulture);
            result.Append(JinjaValue.Text(Argument(name, call)));
            at = end;
        }
        return result.ToString();
    }

    private static object? Argument(string name, JinjaCall call)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var at))
            return at < call.Positional.Count ? call.Positional[at] : throw Wrong("it needs more values");
        if (call.Named.TryGetValue(name, out var value))
            return value;
        throw name.All(character => char.IsLetterOrDigit(character) || character == '_')
            ? Wrong("it names a value that is not passed to it")
            : new JinjaException(JinjaTrouble.Unsupported, "only the placeholders {}, {0} and {name} are supported");
    }

    private static string Named(string text, ref int at)
    {
        var end = text.IndexOf(')', at);
        if (end < 0)
            throw Wrong("a name in it is not closed");
        var name = text[(at + 2)..end];
        at = end;
        return name;
    }

    private static string Whole(object number) =>
        number is double real
            ? Math.Truncate(real).ToString("F0", CultureInfo.InvariantCulture)
            : JinjaValue.Text(number is bool flag ? (flag ? 1L : 0L) : number);

    /// <summary>The error does not repeat the text, which may be a password.</summary>
    private static JinjaException Wrong(string why) => new(JinjaTrouble.Value, $"a text can't be formatted: {why}");
}
