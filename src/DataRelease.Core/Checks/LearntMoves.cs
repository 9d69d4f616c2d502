using System.Globalization;

namespace DataRelease.Checks;

/// <summary>How the rows of a relation moved from refresh to refresh, and what that lets the next one do.</summary>
/// <param name="Nights">How many moves are known.</param>
/// <param name="Least">The least of them, a share of the rows before: -0.02 for two per cent fewer.</param>
/// <param name="Most">The greatest.</param>
/// <param name="Low">The least that is allowed.</param>
/// <param name="High">The greatest that is allowed.</param>
/// <param name="WasEmpty">True if it was empty one night and that was right.</param>
internal sealed record LearntMoves(int Nights, double Least, double Most, double Low, double High, bool WasEmpty)
{
    /// <summary>Fewer moves than this say nothing.</summary>
    public const int Enough = 3;

    /// <summary>Nobody's data moves by exactly as much each night.</summary>
    private const double Slack = 0.01;

    /// <summary>What the counts teach; null if they are too few.</summary>
    /// <param name="counts">Rows of refreshes that went live, the oldest first; the last is what is live.</param>
    public static LearntMoves? Of(IReadOnlyList<long> counts)
    {
        var moves = counts
            .Zip(counts.Skip(1))
            .Where(pair => pair.First > 0)
            .Select(pair => (double)(pair.Second - pair.First) / pair.First)
            .ToList();
        if (moves.Count < Enough)
            return null;
        var (least, most) = (moves.Min(), moves.Max());
        // Chance moves few rows by a greater share. A night that grew by much says nothing of what may be lost, so each
        // side has room by what was seen on it.
        var chance = Math.Max(Slack, 2 / Math.Sqrt(Math.Max(1, counts[^1])));
        return new LearntMoves(
            moves.Count,
            least,
            most,
            least - Math.Max(chance, -least / 2),
            most + Math.Max(chance, most / 2),
            counts.Contains(0)
        );
    }

    /// <summary>What was seen, for people.</summary>
    public string Describe() => $"in the last {Nights} refreshes it moved by {Share(Least)} to {Share(Most)}";

    /// <summary>What is allowed, for people.</summary>
    public string Allowed() => $"learnt from {Nights} refreshes: {Share(Low)} to {Share(High)}";

    /// <summary><c>+2.5 %</c>.</summary>
    public static string Share(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * share:+0.#;-0.#;0} %");
}
