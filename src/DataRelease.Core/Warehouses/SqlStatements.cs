namespace DataRelease.Warehouses;

/// <summary>One statement of a script, with its tokens except blanks and comments.</summary>
/// <param name="Script">The whole script.</param>
/// <param name="Start">The position of its first token that is no blank or comment.</param>
/// <param name="Length">The length to the end of its last such token, without the semicolon.</param>
/// <param name="Tokens">The tokens except blanks and comments; at least one.</param>
internal sealed record ScriptStatement(string Script, int Start, int Length, IReadOnlyList<SqlToken> Tokens)
{
    /// <summary>The statement's text.</summary>
    public string Text => Script.Substring(Start, Length);

    /// <summary>A token's text; empty past the last token.</summary>
    public string At(int index) =>
        index < Tokens.Count ? Script.Substring(Tokens[index].Start, Tokens[index].Length) : "";

    /// <summary>True if the token is this bare word (given in lower case).</summary>
    public bool Is(int index, string word) =>
        index < Tokens.Count
        && Tokens[index].Kind == SqlTokenKind.Word
        && At(index).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>True if these bare words follow each other from here.</summary>
    public bool Are(int index, params ReadOnlySpan<string> words)
    {
        for (var at = 0; at < words.Length; at++)
        {
            if (!Is(index + at, words[at]))
                return false;
        }
        return true;
    }

    /// <summary>True if the token is this single character.</summary>
    public bool IsSign(int index, char sign) =>
        index < Tokens.Count && Tokens[index].Kind == SqlTokenKind.Sign && Script[Tokens[index].Start] == sign;

    /// <summary>True if the token can be a name.</summary>
    public bool IsName(int index) =>
        index < Tokens.Count && Tokens[index].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted;

    /// <summary>True if bare names fold to upper case.</summary>
    public bool FoldsUp { get; init; }

    /// <summary>A name in the catalog's spelling. Bare names fold to lower or upper case.</summary>
    public string Name(int index) =>
        Tokens[index].Kind == SqlTokenKind.Quoted
            ? At(index) is ['[', .. var inside, _]
                ? inside.Replace("]]", "]", StringComparison.Ordinal)
                : At(index)[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
            : FoldsUp
                ? At(index).ToUpperInvariant()
                : At(index).ToLowerInvariant();
}

/// <summary>
/// Cuts a script into its statements. A semicolon does not end a statement within a string, a comment, a <c>$$</c>
/// body, parentheses or the body of a standard SQL function (<c>BEGIN ATOMIC … END</c>).
/// </summary>
internal static class SqlStatements
{
    public static IReadOnlyList<ScriptStatement> Read(string script, LexicalRules? rules = null)
    {
        var found = new List<ScriptStatement>();
        var tokens = new List<SqlToken>();
        var (depth, blocks) = (0, 0);
        foreach (var token in SqlLexer.Read(script, rules))
        {
            if (token.Kind is SqlTokenKind.Space or SqlTokenKind.Comment)
                continue;
            if (rules is { HasBrackets: true } && SqlBatches.IsSeparator(script, token))
            {
                End();
                continue;
            }
            var sign = token.Kind == SqlTokenKind.Sign ? script[token.Start] : '\0';
            if (sign == ';' && depth == 0 && blocks == 0 && !IsWholeBatch())
            {
                End();
                continue;
            }
            if (sign == '(')
                depth++;
            else if (sign == ')')
                depth = Math.Max(0, depth - 1);
            else if (token.Kind == SqlTokenKind.Word)
                blocks = Blocks(script, tokens, token, blocks);
            tokens.Add(token);
        }
        End();
        return found;

        bool IsWholeBatch() => rules is { HasBrackets: true } && SqlBatches.IsWhole(script, tokens);

        void End()
        {
            (depth, blocks) = (0, 0);
            if (tokens.Count == 0)
                return;
            var start = tokens[0].Start;
            if (rules is { HasUnicodeSpaces: true } && found.Count > 0 && tokens.TrueForAll(IsForeign))
            {
                tokens.Clear();
                return;
            }
            found.Add(
                new ScriptStatement(script, start, tokens[^1].Start + tokens[^1].Length - start, tokens.ToArray())
                {
                    FoldsUp = rules is { HasEscapes: true },
                }
            );
            tokens.Clear();
        }

        // DuckDB does not count a piece without any ASCII character as a statement if it follows another one.
        bool IsForeign(SqlToken token) => !script.AsSpan(token.Start, token.Length).ContainsAnyInRange('\0', '\u007F');
    }

    private static int Blocks(string script, List<SqlToken> before, SqlToken token, int blocks)
    {
        bool Is(SqlToken what, string word) =>
            what.Kind == SqlTokenKind.Word
            && what.Length == word.Length
            && string.Compare(script, what.Start, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;
        if (blocks == 0)
        {
            // Only a function or procedure has such a body. Elsewhere the two words may be a name and its alias.
            var isRoutine =
                before.Count > 1
                && Is(before[0], "create")
                && (
                    IsRoutine(before[1])
                    || (before.Count > 3 && Is(before[1], "or") && Is(before[2], "replace") && IsRoutine(before[3]))
                );
            return isRoutine && Is(token, "atomic") && Is(before[^1], "begin") ? 1 : 0;
        }
        return Is(token, "case") || Is(token, "begin") ? blocks + 1
            : Is(token, "end") ? blocks - 1
            : blocks;

        bool IsRoutine(SqlToken what) => Is(what, "function") || Is(what, "procedure");
    }
}
