using System.Text.Json;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages.Running;

/// <summary>
/// Refuses code that is more than one query. A package's code is put inside the statements that make its relations.
/// Code that could end such a statement and begin one that writes elsewhere is refused before anything runs.
/// </summary>
internal static class OneQuery
{
    /// <summary>Settings of a node that are put literally into statements.</summary>
    private static readonly string[] Expressions = ["fail_calc", "warn_if", "error_if", "unique_key", "updated_at"];

    /// <summary>Checks by our own lexer, which needs no engine.</summary>
    /// <exception cref="ReleaseException">DR3009.</exception>
    public static void Require(ManifestNode node, LexicalRules lexis)
    {
        if (node.CompiledCode is { } code)
            Require(node, "its code", WhyNot(Trimmed(code), lexis));
        foreach (var (what, _, text, _) in Rests(node))
            Require(node, what, WhyNot(text, lexis));
    }

    /// <summary>Checks by the engine's parser, as far as it can be asked before anything runs.</summary>
    /// <exception cref="ReleaseException">DR3009.</exception>
    public static void Require(ManifestNode node, string sql, Warehouse warehouse, WarehouseSession session)
    {
        if (sql.Length > 0)
            Require(node, "its code", warehouse.WhyNotEnclosed(session, Trimmed(sql)));
        foreach (var (what, before, text, after) in Rests(node))
            Require(node, what, warehouse.WhyNotRest(session, before, $"{text}{after}"));
    }

    /// <summary>The code without a final semicolon.</summary>
    public static string Trimmed(string code) => code.TrimEnd().TrimEnd(';');

    /// <summary>
    /// A query's rows for a table. The query is nested in another one, where an engine refuses a WITH that writes.
    /// </summary>
    public static Sql Rows(Sql query) => $"select * from ({query}) dr_rows";

    /// <summary>Texts that are put literally into statements, each with a beginning that it completes.</summary>
    private static IEnumerable<(string What, string Before, string Text, string After)> Rests(ManifestNode node)
    {
        foreach (var key in Expressions)
        {
            // A word alone is a column, whatever it means to the engine's parser.
            foreach (var text in node.Texts(key).Where(text => key != "unique_key" || !IsWord(text)))
                yield return (key, key is "warn_if" or "error_if" ? "select 0" : "select", text, "");
        }
        if (node.Value("column_types") is not { ValueKind: JsonValueKind.Object } types)
            yield break;
        foreach (var type in types.EnumerateObject().Where(type => type.Value.ValueKind == JsonValueKind.String))
            yield return ("column_types", "create table a (b", type.Value.GetString()!, "\n)");
    }

    private static bool IsWord(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private static void Require(ManifestNode node, string what, string? found)
    {
        if (found is { } why)
            throw new ReleaseException(
                ErrorCode.PackageCode,
                $"{node.UniqueId}: {what} {why}",
                where: node.OriginalFilePath.Length > 0 ? new SourceLocation(node.OriginalFilePath) : null
            );
    }

    private static string? WhyNot(string sql, LexicalRules lexis)
    {
        if (sql.Contains('\0', StringComparison.Ordinal))
            return "holds a NUL";
        var depth = 0;
        foreach (var token in SqlLexer.Read(sql, lexis))
        {
            var text = sql.AsSpan(token.Start, token.Length);
            switch (token.Kind)
            {
                case SqlTokenKind.Sign when text[0] == ';':
                    return "holds more than one statement";
                case SqlTokenKind.Sign when text[0] == '(':
                    depth++;
                    break;
                case SqlTokenKind.Sign when text[0] == ')' && --depth < 0:
                    return "closes a parenthesis that it did not open";
                case SqlTokenKind.Comment when text.StartsWith("/*") && !IsClosed(sql, token):
                    return "does not end its comment";
                case SqlTokenKind.Text
                or SqlTokenKind.Quoted
                    when token.Length == 1 || (token.Start + token.Length == sql.Length && !IsClosed(sql, token)):
                    return "does not end its text";
            }
        }
        return depth > 0 ? "does not close a parenthesis" : null;
    }

    /// <summary>False for a token that is not closed and extends over whatever follows.</summary>
    private static bool IsClosed(string sql, SqlToken token)
    {
        var longer = SqlLexer.Read($"{sql.AsSpan(token.Start, token.Length)} x").First();
        return longer.Length == token.Length;
    }
}
