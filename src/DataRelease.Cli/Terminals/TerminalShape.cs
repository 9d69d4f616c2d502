using System.Text;

namespace DataRelease.Cli.Terminals;

/// <summary>The abilities of the terminal that shows results.</summary>
/// <param name="Width">The number of columns.</param>
/// <param name="HasColour">False with NO_COLOR, with --no-color, or if the terminal has no colours.</param>
/// <param name="HasUnicode">False if blocks and arrows would appear as question marks.</param>
internal sealed record TerminalShape(int Width, bool HasColour, bool HasUnicode)
{
    private const int Narrowest = 20;

    /// <summary>
    /// The terminal of standard output; null for a file, a pipe or a pipeline, which receive plain lines.
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
            // 0 if the terminal does not know its own width.
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
