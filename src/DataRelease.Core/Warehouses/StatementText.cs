namespace DataRelease.Warehouses;

/// <summary>Says what is known about a text without an engine.</summary>
public static class StatementText
{
    /// <summary>
    /// True if DataRelease's own lexer reads the text as one statement, with or without a semicolon at its end.
    /// </summary>
    public static bool IsOne(string text, LexicalRules lexis) => SqlStatements.Read(text, lexis).Count == 1;
}
