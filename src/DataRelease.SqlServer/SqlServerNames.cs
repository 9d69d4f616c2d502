using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Finds names of relations in a query's text, outside strings and comments.</summary>
internal static class SqlServerNames
{
    /// <summary>
    /// The query with new names for moved relations. A name without a schema belongs to the view's own schema.
    /// </summary>
    public static string Reaim(string query, string schema, IReadOnlyDictionary<RelationName, RelationName> moved)
    {
        var byName = moved.ToDictionary(pair => Key(pair.Key.Schema, pair.Key.Name), pair => pair.Value);
        var tokens = SqlLexer.Read(query, LexicalRules.Brackets).ToList();
        var text = new StringBuilder(query.Length);
        for (var at = 0; at < tokens.Count; at++)
        {
            if (
                IsName(tokens[at])
                && at + 2 < tokens.Count
                && IsDot(query, tokens[at + 1])
                && IsName(tokens[at + 2])
                && !(at > 0 && IsDot(query, tokens[at - 1]))
                && byName.TryGetValue(Key(Name(query, tokens[at]), Name(query, tokens[at + 2])), out var to)
            )
            {
                text.Append(SqlServerDialect.Spelling.Quote(to));
                at += 2;
            }
            else if (
                IsName(tokens[at])
                && FollowsFrom(query, tokens, at)
                && !(at + 1 < tokens.Count && IsDot(query, tokens[at + 1]))
                && byName.TryGetValue(Key(schema, Name(query, tokens[at])), out to)
            )
                text.Append(SqlServerDialect.Spelling.Quote(to));
            else
                text.Append(query, tokens[at].Start, tokens[at].Length);
        }
        return text.ToString();
    }

    private static bool FollowsFrom(string query, List<SqlToken> tokens, int at)
    {
        for (var before = at - 1; before >= 0; before--)
        {
            if (tokens[before].Kind is SqlTokenKind.Space or SqlTokenKind.Comment)
                continue;
            return tokens[before].Kind == SqlTokenKind.Word
                && query.Substring(tokens[before].Start, tokens[before].Length).ToLowerInvariant() is "from" or "join";
        }
        return false;
    }

    private static bool IsName(SqlToken token) => token.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted;

    private static bool IsDot(string query, SqlToken token) =>
        token.Kind == SqlTokenKind.Sign && query[token.Start] == '.';

    private static string Name(string query, SqlToken token)
    {
        var text = query.Substring(token.Start, token.Length);
        return token.Kind != SqlTokenKind.Quoted ? text
            : text[0] == '[' ? text[1..^1].Replace("]]", "]", StringComparison.Ordinal)
            : text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal);
    }

    private static (string, string) Key(string schema, string name) =>
        (schema.ToUpperInvariant(), name.ToUpperInvariant());
}
