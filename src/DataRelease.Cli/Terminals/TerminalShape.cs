using System.Text;

namespace DataRelease.Cli.Terminals;

/// <summary>What the terminal that shows results can do.</summary>
/// <param name="Width">Columns.</param>
/// <param name="HasColour">False with NO_COLOR, --no-color or a terminal that has none.</param>
/// <param name="HasUnicode">False where blocks and arrows would be question marks.</param>
internal sealed record TerminalShape(int Width, bool HasColour, bool HasUnicode)
{
    private const int Narrowest = 20;

    /// <summary>
    /// The terminal of standard output; null where that is a file, a pipe or a pipeline, which get plain lines.
    /// </summary>
    public static TerminalShape? Of(Surroundings surroundings, bool hasColour)
    {
        if (!ReferenceEquals(surroundings.Output, Console.Out) || Console.IsOutputRedirected)
            return null;
        var terminal = surroundings.Variable("TERM") ?? "";
        if (terminal == "dumb")
            return null;
        return new TerminalShape(
            Math.Max(Narrowest, Columns()),
            hasColour,
            Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage && terminal != "linux"
        );
    }

    private static int Columns()
    {
        try
        {
            // 0 where the terminal does not know itself.
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
