namespace DataRelease.Cli.Terminals;

/// <summary>Draws values side by side, the newest at the right. A measurement without a value is a gap.</summary>
internal static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";
    private const string Signs = ".:-=+*#%";

    /// <summary>Draws the newest values that fit into the width.</summary>
    public static string Of(TerminalShape shape, IReadOnlyList<double?> values, int width)
    {
        var shown = values.TakeLast(width).ToList();
        var known = shown.OfType<double>().Where(double.IsFinite).ToList();
        var (least, most) = known.Count == 0 ? (0, 0) : (known.Min(), known.Max());
        var signs = shape.HasUnicode ? Blocks : Signs;
        return string.Concat(
            shown.Select(value =>
                value is not { } number || !double.IsFinite(number) ? ' '
                : most > least ? signs[(int)Math.Round((number - least) / (most - least) * (signs.Length - 1))]
                : signs[0]
            )
        );
    }
}
