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
    private readonly ILookup<RelationName, RelationName> _folded = relations.Keys.ToLookup(Fold);

    public string Apply(string sql)
    {
        var tokens = SqlLexer.Read(sql, dialect.Lexis).ToList();
        var text = new StringBuilder(sql.Length + 64);
        var aliases = new Aliases(sql, tokens, dialect.Traits.Names);
        for (var at = 0; at < tokens.Count; )
        {
            var parts = Chain(sql, tokens, at);
            if (parts.Count < 2 || aliases.IsColumn(at, parts))
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

    private string Aim(string sql, List<SqlToken> tokens, int at, List<NamePart> parts)
    {
        var end = tokens[at + (2 * parts.Count) - 2];
        var isDatabase =
            parts.Count >= 3 && string.Equals(parts[0].Text, compiledDatabase, StringComparison.OrdinalIgnoreCase);
        var first = isDatabase ? 1 : 0;
        var rest = sql[
            (tokens[at + (2 * (first + 1))].Start + tokens[at + (2 * (first + 1))].Length)..(end.Start + end.Length)
        ];
        if (Find(parts[first], parts[first + 1]) is { } green)
            return dialect.Quote(green) + rest;
        var whole = sql[tokens[at].Start..(end.Start + end.Length)];
        return isDatabase ? dialect.Quote(database) + whole[tokens[at].Length..] : whole;
    }

    private RelationName? Find(NamePart schema, NamePart name)
    {
        var rules = dialect.Traits.Names;
        if (relations.TryGetValue(new RelationName(schema.Folded(rules), name.Folded(rules)), out var exact))
            return exact;
        // A name in quotes is in the catalog as it is written, unless the engine ignores case.
        var near = _folded[Fold(new RelationName(schema.Text, name.Text))]
            .Where(known => schema.MayBe(known.Schema, rules) && name.MayBe(known.Name, rules))
            .Take(2)
            .ToList();
        return near is [var only] || (near.Count > 0 && rules.Folding == NameFolding.IgnoresCase)
            ? relations[near[0]]
            : null;
    }

    /// <summary>The names of <c>a.b.c</c> from a token on; empty if there are none.</summary>
    private static List<NamePart> Chain(string sql, List<SqlToken> tokens, int at)
    {
        var parts = new List<NamePart>();
        while (at < tokens.Count && tokens[at].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted)
        {
            parts.Add(new NamePart(Name(sql, tokens[at]), tokens[at].Kind == SqlTokenKind.Quoted));
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

    private static RelationName Fold(RelationName name) =>
        new(name.Schema.ToLowerInvariant(), name.Name.ToLowerInvariant());

    /// <summary>A part of a qualified name.</summary>
    /// <param name="Text">The name without quotes.</param>
    /// <param name="IsQuoted">True if it has quotes.</param>
    private readonly record struct NamePart(string Text, bool IsQuoted)
    {
        /// <summary>The catalog's spelling.</summary>
        public string Folded(NameRules rules) => IsQuoted ? Text : rules.Fold(Text);

        /// <summary>True if it can be the catalog's name, which differs from it in case at most.</summary>
        public bool MayBe(string known, NameRules rules) =>
            !IsQuoted || rules.Folding == NameFolding.IgnoresCase || Text == known;
    }

    /// <summary>The names that a query gives to what it reads, as far as its tokens show them.</summary>
    private sealed class Aliases(string sql, List<SqlToken> tokens, NameRules rules)
    {
        private HashSet<string>? _names;

        /// <summary>
        /// True for <c>a.b</c> where <c>a</c> is an alias or a common table expression, so that <c>b</c> is a column.
        /// </summary>
        public bool IsColumn(int at, List<NamePart> parts) =>
            parts.Count == 2 && (_names ??= Find()).Contains(Key(parts[0])) && !IsRelation(at);

        /// <summary>True where the nearest keyword before it introduces relations.</summary>
        private bool IsRelation(int at)
        {
            var depth = 0;
            while (--at >= 0)
            {
                depth +=
                    IsSign(at, ')') ? 1
                    : IsSign(at, '(') ? -1
                    : 0;
                if (depth < 0)
                    return false;
                if (depth > 0 || tokens[at].Kind != SqlTokenKind.Word)
                    continue;
                switch (sql.Substring(tokens[at].Start, tokens[at].Length).ToLowerInvariant())
                {
                    case "from" or "join" or "into" or "update" or "table":
                        return true;
                    case "select" or "where" or "on" or "using" or "having" or "by" or "set" or "values" or "qualify":
                        return false;
                }
            }
            return false;
        }

        private string Key(NamePart part) =>
            rules.Folding == NameFolding.IgnoresCase ? part.Text.ToLowerInvariant() : part.Folded(rules);

        private HashSet<string> Find()
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            for (var at = 0; at < tokens.Count; at++)
            {
                if (Chain(sql, tokens, at) is not [var only] || IsSign(at - 1, '.') || IsSign(at + 1, '.'))
                    continue;
                var (before, after) = (Before(at), After(at, 1));
                if (
                    before is "as" or ")"
                    || (after == "as" && After(at, 2) is "(" or "materialized" or "not")
                    || Ends(at)
                )
                    found.Add(Key(only));
            }
            return found;
        }

        /// <summary>True for a name right after a qualified one.</summary>
        private bool Ends(int at)
        {
            var last = at - 1;
            while (last >= 0 && IsBlank(last))
                last--;
            return last >= 2
                && last < at - 1
                && tokens[last].Kind is SqlTokenKind.Word or SqlTokenKind.Quoted
                && IsSign(last - 1, '.');
        }

        private string Before(int at)
        {
            do at--;
            while (at >= 0 && IsBlank(at));
            return at < 0 ? "" : sql.Substring(tokens[at].Start, tokens[at].Length).ToLowerInvariant();
        }

        private string After(int at, int steps)
        {
            for (; steps > 0; steps--)
            {
                do at++;
                while (at < tokens.Count && IsBlank(at));
            }
            return at >= tokens.Count ? "" : sql.Substring(tokens[at].Start, tokens[at].Length).ToLowerInvariant();
        }

        private bool IsBlank(int at) => tokens[at].Kind is SqlTokenKind.Space or SqlTokenKind.Comment;

        private bool IsSign(int at, char sign) =>
            at >= 0 && at < tokens.Count && tokens[at].Kind == SqlTokenKind.Sign && sql[tokens[at].Start] == sign;
    }
}
