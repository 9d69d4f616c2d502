using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;

namespace DataRelease.Steps.Policies;

/// <summary>
/// <c>require: {environment: …, soak: …}</c>: asks the other environment's own ledger. If that fails, the policy
/// refuses.
/// </summary>
internal sealed class SoakedElsewhere(ReleaseRun run)
{
    public async Task<PolicyVerdict> JudgeAsync(
        RequiredEnvironment required,
        CandidateCode code,
        CancellationToken cancellation
    )
    {
        var name = $"require {required.Environment}";
        var (passes, message) = await AskAsync(required, code, cancellation);
        return new PolicyVerdict(
            name,
            required.Where,
            ErrorCode.RequiredElsewhere,
            passes ? PolicyState.Pass : PolicyState.Refuse,
            message
        );
    }

    private async Task<(bool Passes, string Message)> AskAsync(
        RequiredEnvironment required,
        CandidateCode code,
        CancellationToken cancellation
    )
    {
        if (!code.IsKnown)
            return (false, "what the candidate was made from is not known: it has neither a package nor a commit");
        if (run.Environment.Other is not { } open)
            return (false, $"'{required.Environment}' can't be opened from here");
        ReleaseEnvironment? other = null;
        ReleaseRun? there = null;
        try
        {
            other = open(required.Environment);
            there = new ReleaseRun(other, run.Events, run.Clock);
            return await LookAsync(there, required, code, cancellation);
        }
        catch (Exception error) when ((there ?? run).Translate(error) is { } known && !IsEnd(known))
        {
            return (false, $"'{required.Environment}' can't be queried: {known.Code.Id}: {known.Message}");
        }
        finally
        {
            if (there is not null)
                await there.DisposeAsync();
            if (other is not null)
                await other.Warehouse.DisposeAsync();
        }

        bool IsEnd(ReleaseException known) => known.Code == ErrorCode.Cancelled && cancellation.IsCancellationRequested;
    }

    private static async Task<(bool Passes, string Message)> LookAsync(
        ReleaseRun there,
        RequiredEnvironment required,
        CandidateCode code,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(there, cancellation, ReleaseScope.Everything);
        if (book.Releases.Count == 0)
            return (false, $"nothing was ever released in '{there.Name}'");
        await using var session = await there.OpenAsync(cancellation);
        var same = new List<ReleaseRecord>();
        foreach (var release in book.Releases.Where(release => release.LiveAt is not null))
            if (code.IsSame(await CandidateCode.ReadAsync(there.Ledger, session, release, cancellation)))
                same.Add(release);
        if (same.Count == 0)
            return (false, $"{code} was never live in '{there.Name}'{Waits(book)}");
        var now = (await Warehouses.ServerClock.ReadAsync(session, there.Clock, cancellation)).Now;
        var times = LiveTime.Of(await there.Ledger.ReadStepsAsync(session, cancellation), book.Live, now);
        if (same.Find(release => IsRolledBack(release, book, times)) is { } back)
            return (false, $"{back.Id} with {code} was rolled back in '{there.Name}'");
        foreach (var release in same)
            if (await UnfinishedAsync(there, session, release, cancellation) is { } why)
                return (false, $"{release.Id} with {code} is live in '{there.Name}', and {why}");
        var lasted = LiveTime.Longest(times, same.Select(release => release.Number).ToHashSet());
        return lasted < required.Soak
            ? (
                false,
                $"{same[0].Id} with {code} was live in '{there.Name}' for {Span(lasted)}, and "
                    + $"{Span(required.Soak)} are required"
                    + (
                        same.Exists(release => release.Number == book.Live?.Number)
                            ? $": at {(now + required.Soak - lasted).UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC it will "
                                + "have been live long enough"
                            : ""
                    )
            )
            : (true, $"{same[0].Id} with {code} was live in '{there.Name}' for {Span(lasted)}");
    }

    /// <summary>
    /// A release's state says it only until the release is retired. The log, which stays, says how its last time
    /// ended.
    /// </summary>
    private static bool IsRolledBack(ReleaseRecord release, ReleaseBook book, IReadOnlyList<LiveTime> times) =>
        release.Number != book.Live?.Number
        && (
            release.State == ReleaseState.RolledBack
            || times.LastOrDefault(time => time.Number == release.Number) is { IsTakenBack: true }
        );

    /// <summary>Why its monitoring has not passed; null if it has, or if there was none.</summary>
    private static async Task<string?> UnfinishedAsync(
        ReleaseRun there,
        Warehouses.WarehouseSession session,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        var course = await there.Ledger.ReadCourseAsync(session, release.Number, cancellation);
        if (course.FirstOrDefault(step => step.Name == MonitorStep.Kind) is not { } monitor)
            return null;
        return monitor.State switch
        {
            StepState.Done when monitor.Result.StartsWith(MonitorStep.Promoted, StringComparison.Ordinal) =>
                $"its monitoring did not pass: it was {monitor.Result}",
            StepState.Done or StepState.Undone => null,
            StepState.Refused => $"its monitoring failed: {monitor.Result}",
            _ => "its monitoring has not passed yet",
        };
    }

    private static string Waits(ReleaseBook book) =>
        book.Live is { } live && book.Record(live.Number) is { } release
            ? $"; {release.Id} ({release.Version}) is live there"
            : "";

    private static string Span(TimeSpan span) =>
        span.TotalDays >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} d")
        : span.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h")
        : span.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} min")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s");
}
