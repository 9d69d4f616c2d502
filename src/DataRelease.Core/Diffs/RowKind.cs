namespace DataRelease.Diffs;

/// <summary>How a row differs between the sides. Differing rows are shown in this order.</summary>
public enum RowKind
{
    /// <summary>Only the newer side has it.</summary>
    Added,

    /// <summary>Only the older side has it.</summary>
    Removed,

    /// <summary>Both sides have its key, with different values.</summary>
    Changed,
}

/// <summary>The words for a kind, in statements, in documents and on the console.</summary>
public static class RowKinds
{
    /// <summary>All kinds in order.</summary>
    public static IReadOnlyList<RowKind> All { get; } = [RowKind.Added, RowKind.Removed, RowKind.Changed];

    /// <summary>The word.</summary>
    public static string Word(this RowKind kind) =>
        kind switch
        {
            RowKind.Added => "added",
            RowKind.Removed => "removed",
            _ => "changed",
        };

    /// <summary>Reads a word.</summary>
    public static RowKind Read(string word) =>
        word switch
        {
            "added" => RowKind.Added,
            "removed" => RowKind.Removed,
            "changed" => RowKind.Changed,
            _ => throw new ArgumentOutOfRangeException(nameof(word), word, "rows are added, removed or changed"),
        };
}
