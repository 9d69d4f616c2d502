using System.Globalization;
using System.Text;

namespace DataRelease.Builds.Dbt.Jinja;

/// <summary>The kind of a token in an expression.</summary>
internal enum JinjaTokenKind
{
    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A quoted text, unescaped.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>An operator or bracket.</summary>
    Sign,

    /// <summary>The end of the expression.</summary>
    End,
}

/// <summary>A token.</summary>
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Text, object? Value);

/// <summary>
/// Splits a template into its parts, and an expression into tokens, as Jinja's lexer does with its standard delimiters.
/// </summary>
internal static class JinjaLexer
{
    private static readonly string[] _signs = ["**", "//", "==", "!=", ">=", "<="];

    /// <summary>A part of a template.</summary>
    /// <param name="Opening">Empty for text, otherwise <c>{{</c> or <c>{%</c>.</param>
    /// <param name="Text">The text, or the code between the delimiters.</param>
    public readonly record struct Part(string Opening, string Text);

    public static IReadOnlyList<Part> Split(string template)
    {
        // Jinja removes one newline at the end.
        if (template.EndsWith('\n'))
            template = template[..^1];
        var parts = new List<Part>();
        var at = 0;
        var strips = false;
        while (at < template.Length)
        {
            var open = NextOpening(template, at);
            var text = open < 0 ? template[at..] : template[at..open];
            if (strips)
                text = text.TrimStart();
            strips = false;
            if (open < 0)
            {
                if (text.Length > 0)
                    parts.Add(new Part("", text));
                break;
            }
            var opening = template.Substring(open, 2);
            var start = open + 2;
            if (start < template.Length && template[start] is '-' or '+')
            {
                if (template[start] == '-')
                    text = text.TrimEnd();
                start++;
            }
            if (text.Length > 0)
                parts.Add(new Part("", text));
            var closing = opening switch
            {
                "{{" => "}}",
                "{%" => "%}",
                _ => "#}",
            };
            var end =
                opening == "{#"
                    ? template.IndexOf(closing, start, StringComparison.Ordinal)
                    : End(template, start, closing);
            if (end < 0)
                throw new JinjaException(JinjaTrouble.Syntax, $"'{opening}' is not closed by '{closing}'");
            var inner = template[start..end];
            if (inner.EndsWith('-') || (inner.EndsWith('+') && opening != "{{"))
            {
                strips = inner[^1] == '-';
                inner = inner[..^1];
            }
            at = end + 2;
            if (opening == "{%" && inner.Trim() == "raw")
            {
                at = Raw(template, at, parts, ref strips);
                continue;
            }
            if (opening != "{#")
                parts.Add(new Part(opening, inner));
        }
        return parts;
    }

    public static IReadOnlyList<JinjaToken> Tokens(string text)
    {
        var tokens = new List<JinjaToken>();
        for (var at = 0; at < text.Length; )
        {
            var character = text[at];
            if (char.IsWhiteSpace(character))
            {
                at++;
            }
            else if (character is '\'' or '"')
            {
                var end = Quoted(text, at);
                if (end < 0)
                    throw new JinjaException(JinjaTrouble.Syntax, "a text is not closed by its quote");
                tokens.Add(new JinjaToken(JinjaTokenKind.Text, "", Unescape(text[(at + 1)..(end - 1)])));
                at = end;
            }
            else if (char.IsAsciiDigit(character))
            {
                var end = at;
                while (
                    end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' || IsPart(text, end))
                )
                    end++;
                tokens.Add(new JinjaToken(JinjaTokenKind.Number, text[at..end], Number(text[at..end])));
                at = end;
            }
            else if (char.IsLetter(character) || character == '_')
            {
                var end = at;
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
                    end++;
                tokens.Add(new JinjaToken(JinjaTokenKind.Name, text[at..end], null));
                at = end;
            }
            else
            {
                var sign = _signs.FirstOrDefault(two => string.CompareOrdinal(text, at, two, 0, 2) == 0)
                    ?? $"{character}";
                tokens.Add(new JinjaToken(JinjaTokenKind.Sign, sign, null));
                at += sign.Length;
            }
        }
        return tokens;
    }

    private static bool IsPart(string text, int at) =>
        (text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))
        || (
            text[at] is '+' or '-'
            && text[at - 1] is 'e' or 'E'
            && at + 1 < text.Length
            && char.IsAsciiDigit(text[at + 1])
        );

    private static object Number(string text)
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (
            plain.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(plain[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex)
        )
            return hex;
        if (long.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            return whole;
        if (double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var real))
            return real;
        throw new JinjaException(JinjaTrouble.Syntax, $"'{text}' is not a number");
    }

    private static int NextOpening(string text, int at)
    {
        for (; at + 1 < text.Length; at++)
        {
            if (text[at] == '{' && text[at + 1] is '{' or '%' or '#')
                return at;
        }
        return -1;
    }

    /// <summary>The position of the closing delimiter that is not inside a text or bracket of the expression.</summary>
    private static int End(string text, int at, string closing)
    {
        var depth = 0;
        while (at < text.Length)
        {
            if (text[at] is '\'' or '"')
            {
                at = Quoted(text, at);
                if (at < 0)
                    return -1;
                continue;
            }
            if (depth == 0 && string.CompareOrdinal(text, at, closing, 0, 2) == 0)
                return at;
            if (text[at] == '{')
                depth++;
            else if (text[at] == '}' && depth > 0)
                depth--;
            at++;
        }
        return -1;
    }

    /// <summary>The position after a text's closing quote; -1 if there is none.</summary>
    private static int Quoted(string text, int at)
    {
        for (var end = at + 1; end < text.Length; end++)
        {
            if (text[end] == '\\')
                end++;
            else if (text[end] == text[at])
                return end + 1;
        }
        return -1;
    }

    private static int Raw(string template, int at, List<Part> parts, ref bool strips)
    {
        var open = at;
        while (true)
        {
            open = template.IndexOf("{%", open, StringComparison.Ordinal);
            var close = open < 0 ? -1 : template.IndexOf("%}", open, StringComparison.Ordinal);
            if (close < 0)
                throw new JinjaException(JinjaTrouble.Syntax, "'raw' is not closed by 'endraw'");
            var inner = template[(open + 2)..close];
            if (inner.Trim('-', '+', ' ', '\t', '\n', '\r') != "endraw")
            {
                open += 2;
                continue;
            }
            var text = template[at..open];
            if (strips)
                text = text.TrimStart();
            if (inner.StartsWith('-'))
                text = text.TrimEnd();
            strips = inner.EndsWith('-');
            if (text.Length > 0)
                parts.Add(new Part("", text));
            return close + 2;
        }
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                plain.Append(text[at]);
                continue;
            }
            at++;
            switch (text[at])
            {
                case 'n':
                    plain.Append('\n');
                    break;
                case 't':
                    plain.Append('\t');
                    break;
                case 'r':
                    plain.Append('\r');
                    break;
                case '\\' or '\'' or '"':
                    plain.Append(text[at]);
                    break;
                case 'x' when Code(text, at, 2) is { } code:
                    plain.Append((char)code);
                    at += 2;
                    break;
                case 'u' when Code(text, at, 4) is { } code:
                    plain.Append((char)code);
                    at += 4;
                    break;
                default:
                    plain.Append('\\').Append(text[at]);
                    break;
            }
        }
        return plain.ToString();
    }

    private static int? Code(string text, int at, int digits) =>
        at + digits < text.Length
        && int.TryParse(
            text.AsSpan(at + 1, digits),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var code
        )
            ? code
            : null;
}
