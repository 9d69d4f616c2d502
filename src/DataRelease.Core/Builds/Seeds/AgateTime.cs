using System.Globalization;
using System.Text.RegularExpressions;

namespace DataRelease.Builds.Seeds;

/// <summary>A point in time in a seed.</summary>
/// <param name="Local">The local date and time.</param>
/// <param name="Offset">The offset from UTC; null if there is none.</param>
internal sealed record AgateInstant(DateTime Local, TimeSpan? Offset)
{
    /// <summary>The text that every engine parses, with the offset at its end, if there is one.</summary>
    public override string ToString()
    {
        var text = Local.ToString(
            Local.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.ffffff",
            CultureInfo.InvariantCulture
        );
        if (Offset is not { } offset)
            return text;
        var (hours, minutes) = Math.DivRem(Math.Abs((int)offset.TotalMinutes), 60);
        return $"{text}{(offset < TimeSpan.Zero ? '-' : '+')}{hours:00}:{minutes:00}";
    }
}

/// <summary>Parses days and times as agate does for dbt: by <c>strptime</c> with two formats, and by isodate.</summary>
internal static partial class AgateTime
{
    /// <summary>Parses like <c>strptime</c> with <c>%Y-%m-%d</c>. Months and days may have one digit.</summary>
    public static DateOnly? Date(string text) =>
        DateForm().Match(text) is { Success: true } match && match.Length == text.Length ? Day(match) : null;

    /// <summary>Parses like <c>strptime</c> with <c>%Y-%m-%d %H:%M:%S</c>.</summary>
    public static AgateInstant? DateTime(string text)
    {
        if (DateTimeForm().Match(text) is not { Success: true } match || match.Length != text.Length)
            return null;
        return Day(match) is { } day && Number(match, "second") is < 60 and var second
            ? new AgateInstant(
                day.ToDateTime(new TimeOnly(Number(match, "hour"), Number(match, "minute"), second)),
                null
            )
            : null;
    }

    private static DateOnly? Day(Match match)
    {
        var (year, month, day) = (Number(match, "year"), Number(match, "month"), Number(match, "day"));
        return IsoDate.Make(year, month, day);
    }

    private static int Number(Match match, string group) =>
        int.Parse(
            PythonText.AsciiDigits(match.Groups[group].Value),
            NumberStyles.AllowLeadingWhite,
            CultureInfo.InvariantCulture
        );

    private const string Days =
        @"\A(?<year>\d\d\d\d)-(?<month>1[0-2]|0[1-9]|[1-9])-(?<day>3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])";

    [GeneratedRegex(Days, RegexOptions.CultureInvariant)]
    private static partial Regex DateForm();

    [GeneratedRegex(
        Days + @"[\s\u001C-\u001F]+(?<hour>2[0-3]|[0-1]\d|\d):(?<minute>[0-5]\d|\d):(?<second>6[0-1]|[0-5]\d|\d)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex DateTimeForm();
}
