namespace DataRelease.Diffs;

/// <summary>How a row differs, in the order in which rows that differ are shown.</summary>
public enum RowKind
{
    /// <summary>Only the newer side has it.</summary>
    Added,

    /// <summary>Only the older side has it.</summary>
    Removed,

    /// <summary>Both sides have its key, with other values.</summary>
    Changed,
}

/// <summary>The words for it in statements, documents and on the console.</summary>
public static class RowKinds
{
    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<RowKind> All { get; } = [RowKind.Added, RowKind.Removed, RowKind.Changed];

    /// <summary>The word.</summary>
    public static string Word(this RowKind kind) =>
        kind switch
        {
            RowKind.Added => "added",
            RowKind.Removed => "removed",
            _ => "changed",
        };

    /// <summary>What a word stands for.</summary>
    public static RowKind Read(string word) =>
        word switch
        {
            "added" => RowKind.Added,
            "removed" => RowKind.Removed,
            "changed" => RowKind.Changed,
            _ => throw new ArgumentOutOfRangeException(nameof(word), word, "rows are added, removed or changed"),
        };
}
