using System.Globalization;
using Cronos;
using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>A recurring period in which nothing goes live.</summary>
public sealed record FreezeConfig
{
    private const int MostJoined = 1000;

    private static readonly TimeSpan[] _looks = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.MaxValue];

    /// <summary>Its name; empty if it has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it begins, in local time of <see cref="Zone"/>.</summary>
    public required CronExpression Begins { get; init; }

    /// <summary>Its duration in elapsed time.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The time zone of <see cref="Begins"/>.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>True if <c>--because TEXT</c> overrides it.</summary>
    public bool MayBeOverridden { get; init; }

    /// <summary>True if it also stops refreshes of the live code.</summary>
    public bool StopsRefreshes { get; init; }

    /// <summary>The place in the file.</summary>
    public required SourceLocation Where { get; init; }

    /// <summary>When the present freeze ends; null if there is none. Overlapping periods count as one freeze.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset now)
    {
        if (LastBegin(now) is not { } begin)
            return null;
        var end = begin + Duration;
        for (var joined = 0; joined < MostJoined; joined++)
        {
            if (Begins.GetNextOccurrence(begin, Zone) is not { } next || next > end)
                break;
            begin = next;
            end = next + Duration;
        }
        return end;
    }

    /// <summary>A moment in local time of the zone and in UTC.</summary>
    public string Tell(DateTimeOffset moment)
    {
        var there = TimeZoneInfo.ConvertTime(moment, Zone);
        var utc = $"{moment.UtcDateTime:yyyy-MM-dd HH:mm} UTC";
        return there.Offset == TimeSpan.Zero
            ? utc
            : string.Create(CultureInfo.InvariantCulture, $"{there:ddd yyyy-MM-dd HH:mm} {Zone.Id} ({utc})");
    }

    private DateTimeOffset? LastBegin(DateTimeOffset now)
    {
        // An expression that matches every minute has many beginnings in a long freeze. So recent times are searched
        // first.
        foreach (var look in _looks)
        {
            var from = now - (look < Duration ? look : Duration);
            if (
                Begins.GetOccurrences(from, now, Zone, fromInclusive: false, toInclusive: true).ToList()
                is [.., var last]
            )
                return last;
            if (look >= Duration)
                break;
        }
        return null;
    }
}
