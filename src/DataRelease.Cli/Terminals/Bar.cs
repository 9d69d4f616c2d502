using Spectre.Console;

namespace DataRelease.Cli.Terminals;

/// <summary>Shares of a whole as a bar of a fixed width; without colours each part has a sign of its own.</summary>
internal static class Bar
{
    /// <summary>Rows that were added, removed and changed, of all.</summary>
    public static string Rows(TerminalShape shape, int width, long added, long removed, long changed, long all) =>
        Draw(shape, width, all, [(added, '+', "green"), (removed, '-', "red"), (changed, '~', "yellow")]);

    /// <summary>One part of a whole.</summary>
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
            // What is there is seen, however little it is.
            var cells = Math.Min(left, Math.Max(1, (int)Math.Round(width * ((double)amount / Math.Max(1, all)))));
            left -= cells;
            text += shape is { HasColour: true, HasUnicode: true }
                ? $"[{colour}]{new string('█', cells)}[/]"
                : Markup.Escape(new string(sign, cells));
        }
        return text + (shape.HasUnicode ? new string('░', left) : new string('.', left));
    }
}
