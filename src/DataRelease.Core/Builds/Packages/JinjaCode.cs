namespace DataRelease.Builds.Packages;

/// <summary>The kind of a token in Jinja code.</summary>
internal enum JinjaTokenKind
{
    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A string, without its quotes.</summary>
    Text,

    /// <summary>One other character.</summary>
    Sign,
}

/// <summary>A token of Jinja code.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The token's text; for a string, its content.</param>
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Text);

/// <summary>The kind of a part of a template.</summary>
internal enum JinjaPartKind
{
    /// <summary>Text that is rendered as it is.</summary>
    Literal,

    /// <summary><c>{{ … }}</c>, which renders a value.</summary>
    Expression,

    /// <summary><c>{% … %}</c>, which renders nothing itself.</summary>
    Statement,
}

/// <summary>A part of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text of a literal; otherwise empty.</param>
/// <param name="Tokens">The code; empty for a literal.</param>
internal sealed record JinjaPart(JinjaPartKind Kind, string Text, IReadOnlyList<JinjaToken> Tokens);

/// <summary>
/// Reads a template as Jinja's own lexer does (https://jinja.palletsprojects.com/en/stable/templates/). Comments are
/// left out, and the content of a raw block is a literal.
/// </summary>
internal static class JinjaCode
{
    /// <summary>The code inside <c>{{ }}</c> and <c>{% %}</c>.</summary>
    public static List<JinjaToken> Read(string template) => [.. Parts(template).SelectMany(part => part.Tokens)];

    /// <summary>The template's parts in its order.</summary>
    public static List<JinjaPart> Parts(string template)
    {
        var parts = new List<JinjaPart>();
        var from = 0;
        for (var at = 0; at + 1 < template.Length; )
        {
            var opens = template.AsSpan(at, 2);
            if (opens is not ("{#" or "{{" or "{%"))
            {
                at++;
                continue;
            }
            Literal(from, at);
            if (opens is "{#")
                at = After(template, "#}", at + 2);
            else
            {
                var kind = opens is "{{" ? JinjaPartKind.Expression : JinjaPartKind.Statement;
                var tokens = new List<JinjaToken>();
                at = Code(template, at + 2, kind == JinjaPartKind.Expression ? '}' : '%', tokens);
                if (kind == JinjaPartKind.Statement && tokens is [{ Kind: JinjaTokenKind.Name, Text: "raw" }])
                {
                    var (end, next) = RawEnd(template, at);
                    Literal(at, end);
                    at = next;
                }
                else
                    parts.Add(new JinjaPart(kind, "", tokens));
            }
            from = at;
        }
        Literal(from, template.Length);
        return parts;

        void Literal(int start, int end)
        {
            if (start < end)
                parts.Add(new JinjaPart(JinjaPartKind.Literal, template[start..end], []));
        }
    }

    /// <summary>Reads to the end of the block. The block does not end inside open brackets.</summary>
    private static int Code(string template, int at, char ends, List<JinjaToken> tokens)
    {
        var depth = 0;
        // A sign that trims blanks belongs to the opening delimiter.
        if (at < template.Length && template[at] is '-' or '+')
            at++;
        while (at < template.Length)
        {
            var character = template[at];
            if (depth == 0 && character == ends && at + 1 < template.Length && template[at + 1] == '}')
            {
                // A minus that trims blanks belongs to the closing delimiter.
                if (tokens.Count > 0 && tokens[^1] is { Kind: JinjaTokenKind.Sign, Text: "-" or "+" })
                    tokens.RemoveAt(tokens.Count - 1);
                return at + 2;
            }
            if (character is '\'' or '"')
                at = String(template, at, tokens);
            else if (char.IsLetter(character) || character == '_')
            {
                var end = at + 1;
                while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
                    end++;
                tokens.Add(new JinjaToken(JinjaTokenKind.Name, template[at..end]));
                at = end;
            }
            else
            {
                depth +=
                    character is '(' or '[' or '{' ? 1
                    : character is ')' or ']' or '}' && depth > 0 ? -1
                    : 0;
                if (!char.IsWhiteSpace(character))
                    tokens.Add(new JinjaToken(JinjaTokenKind.Sign, $"{character}"));
                at++;
            }
        }
        return at;
    }

    private static int String(string template, int at, List<JinjaToken> tokens)
    {
        var end = at + 1;
        while (end < template.Length && template[end] != template[at])
            end += template[end] == '\\' ? 2 : 1;
        end = Math.Min(end, template.Length);
        tokens.Add(new JinjaToken(JinjaTokenKind.Text, template[(at + 1)..end]));
        return Math.Min(end + 1, template.Length);
    }

    private static int After(string template, string mark, int at)
    {
        var found = template.IndexOf(mark, Math.Min(at, template.Length), StringComparison.Ordinal);
        return found < 0 ? template.Length : found + mark.Length;
    }

    /// <summary>The end of a raw block's content, and the position after its last tag.</summary>
    private static (int End, int Next) RawEnd(string template, int at)
    {
        while (at < template.Length)
        {
            at = After(template, "{%", at);
            var tag = at;
            while (tag < template.Length && (char.IsWhiteSpace(template[tag]) || template[tag] is '-' or '+'))
                tag++;
            if (template.AsSpan(tag).StartsWith("endraw", StringComparison.Ordinal))
                return (at - 2, After(template, "%}", tag));
        }
        return (template.Length, template.Length);
    }
}
