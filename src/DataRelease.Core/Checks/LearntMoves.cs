using System.Globalization;

namespace DataRelease.Checks;

/// <summary>
/// The changes of a relation's row count from refresh to refresh, and the range that they allow for the next refresh.
/// </summary>
/// <param name="Nights">The number of known changes.</param>
/// <param name="Least">The smallest change as a share of the earlier rows: -0.02 for two per cent fewer.</param>
/// <param name="Most">The largest change.</param>
/// <param name="Low">The smallest allowed change.</param>
/// <param name="High">The largest allowed change.</param>
/// <param name="WasEmpty">True if the relation was once empty in a refresh that went live.</param>
internal sealed record LearntMoves(int Nights, double Least, double Most, double Low, double High, bool WasEmpty)
{
    /// <summary>The smallest number of changes from which anything is learnt.</summary>
    public const int Enough = 3;

    /// <summary>The tolerance around the known changes, which never repeat exactly.</summary>
    private const double Slack = 0.01;

    /// <summary>The range that the counts allow; null if there are too few.</summary>
    /// <param name="counts">
    /// The row counts of refreshes that went live, oldest first. The last is the live release's.
    /// </param>
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
        // In a small relation, chance changes a greater share of the rows. A large growth does not mean that a large
        // loss is normal, so each direction gets its tolerance from the changes in that direction.
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

    /// <summary>The known changes, for people.</summary>
    public string Describe() => $"in the last {Nights} refreshes it moved by {Share(Least)} to {Share(Most)}";

    /// <summary>The allowed range, for people.</summary>
    public string Allowed() => $"learnt from {Nights} refreshes: {Share(Low)} to {Share(High)}";

    /// <summary>A share as text, <c>+2.5 %</c>.</summary>
    public static string Share(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * share:+0.#;-0.#;0} %");
}
