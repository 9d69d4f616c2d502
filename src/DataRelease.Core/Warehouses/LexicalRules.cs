namespace DataRelease.Warehouses;

/// <summary>Where the engines cut the same text into different tokens.</summary>
public sealed record LexicalRules
{
    /// <summary>PostgreSQL's: outside quotes, whatever is not ASCII is part of a name.</summary>
    public static LexicalRules Standard { get; } = new();

    /// <summary>DuckDB's: it writes a blank for what Unicode calls a space before it cuts the text.</summary>
    public static LexicalRules UnicodeSpaces { get; } = new() { HasUnicodeSpaces = true };

    /// <summary>
    /// Transact-SQL's: names stand in brackets, too, and begin with @ or #; a dollar sign opens no text, and a
    /// backslash hides nothing.
    /// </summary>
    public static LexicalRules Brackets { get; } = new() { HasBrackets = true };

    /// <summary>
    /// Where a backslash hides what follows it in every string: two dollar signs quote a text and have no tag between
    /// them, two slashes begin a comment, and comments do not nest. Bare names become capital.
    /// </summary>
    public static LexicalRules Escapes { get; } = new() { HasEscapes = true };

    /// <summary>True if spaces of Unicode are blanks, not part of names.</summary>
    public bool HasUnicodeSpaces { get; private init; }

    /// <summary>True if brackets quote names, and neither dollar signs nor backslashes belong to texts.</summary>
    public bool HasBrackets { get; private init; }

    /// <summary>True for the rules of <see cref="Escapes"/>.</summary>
    public bool HasEscapes { get; private init; }
}
