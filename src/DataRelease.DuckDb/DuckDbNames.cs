using System.Text;
using System.Text.RegularExpressions;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>
/// Reads the text of views as DuckDB writes it back from its parse tree: one statement, no comments, and every name
/// either bare or in double quotes.
/// </summary>
internal static partial class DuckDbNames
{
    /// <summary>DuckDB's names ignore case.</summary>
    public static (string, string) Key(RelationName name) =>
        (name.Schema.ToLowerInvariant(), name.Name.ToLowerInvariant());

    /// <summary>The query inside <c>CREATE VIEW … AS query;</c>.</summary>
    public static string Body(string create)
    {
        var match = ViewHeader().Match(create);
        var body = match.Success ? create[match.Length..] : create;
        return body.TrimEnd().TrimEnd(';');
    }

    /// <summary>
    /// Every pair of adjacent names in a qualified name: a.b may be schema.table or table.column, and a.b.c may be
    /// database.schema.table or schema.table.column.
    /// </summary>
    public static IEnumerable<RelationName> In(string sql)
    {
        foreach (Match match in QualifiedName().Matches(sql))
        {
            if (!match.Groups["part"].Success)
                continue;
            var parts = Parts(match);
            for (var first = 0; first + 1 < parts.Length; first++)
                yield return new RelationName(parts[first], parts[first + 1]);
        }
    }

    /// <summary>A user's text may have comments, in which an apostrophe does not begin a string.</summary>
    public static string WithoutComments(string sql) =>
        string.Concat(
            SqlLexer
                .Read(sql)
                .Select(token => token.Kind == SqlTokenKind.Comment ? " " : sql.Substring(token.Start, token.Length))
        );

    /// <summary>The qualified name that begins at this position and its length; null if there is none.</summary>
    public static (string[] Names, int Length)? At(string sql, int start)
    {
        var match = QualifiedName().Match(sql, start);
        return match.Success && match.Index == start && match.Groups["part"].Success
            ? (Parts(match), match.Length)
            : null;
    }

    /// <summary>
    /// The list of column names, with its parentheses, that follows the view's name; empty if there is none.
    /// </summary>
    public static string ColumnList(string create)
    {
        var header = ViewHeader().Match(create);
        return header.Success && header.Value.IndexOf('(', StringComparison.Ordinal) is >= 0 and var open
            ? header.Value[open..(header.Value.LastIndexOf(')') + 1)]
            : "";
    }

    /// <summary>
    /// The name of the view that a statement creates, as written; null if it creates none, or a temporary one.
    /// </summary>
    public static RelationName? MadeView(string statement)
    {
        var header = ViewHeader().Match(statement);
        if (!header.Success || TemporaryView().IsMatch(header.Value))
            return null;
        return In(header.Value).Cast<RelationName?>().LastOrDefault();
    }

    /// <summary>
    /// The text with every qualified name of a moved relation replaced by its new name. Strings stay unchanged.
    /// </summary>
    public static string Reaim(string sql, IReadOnlyDictionary<RelationName, RelationName> moved)
    {
        var byKey = moved.ToDictionary(pair => Key(pair.Key), pair => pair.Value);
        return QualifiedName()
            .Replace(sql, match =>
            {
                if (!match.Groups["part"].Success)
                    return match.Value;
                var parts = Parts(match);
                for (var first = 0; first + 1 < parts.Length; first++)
                {
                    if (!byKey.TryGetValue(Key(new RelationName(parts[first], parts[first + 1])), out var to))
                        continue;
                    var text = new StringBuilder();
                    text.AppendJoin(
                        '.',
                        parts.Take(first).Append(to.Schema).Append(to.Name).Concat(parts.Skip(first + 2)).Select(Quote)
                    );
                    return text.ToString();
                }
                return match.Value;
            });
    }

    private static string Quote(string part) => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string[] Parts(Match match) =>
        [
            .. match
                .Groups["part"]
                .Captures.Select(part =>
                    part.Value.StartsWith('"')
                        ? part.Value[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
                        : part.Value
                ),
        ];

    // A whole string matches first, so that no name is found inside it.
    [GeneratedRegex(
        """'(?:[^']|'')*'|(?<part>"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)"""
            + """(?:\s*\.\s*(?<part>"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*))+""",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex QualifiedName();

    [GeneratedRegex(
        @"^\s*CREATE\s+(?:OR\s+REPLACE\s+)?TEMP",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex TemporaryView();

    [GeneratedRegex(
        """^\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?VIEW\s+(?:IF\s+NOT\s+EXISTS\s+)?"""
            + """(?:"(?:[^"]|"")+"|[^\s".(]+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[^\s".(]+))*\s*(?:\([^)]*\)\s*)?AS\s""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex ViewHeader();
}
