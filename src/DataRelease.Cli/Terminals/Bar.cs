using Spectre.Console;

namespace DataRelease.Cli.Terminals;

/// <summary>
/// Draws shares of a whole as a bar of fixed width. Without colours, each part has its own character.
/// </summary>
internal static class Bar
{
    /// <summary>Added, removed and changed rows as shares of all rows.</summary>
    public static string Rows(TerminalShape shape, int width, long added, long removed, long changed, long all) =>
        Draw(shape, width, all, [(added, '+', "green"), (removed, '-', "red"), (changed, '~', "yellow")]);

    /// <summary>One part as a share of the whole.</summary>
    public static string Share(TerminalShape shape, int width, long part, long all) =>
        Draw(shape, width, all, [(part, '#', "yellow")]);

    private static string Draw(
        TerminalShape shape,
        int width,
        long all,
        IReadOnlyList<(long Amount, char Sign, string Colour)> parts
    )
    {
        var text = "";
        var left = width;
        foreach (var (amount, sign, colour) in parts.Where(part => part.Amount > 0))
        {
            // A part that is not zero takes at least one cell.
            var cells = Math.Min(left, Math.Max(1, (int)Math.Round(width * ((double)amount / Math.Max(1, all)))));
            left -= cells;
            text += shape is { HasColour: true, HasUnicode: true }
                ? $"[{colour}]{new string('█', cells)}[/]"
                : Markup.Escape(new string(sign, cells));
        }
        return text + (shape.HasUnicode ? new string('░', left) : new string('.', left));
    }
}
