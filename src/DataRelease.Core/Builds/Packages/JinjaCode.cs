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

/// <summary>
/// Reads the code inside <c>{{ }}</c> and <c>{% %}</c> of a template as Jinja's own lexer does
/// (https://jinja.palletsprojects.com/en/stable/templates/). Comments and raw blocks are no code.
/// </summary>
internal static class JinjaCode
{
    public static List<JinjaToken> Read(string template)
    {
        var tokens = new List<JinjaToken>();
        for (var at = 0; at + 1 < template.Length; )
        {
            var opens = template.AsSpan(at, 2);
            if (opens is "{#")
                at = After(template, "#}", at + 2);
            else if (opens is "{{")
                at = Code(template, at + 2, '}', tokens);
            else if (opens is "{%")
            {
                var first = tokens.Count;
                at = Code(template, at + 2, '%', tokens);
                if (tokens.Count != first + 1 || tokens[first] is not { Kind: JinjaTokenKind.Name, Text: "raw" })
                    continue;
                tokens.RemoveAt(first);
                at = AfterRaw(template, at);
            }
            else
                at++;
        }
        return tokens;
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

    private static int AfterRaw(string template, int at)
    {
        while (at < template.Length)
        {
            at = After(template, "{%", at);
            var end = at;
            while (end < template.Length && (char.IsWhiteSpace(template[end]) || template[end] is '-' or '+'))
                end++;
            if (template.AsSpan(end).StartsWith("endraw", StringComparison.Ordinal))
                return After(template, "%}", end);
        }
        return template.Length;
    }
}
