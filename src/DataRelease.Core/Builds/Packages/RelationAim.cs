using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages;

/// <summary>
/// Rewrites the names in compiled SQL: every qualified name of one of the project's own relations becomes its name in
/// green, and the database that the project was compiled for becomes the present one. Strings and comments are never
/// touched.
/// </summary>
/// <param name="dialect">Quotes the new names.</param>
/// <param name="compiledDatabase">The database in the compiled code.</param>
/// <param name="database">The present database.</param>
/// <param name="relations">The new name for each compiled name.</param>
internal sealed class RelationAim(
    Dialect dialect,
    string compiledDatabase,
    string database,
    IReadOnlyDictionary<RelationName, RelationName> relations
)
{
    private readonly Dictionary<RelationName, RelationName> _folded = Fold(relations);

    public string Apply(string sql)
    {
        var tokens = SqlLexer.Read(sql, dialect.Lexis).ToList();
        var text = new StringBuilder(sql.Length + 64);
        for (var at = 0; at < tokens.Count; )
        {
            var parts = Chain(sql, tokens, at);
            if (parts.Count < 2)
            {
                text.Append(sql, tokens[at].Start, tokens[at].Length);
                at++;
                continue;
            }
            text.Append(Aim(sql, tokens, at, parts));
            at += (2 * parts.Count) - 1;
        }
        return text.ToString();
    }

    private string Aim(string sql, List<SqlToken> tokens, int at, List<string> parts)
    {
        var end = tokens[at + (2 * parts.Count) - 2];
        var isDatabase =
            parts.Count >= 3 && string.Equals(parts[0], compiledDatabase, StringComparison.OrdinalIgnoreCase);
        var first = isDatabase ? 1 : 0;
        var rest = sql[
            (tokens[at + (2 * (first + 1))].Start + tokens[at + (2 * (first + 1))].Length)..(end.Start + end.Length)
        ];
        if (Find(new RelationName(parts[first], parts[first + 1])) is { } green)
            return dialect.Quote(green) + rest;
        var whole = sql[tokens[at].Start..(end.Start + end.Length)];
        return isDatabase ? dialect.Quote(database) + whole[tokens[at].Length..] : whole;
    }

    private RelationName? Find(RelationName name) =>
        relations.TryGetValue(name, out var exact) ? exact
        : _folded.TryGetValue(Fold(name), out var folded) ? folded
        : null;

    /// <summary>The names of <c>a.b.c</c> from a token on; empty if there are none.</summary>
    private static List<string> Chain(string sql, List<SqlToken> tokens, int at)
    {
        var parts = new List<string>();
        while (at < tokens.Count && tokens[at].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted)
        {
            parts.Add(Name(sql, tokens[at]));
            if (at + 2 >= tokens.Count || tokens[at + 1].Kind != SqlTokenKind.Sign || sql[tokens[at + 1].Start] != '.')
                break;
            if (tokens[at + 2].Kind is not (SqlTokenKind.Word or SqlTokenKind.Quoted))
                break;
            at += 2;
        }
        return parts;
    }

    private static string Name(string sql, SqlToken token) =>
        token.Kind == SqlTokenKind.Quoted
            ? sql.Substring(token.Start + 1, Math.Max(0, token.Length - 2))
                .Replace("\"\"", "\"", StringComparison.Ordinal)
            : sql.Substring(token.Start, token.Length);

    private static Dictionary<RelationName, RelationName> Fold(
        IReadOnlyDictionary<RelationName, RelationName> relations
    )
    {
        var folded = new Dictionary<RelationName, RelationName>();
        foreach (var (from, to) in relations)
            folded.TryAdd(Fold(from), to);
        return folded;
    }

    private static RelationName Fold(RelationName name) =>
        new(name.Schema.ToLowerInvariant(), name.Name.ToLowerInvariant());
}
