using System.Globalization;
using System.Text.RegularExpressions;

namespace DataRelease.Builds.Seeds;

/// <summary>
/// Parses points in time of ISO 8601 as isodate 0.6 does: a day, <c>T</c>, a time, and optionally an offset.
/// </summary>
internal static partial class IsoInstant
{
    private static readonly string[] _parts = ["hour", "minute", "second"];

    /// <summary>The point in time, or null.</summary>
    public static AgateInstant? Parse(string text)
    {
        if (text.Split('T') is not [var days, var times] || IsoDate.Parse(days) is not { } day)
            return null;
        foreach (var form in Forms())
        {
            if (form.Match(times) is not { Success: true } match)
                continue;
            var offset = Offset(match);
            return Time(match) is { } time ? new AgateInstant(day.ToDateTime(time), offset) : null;
        }
        return null;
    }

    private static TimeOnly? Time(Match match)
    {
        var parts = _parts
            .Select(name => match.Groups[name])
            .Where(group => group.Success)
            .Select(group => Microseconds(group.Value))
            .ToList();
        if (parts.Any(part => part is null))
            return null;
        var hour = parts[0]!.Value;
        var minute = parts.Count > 1 ? parts[1]!.Value : Below(hour) * 60;
        var second = parts.Count > 2 ? parts[2]!.Value : Below(minute) * 60;
        var micro = decimal.Round(Below(second) * 1_000_000, MidpointRounding.ToEven);
        var (h, m, s) = (decimal.Truncate(hour), decimal.Truncate(minute), decimal.Truncate(second));
        return h < 24 && m < 60 && s < 60 && micro < 1_000_000
            ? new TimeOnly(new TimeSpan((int)h, (int)m, (int)s).Ticks + ((long)micro * 10))
            : null;
    }

    private static decimal Below(decimal part) => part - decimal.Truncate(part);

    /// <summary>A part of a time with its fraction; null for more digits than a decimal holds.</summary>
    private static decimal? Microseconds(string part) =>
        decimal.TryParse(
            part.Replace(',', '.'),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;

    private static TimeSpan? Offset(Match match)
    {
        if (match.Groups["zone"].Value is not { Length: > 0 } zone)
            return null;
        if (zone == "Z")
            return TimeSpan.Zero;
        var minutes = match.Groups["zoneminute"] is { Success: true } said
            ? int.Parse(said.Value, CultureInfo.InvariantCulture)
            : 0;
        var offset = new TimeSpan(int.Parse(match.Groups["zonehour"].Value, CultureInfo.InvariantCulture), minutes, 0);
        return match.Groups["zonesign"].Value == "-" ? -offset : offset;
    }

    private const string Zone = @"(?<zone>(?:Z|(?<zonesign>[+-])(?<zonehour>[0-9]{2})(?::?(?<zoneminute>[0-9]{2}))?)?)";

    private static IEnumerable<Regex> Forms() => [Seconds(), BasicSeconds(), Minutes(), BasicMinutes(), Hours()];

    [GeneratedRegex(@"\A(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2}(?:[,.][0-9]+)?)" + Zone)]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\A(?<hour>[0-9]{2})(?<minute>[0-9]{2})(?<second>[0-9]{2}(?:[,.][0-9]+)?)" + Zone)]
    private static partial Regex BasicSeconds();

    [GeneratedRegex(@"\A(?<hour>[0-9]{2}):(?<minute>[0-9]{2}(?:[,.][0-9]+)?)" + Zone)]
    private static partial Regex Minutes();

    [GeneratedRegex(@"\A(?<hour>[0-9]{2})(?<minute>[0-9]{2}(?:[,.][0-9]+)?)" + Zone)]
    private static partial Regex BasicMinutes();

    [GeneratedRegex(@"\A(?<hour>[0-9]{2}(?:[,.][0-9]+)?)" + Zone)]
    private static partial Regex Hours();
}
