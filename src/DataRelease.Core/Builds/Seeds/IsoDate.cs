using System.Globalization;
using System.Text.RegularExpressions;

namespace DataRelease.Builds.Seeds;

/// <summary>
/// Parses days of ISO 8601 as isodate 0.6 does, which dbt 1.7 to 1.10 requires: the first form that matches the
/// beginning counts, and the rest is ignored.
/// </summary>
internal static partial class IsoDate
{
    /// <summary>The day at the beginning of a text, or null.</summary>
    public static DateOnly? Parse(string text)
    {
        foreach (var form in Forms())
        {
            if (form.Match(text) is not { Success: true } match)
                continue;
            int? Part(string name) =>
                match.Groups[name] is { Success: true } group
                    ? int.Parse(group.Value, CultureInfo.InvariantCulture)
                    : null;
            if (Part("century") is { } century)
                return Make((century * 100) + 1, 1, 1);
            var year = Part("year")!.Value;
            if (Part("month") is { } month)
                return Make(year, month == 0 ? 1 : month, Part("day") ?? 1);
            return Make(year, 1, 1) is not { } first ? null
                : Part("week") is { } week ? OfWeek(first, week, Part("weekday") ?? 1)
                : Part("ordinal") is { } ordinal ? Add(first, ordinal - 1)
                : first;
        }
        return null;
    }

    /// <summary>The day, or null if it does not exist.</summary>
    public static DateOnly? Make(int year, int month, int day) =>
        year is >= 1 and <= 9999
        && month is >= 1 and <= 12
        && day >= 1
        && day <= System.DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    private static DateOnly? OfWeek(DateOnly first, int week, int weekday)
    {
        var date = first.ToDateTime(TimeOnly.MinValue);
        var skipped = ISOWeek.GetWeekOfYear(date) == 1 ? 1 : 0;
        var own = date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek;
        return Add(first, ((week - skipped) * 7) - own + weekday);
    }

    private static DateOnly? Add(DateOnly first, int days)
    {
        var number = first.DayNumber + days;
        return number < DateOnly.MinValue.DayNumber || number > DateOnly.MaxValue.DayNumber
            ? null
            : DateOnly.FromDayNumber(number);
    }

    private static IEnumerable<Regex> Forms() =>
        [
            Day(),
            BasicDay(),
            WeekDay(),
            BasicWeekDay(),
            Ordinal(),
            BasicOrdinal(),
            Week(),
            BasicWeek(),
            Month(),
            BasicMonth(),
            Year(),
            Century(),
        ];

    [GeneratedRegex(@"\A(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})")]
    private static partial Regex Day();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})(?<month>[0-9]{2})(?<day>[0-9]{2})")]
    private static partial Regex BasicDay();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})-W(?<week>[0-9]{2})-(?<weekday>[0-9])")]
    private static partial Regex WeekDay();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})W(?<week>[0-9]{2})(?<weekday>[0-9])")]
    private static partial Regex BasicWeekDay();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})-(?<ordinal>[0-9]{3})")]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})(?<ordinal>[0-9]{3})")]
    private static partial Regex BasicOrdinal();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})-W(?<week>[0-9]{2})")]
    private static partial Regex Week();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})W(?<week>[0-9]{2})")]
    private static partial Regex BasicWeek();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})-(?<month>[0-9]{2})")]
    private static partial Regex Month();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})(?<month>[0-9]{2})")]
    private static partial Regex BasicMonth();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})")]
    private static partial Regex Year();

    [GeneratedRegex(@"\A(?<century>[0-9]{2})")]
    private static partial Regex Century();
}
