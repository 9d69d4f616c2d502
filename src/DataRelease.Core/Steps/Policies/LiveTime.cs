using DataRelease.Ledgers;

namespace DataRelease.Steps.Policies;

/// <summary>A period in which a release was live.</summary>
/// <param name="Number">The release.</param>
/// <param name="From">The beginning.</param>
/// <param name="To">The end.</param>
internal sealed record LiveTime(int Number, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>True if a rollback ended it, by hand or after a failed watch.</summary>
    public bool IsTakenBack { get; init; }

    /// <summary>Every period in which a release was live, oldest first. Each lasts until the next one.</summary>
    /// <param name="steps">The environment's log, oldest first.</param>
    /// <param name="live">The marker.</param>
    /// <param name="now">The present time, by the clock that wrote the log.</param>
    public static IReadOnlyList<LiveTime> Of(IReadOnlyList<StepRecord> steps, LiveRecord? live, DateTimeOffset now)
    {
        var begins = steps
            .Where(step => step.State == Ledger.Text(ReleaseState.Live))
            .Select(step => (step.Number, step.At, step.Name))
            .ToList();
        if (live is not null && (begins.Count == 0 || begins[^1].Number != live.Number))
            begins.Add((live.Number, live.Since, ""));
        var found = new List<LiveTime>();
        foreach (var (number, at, name) in begins)
        {
            if (found is [.., var last])
            {
                if (last.Number == number)
                    continue;
                found[^1] = last with { To = at, IsTakenBack = name == RollbackStep };
            }
            found.Add(new LiveTime(number, at, now));
        }
        // Nothing has been live since the environment was left, which is the last that its release's log says.
        if (live is null && found is [.., var left])
            found[^1] = left with { To = steps.Last(step => step.Number == left.Number).At };
        return found;
    }

    /// <summary>The name that the log has for the step of a way back.</summary>
    private const string RollbackStep = "rollback";

    /// <summary>
    /// The longest uninterrupted time in which one of the releases was live. A refresh of the same code does not
    /// interrupt it.
    /// </summary>
    public static TimeSpan Longest(IReadOnlyList<LiveTime> times, IReadOnlySet<int> releases)
    {
        var longest = TimeSpan.Zero;
        var current = TimeSpan.Zero;
        foreach (var time in times)
        {
            // A clock that was set back must not shorten the time.
            var lasted = time.To > time.From ? time.To - time.From : TimeSpan.Zero;
            current = releases.Contains(time.Number) ? current + lasted : TimeSpan.Zero;
            longest = current > longest ? current : longest;
        }
        return longest;
    }
}
