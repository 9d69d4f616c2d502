using System.Globalization;
using System.Text.RegularExpressions;

namespace DataRelease.Configuration;

/// <summary>Parses durations and tolerances.</summary>
public static partial class ConfigValues
{
    /// <summary>Parses <c>50ms</c>, <c>30s</c>, <c>10m</c>, <c>4h</c>, <c>30d</c>; null for any other text.</summary>
    public static TimeSpan? Duration(string text)
    {
        var match = DurationPattern().Match(text.Trim());
        if (
            !match.Success
            || !double.TryParse(
                match.Groups["number"].Value,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
            return null;
        var unit = match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(1),
        };
        return number * unit.TotalDays > 36_500 ? null : number * unit;
    }

    /// <summary>Parses <c>100</c> or <c>20%</c>; null for any other text or a negative number.</summary>
    public static Tolerance? Tolerance(string text)
    {
        var trimmed = text.Trim();
        var percent = trimmed.EndsWith('%');
        return double.TryParse(
            percent ? trimmed[..^1].Trim() : trimmed,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? new Tolerance(value, percent)
            : null;
    }

    /// <summary>The candidate most similar to a misspelt word; null if none is similar.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates) =>
        candidates
            .Select(candidate => (candidate, Distance: Distance(word.ToLowerInvariant(), candidate)))
            .Where(pair => pair.Distance <= Math.Max(2, pair.candidate.Length / 3))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    /// <summary>The Levenshtein distance.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }

    [GeneratedRegex(@"^(?<number>\d+(?:\.\d+)?)\s*(?<unit>ms|s|m|h|d)$", RegexOptions.CultureInvariant)]
    private static partial Regex DurationPattern();
}
