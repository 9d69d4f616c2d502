namespace DataRelease.Warehouses;

/// <summary>
/// Recognises batches of Transact-SQL. A line with nothing but GO ends a batch, and some batches can't be cut into
/// statements.
/// </summary>
internal static class SqlBatches
{
    private static readonly string[] _openers = ["declare", "if", "while", "begin"];

    private static readonly string[] _modules = ["procedure", "proc", "function", "trigger"];

    /// <summary>True for GO on a line of its own. A repeat count may follow it and is ignored.</summary>
    public static bool IsSeparator(string script, SqlToken token)
    {
        if (token.Kind != SqlTokenKind.Word)
            return false;
        var start = script.LastIndexOf('\n', token.Start) + 1;
        var end = script.IndexOf('\n', token.Start);
        var line = script[start..(end < 0 ? script.Length : end)].Trim();
        return line.Equals("go", StringComparison.OrdinalIgnoreCase)
            || (line.StartsWith("go ", StringComparison.OrdinalIgnoreCase) && line[3..].Trim().All(char.IsAsciiDigit));
    }

    /// <summary>
    /// True if semicolons don't split the batch: a module's body extends to the batch's end, and so does the scope of a
    /// variable.
    /// </summary>
    public static bool IsWhole(string script, List<SqlToken> tokens)
    {
        if (tokens.Count == 0)
            return false;
        string Word(int at) =>
            at < tokens.Count ? script.Substring(tokens[at].Start, tokens[at].Length).ToLowerInvariant() : "";
        if (_openers.Contains(Word(0)))
            return Word(0) != "begin" || Word(1) is not ("tran" or "transaction");
        return Word(0) switch
        {
            "create" when Word(1) == "or" => _modules.Contains(Word(3)),
            "create" or "alter" => _modules.Contains(Word(1)),
            _ => false,
        };
    }
}
