using System.Text;

namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>The methods of Python's texts and mappings that profiles use.</summary>
internal static class JinjaMethods
{
    public static JinjaCall Nothing { get; } = new([], new Dictionary<string, object?>());

    public static object? Call(object? on, string name, JinjaCall call)
    {
        if (on is JinjaUndefined undefined)
            throw undefined.Error();
        if (on is Dictionary<string, object?> map && name == "get")
            return map.TryGetValue(Argument(0), out var found) ? found : call.Get(1, "default");
        if (JinjaValue.Plain(on) is not string text)
            throw new JinjaException(
                JinjaTrouble.Unsupported,
                $"the method '{name}' of a {JinjaValue.Kind(on)} is not supported here"
            );
        return name switch
        {
            "upper" => text.ToUpperInvariant(),
            "lower" => text.ToLowerInvariant(),
            "strip" => Strip(text, call, left: true, right: true),
            "lstrip" => Strip(text, call, left: true, right: false),
            "rstrip" => Strip(text, call, left: false, right: true),
            "replace" => Replace(text, Argument(0), Argument(1), call.Get(2, "count")),
            "startswith" => text.StartsWith(Argument(0), StringComparison.Ordinal),
            "endswith" => text.EndsWith(Argument(0), StringComparison.Ordinal),
            "removeprefix" => text.StartsWith(Argument(0), StringComparison.Ordinal)
                ? text[Argument(0).Length..]
                : text,
            "removesuffix" => Argument(0).Length > 0 && text.EndsWith(Argument(0), StringComparison.Ordinal)
                ? text[..^Argument(0).Length]
                : text,
            "split" => Split(text, call),
            "rsplit" => SplitFromEnd(text, call),
            "partition" => Cut(text, text.IndexOf(Argument(0), StringComparison.Ordinal), Argument(0).Length, false),
            "rpartition" => Cut(
                text,
                text.LastIndexOf(Argument(0), StringComparison.Ordinal),
                Argument(0).Length,
                true
            ),
            "format" => JinjaFormat.Braces(text, call),
            "casefold" => text.ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal),
            "swapcase" => string.Concat(
                text.Select(letter =>
                    char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)
                )
            ),
            "index" => text.IndexOf(Argument(0), StringComparison.Ordinal) is var place and >= 0
                ? (long)place
                : throw new JinjaException(JinjaTrouble.Value, "'index' finds nothing"),
            "join" => string.Join(text, Items(call.Get(0, "iterable")).Select(JinjaValue.Text)),
            "capitalize" => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant(),
            "title" => Title(text),
            "zfill" => Fill(text, call.Get(0, "width")),
            "find" => (long)text.IndexOf(Argument(0), StringComparison.Ordinal),
            "count" => Argument(0).Length == 0
                ? text.Length + 1L
                : (text.Length - text.Replace(Argument(0), "", StringComparison.Ordinal).Length)
                    / (long)Argument(0).Length,
            "isdigit" or "isnumeric" or "isdecimal" => text.Length > 0 && text.All(char.IsDigit),
            "isalpha" => text.Length > 0 && text.All(char.IsLetter),
            "isalnum" => text.Length > 0 && text.All(char.IsLetterOrDigit),
            "islower" => text.Any(char.IsLower) && !text.Any(char.IsUpper),
            "isupper" => text.Any(char.IsUpper) && !text.Any(char.IsLower),
            _ => throw new JinjaException(JinjaTrouble.Unsupported, $"the method '{name}' is not supported here"),
        };

        string Argument(int at) =>
            at < call.Positional.Count
                ? JinjaValue.Text(call.Positional[at])
                : throw new JinjaException(JinjaTrouble.Syntax, $"'{name}' needs {at + 1} arguments");
    }

    public static object Length(object? value) =>
        JinjaValue.Plain(value) switch
        {
            string text => (long)text.Length,
            List<object?> list => (long)list.Count,
            Dictionary<string, object?> map => (long)map.Count,
            JinjaUndefined => 0L,
            _ => throw new JinjaException(JinjaTrouble.Value, $"a {JinjaValue.Kind(value)} has no length"),
        };

    public static IEnumerable<object?> Items(object? value) =>
        JinjaValue.Plain(value) switch
        {
            string text => text.Select(character => (object?)$"{character}"),
            List<object?> list => list,
            Dictionary<string, object?> map => map.Keys,
            JinjaUndefined => [],
            _ => throw new JinjaException(JinjaTrouble.Value, $"a {JinjaValue.Kind(value)} has no items"),
        };

    private static string Strip(string text, JinjaCall call, bool left, bool right)
    {
        var characters = call.Get(0, "chars") is { } given ? JinjaValue.Text(given).ToCharArray() : null;
        if (left)
            text = characters is null ? text.TrimStart() : text.TrimStart(characters);
        if (right)
            text = characters is null ? text.TrimEnd() : text.TrimEnd(characters);
        return text;
    }

    private static string Replace(string text, string old, string by, object? count)
    {
        if (count is not long most || most < 0)
            return old.Length == 0
                ? by + string.Concat(text.Select(character => character + by))
                : text.Replace(old, by, StringComparison.Ordinal);
        var result = new StringBuilder();
        var at = 0;
        for (; most > 0 && old.Length > 0; most--)
        {
            var found = text.IndexOf(old, at, StringComparison.Ordinal);
            if (found < 0)
                break;
            result.Append(text, at, found - at).Append(by);
            at = found + old.Length;
        }
        return result.Append(text, at, text.Length - at).ToString();
    }

    private static List<object?> Split(string text, JinjaCall call)
    {
        var most = call.Get(1, "maxsplit") is long given && given >= 0 ? (int)given + 1 : int.MaxValue;
        if (call.Get(0, "sep") is { } separator)
            return [.. text.Split(JinjaValue.Text(separator), most, StringSplitOptions.None)];
        return [.. text.Split((char[]?)null, most, StringSplitOptions.RemoveEmptyEntries)];
    }

    private static List<object?> SplitFromEnd(string text, JinjaCall call)
    {
        var parts = Split(text, new JinjaCall([call.Get(0, "sep")], Nothing.Named));
        if (call.Get(1, "maxsplit") is not long most || most < 0 || parts.Count <= most + 1)
            return parts;
        if (call.Get(0, "sep") is not { } separator)
            throw new JinjaException(JinjaTrouble.Unsupported, "'rsplit' at blanks with a limit is not supported here");
        var kept = parts.Count - (int)most;
        return [string.Join(JinjaValue.Text(separator), parts.Take(kept).Select(JinjaValue.Text)), .. parts.Skip(kept)];
    }

    private static List<object?> Cut(string text, int at, int length, bool isLast) =>
        at >= 0 ? [text[..at], text.Substring(at, length), text[(at + length)..]]
        : isLast ? ["", "", text]
        : [text, "", ""];

    private static string Title(string text)
    {
        var title = new StringBuilder(text.Length);
        var inWord = false;
        foreach (var character in text)
        {
            title.Append(inWord ? char.ToLowerInvariant(character) : char.ToUpperInvariant(character));
            inWord = char.IsLetter(character);
        }
        return title.ToString();
    }

    private static string Fill(string text, object? width)
    {
        if (width is not long wanted)
            throw new JinjaException(JinjaTrouble.Value, "'zfill' needs a width");
        var missing = (int)Math.Clamp(wanted - text.Length, 0, 10_000);
        return text is ['+' or '-', .. var rest]
            ? text[..1] + new string('0', missing) + rest
            : new string('0', missing) + text;
    }
}
