using System.Text.Json;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages.Running;

/// <summary>
/// A package's code stands in the statements that make its relations. What could end the statement that it stands in,
/// and begin one of its own that writes elsewhere, is refused before anything is run.
/// </summary>
internal static class OneQuery
{
    /// <summary>Settings of a node that stand in statements as they are.</summary>
    private static readonly string[] Expressions = ["fail_calc", "warn_if", "error_if", "unique_key", "updated_at"];

    /// <exception cref="ReleaseException">DR3009.</exception>
    public static void Require(ManifestNode node)
    {
        if (node.CompiledCode is { } code)
            Require(node, "its code", code.TrimEnd().TrimEnd(';'));
        foreach (var key in Expressions)
        {
            foreach (var text in node.Texts(key))
                Require(node, key, text);
        }
        if (node.Value("column_types") is not { ValueKind: JsonValueKind.Object } types)
            return;
        foreach (var type in types.EnumerateObject().Where(type => type.Value.ValueKind == JsonValueKind.String))
            Require(node, "column_types", type.Value.GetString()!);
    }

    private static void Require(ManifestNode node, string what, string sql)
    {
        if (WhyNot(sql) is { } why)
            throw new ReleaseException(
                ErrorCode.PackageCode,
                $"{node.UniqueId}: {what} {why}",
                where: node.OriginalFilePath.Length > 0 ? new SourceLocation(node.OriginalFilePath) : null
            );
    }

    private static string? WhyNot(string sql)
    {
        var depth = 0;
        foreach (var token in SqlLexer.Read(sql))
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

    /// <summary>What is not closed takes in whatever follows it.</summary>
    private static bool IsClosed(string sql, SqlToken token)
    {
        var longer = SqlLexer.Read($"{sql.AsSpan(token.Start, token.Length)} x").First();
        return longer.Length == token.Length;
    }
}
