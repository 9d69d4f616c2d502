using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Tells the forms of queries apart where the surrounding statement depends on them.</summary>
internal static class SqlServerQueries
{
    /// <summary>True if the query can be ordered by something other than its own columns.</summary>
    public static bool TakesAnyOrder(Sql query)
    {
        var depth = 0;
        foreach (var word in Words(query))
        {
            depth += word switch
            {
                "(" => 1,
                ")" => -1,
                _ => 0,
            };
            if (depth == 0 && word is "distinct" or "union" or "except" or "intersect")
                return false;
        }
        return true;
    }

    /// <summary>True if the query begins with common table expressions, which can't be in parentheses.</summary>
    public static bool HasExpressions(Sql query) => Words(query).FirstOrDefault() == "with";

    private static IEnumerable<string> Words(Sql query)
    {
        var text = query.Render(SqlServerDialect.Spelling).Text;
        return SqlLexer
            .Read(text, LexicalRules.Brackets)
            .Where(token => token.Kind is SqlTokenKind.Word or SqlTokenKind.Sign)
            .Select(token => text.Substring(token.Start, token.Length).ToLowerInvariant());
    }
}
