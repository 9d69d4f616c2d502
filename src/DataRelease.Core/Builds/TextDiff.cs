using DiffPlex.Renderer;

namespace DataRelease.Builds;

/// <summary>A unified diff of two texts, short enough to read.</summary>
/// <param name="Lines">The lines from the first <c>@@</c> on; empty if the texts differ only in line ends.</param>
/// <param name="Hidden">The number of lines that were left out.</param>
internal sealed record TextDiff(IReadOnlyList<string> Lines, int Hidden)
{
    /// <summary>The number of unchanged lines around a change, as in <c>diff -u</c>.</summary>
    public const int Context = 3;

    /// <summary>The largest number of lines that are shown of one text.</summary>
    public const int MaxLines = 120;

    /// <summary>The largest number of characters that are shown of one line.</summary>
    public const int MaxWidth = 400;

    // The cost of comparing grows with the square of the differences.
    private const int MaxCompared = 20_000;

    /// <summary>Compares two texts; null if they are too long.</summary>
    /// <param name="before">The older text; empty for none.</param>
    /// <param name="after">The newer one.</param>
    public static TextDiff? Of(string before, string after)
    {
        var (old, now) = (Plain(before), Plain(after));
        if (old == now)
            return new TextDiff([], 0);
        if (Math.Max(Count(old), Count(now)) > MaxCompared)
            return null;
        var lines = UnidiffRenderer
            .GenerateUnidiff(old, now, "before", "after", false, false, Context)
            .TrimEnd('\r', '\n')
            .Split('\n')
            .Skip(2)
            .Select(line => Shortened(line.TrimEnd('\r')))
            .ToList();
        return new TextDiff([.. lines.Take(MaxLines)], Math.Max(0, lines.Count - MaxLines));
    }

    private static string Plain(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Trim('\n', ' ', '\t');

    private static int Count(string text) => text.Count(character => character == '\n') + 1;

    private static string Shortened(string line) => line.Length <= MaxWidth ? line : $"{line[..MaxWidth]} ...";
}
