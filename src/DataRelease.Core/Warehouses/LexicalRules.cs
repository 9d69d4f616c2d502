namespace DataRelease.Warehouses;

/// <summary>The rules by which engines differ in cutting a text into tokens.</summary>
public sealed record LexicalRules
{
    /// <summary>PostgreSQL's: outside quotes, whatever is not ASCII is part of a name.</summary>
    public static LexicalRules Standard { get; } = new();

    /// <summary>DuckDB's: it writes a blank for what Unicode calls a space before it cuts the text.</summary>
    public static LexicalRules UnicodeSpaces { get; } = new() { HasUnicodeSpaces = true };

    /// <summary>
    /// Transact-SQL's: brackets quote names, too, and names may begin with @ or #. A dollar sign opens no text, and a
    /// backslash escapes nothing.
    /// </summary>
    public static LexicalRules Brackets { get; } = new() { HasBrackets = true };

    /// <summary>
    /// The rules of an engine in whose strings a backslash always escapes. Two dollar signs without a tag quote a text,
    /// two slashes begin a comment, and comments do not nest. Bare names fold to upper case.
    /// </summary>
    public static LexicalRules Escapes { get; } = new() { HasEscapes = true };

    /// <summary>True if Unicode spaces are blanks and not part of names.</summary>
    public bool HasUnicodeSpaces { get; private init; }

    /// <summary>True if brackets quote names, dollar signs quote no text, and backslashes escape nothing.</summary>
    public bool HasBrackets { get; private init; }

    /// <summary>True for the rules of <see cref="Escapes"/>.</summary>
    public bool HasEscapes { get; private init; }
}
