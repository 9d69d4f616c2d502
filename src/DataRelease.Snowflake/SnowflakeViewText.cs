using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// Reads texts of views, which the catalog keeps as the whole statement that created the view, as its author wrote it.
/// Names without quotes are folded; a name without a schema belongs to the view's own schema.
/// </summary>
internal static class SnowflakeViewText
{
    /// <summary>The query inside <c>create … view … as query</c>.</summary>
    public static string Body(string statement)
    {
        var depth = 0;
        foreach (var token in SqlLexer.Read(statement, LexicalRules.Escapes))
        {
            var text = statement.AsSpan(token.Start, token.Length);
            if (token.Kind == SqlTokenKind.Sign)
                depth +=
                    text is "(" ? 1
                    : text is ")" ? -1
                    : 0;
            // A policy or comment before this word contains no AS outside parentheses and strings.
            else if (
                token.Kind == SqlTokenKind.Word
                && depth == 0
                && text.Equals("as", StringComparison.OrdinalIgnoreCase)
            )
                return statement[(token.Start + token.Length)..].Trim().TrimEnd(';').TrimEnd();
        }
        return statement.Trim();
    }

    /// <summary>
    /// Every relation that a text may name: <c>a.b</c>, <c>database.a.b</c>, and <c>b</c> after FROM.
    /// </summary>
    public static IEnumerable<RelationName> Names(string text, string schema, string database) =>
        Find(text, schema, database).Select(found => found.Name);

    /// <summary>The text with new names for moved relations; the new names include the database.</summary>
    public static string Reaim(
        string text,
        string schema,
        string database,
        IReadOnlyDictionary<RelationName, RelationName> moved
    )
    {
        var whole = new StringBuilder(text.Length);
        var at = 0;
        foreach (var found in Find(text, schema, database))
        {
            if (found.Start < at || !moved.TryGetValue(found.Name, out var to))
                continue;
            whole.Append(text, at, found.Start - at);
            whole.Append(Quote(database)).Append('.').Append(SnowflakeDialect.Spelling.Quote(to));
            at = found.End;
        }
        return whole.Append(text, at, text.Length - at).ToString();
    }

    private static string Quote(string name) => SnowflakeDialect.Spelling.Quote(name);

    private static IEnumerable<(RelationName Name, int Start, int End)> Find(
        string text,
        string schema,
        string database
    )
    {
        var tokens = SqlLexer
            .Read(text, LexicalRules.Escapes)
            .Where(token => token.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment))
            .ToList();
        for (var at = 0; at < tokens.Count; at++)
        {
            if (!IsName(at) || (at > 0 && IsDot(at - 1)))
                continue;
            var parts = new List<int> { at };
            while (parts[^1] + 2 < tokens.Count && IsDot(parts[^1] + 1) && IsName(parts[^1] + 2))
                parts.Add(parts[^1] + 2);
            var (first, start) = (parts[0], tokens[at].Start);
            if (parts.Count >= 3 && Name(first) == database)
                yield return (new RelationName(Name(parts[1]), Name(parts[2])), start, End(parts[2]));
            else if (parts.Count >= 2)
                yield return (new RelationName(Name(first), Name(parts[1])), start, End(parts[1]));
            else if (at > 0 && IsWord(at - 1, "from", "join", ","))
                yield return (new RelationName(schema, Name(first)), start, End(first));
            at = parts[^1];
        }

        bool IsName(int index) => tokens[index].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted;

        bool IsDot(int index) => tokens[index].Kind == SqlTokenKind.Sign && text[tokens[index].Start] == '.';

        bool IsWord(int index, params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
            {
                if (At(index).Equals(word, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
            return false;
        }

        string At(int index) => text.Substring(tokens[index].Start, tokens[index].Length);

        int End(int index) => tokens[index].Start + tokens[index].Length;

        string Name(int index) => SnowflakeNaming.Written(At(index));
    }
}
