namespace DataRelease.Warehouses;

/// <summary>What can be said of a text without an engine.</summary>
public static class StatementText
{
    /// <summary>True if it is one statement as we read it, a semicolon at its end or not.</summary>
    public static bool IsOne(string text, LexicalRules lexis) => SqlStatements.Read(text, lexis).Count == 1;
}
