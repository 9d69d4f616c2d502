namespace DataRelease.Warehouses;

/// <summary>Where the engines cut the same text into different tokens.</summary>
public sealed record LexicalRules
{
    /// <summary>PostgreSQL's: outside quotes, whatever is not ASCII is part of a name.</summary>
    public static LexicalRules Standard { get; } = new();

    /// <summary>DuckDB's: it writes a blank for what Unicode calls a space before it cuts the text.</summary>
    public static LexicalRules UnicodeSpaces { get; } = new() { HasUnicodeSpaces = true };

    /// <summary>True if spaces of Unicode are blanks, not part of names.</summary>
    public bool HasUnicodeSpaces { get; private init; }
}
