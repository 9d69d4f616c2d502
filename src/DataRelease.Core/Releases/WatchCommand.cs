using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Reporting;
using DataRelease.Steps;
using DataRelease.Steps.Policies;
using DataRelease.Steps.Shadows;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>
/// <c>advance</c>, <c>promote</c> and <c>pause</c>: goes on from a step that waits. A second call at the same time
/// finds the environment busy. A call that is too early reports when to call again.
/// </summary>
internal sealed class WatchCommand(ReleaseRun run, Random random)
{
    private const string Paused = "paused";

    /// <summary>Takes the measurements that are due, and goes on or back.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="watched">The release to go on with, if several wait; null for any.</param>
    public async Task<ReleaseReport.Released> AdvanceAsync(CancellationToken cancellation, string? watched = null)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        if (book.WaitingOf(watched) is not var (release, list, step))
            return Report(book, null, "nothing waits");
        // Somebody may have promoted the release and begun the next one, which is not this command's to go on with.
        if (watched is not null && book.Named(watched)?.Number != release.Number)
            return Report(book, null, $"{watched} waits for nothing any more");
        var watch = await new WatchReader(run).ReadAsync(book, cancellation, release.Id);
        if (step is { State: StepState.Waiting, Result: Paused })
            return await ToldAsync(
                Report(book, watch, $"{release.Id} is paused: data-release resume or data-release promote"),
                book,
                release,
                cancellation
            );
        if (step is { State: StepState.Waiting, Result: RollingReturn.Begun })
            return await ToldAsync(Report(book, watch, Sentences.Watched(book, release)), book, release, cancellation);
        if (step.State == StepState.Refused && book.IsRolling && RollingReturn.IsBegun(list))
            return await FinishAsync(release, step, book, watch, cancellation);
        var now = await run.ReadNowAsync(cancellation);
        return step.Until is { } until && until > now && !await IsSetBackAsync(step, until, now, cancellation)
            ? await ToldAsync(Report(book, watch, Sentences.Watched(book, release)), book, release, cancellation)
            : await RunAsync(release, list, cancellation);
    }

    /// <summary>
    /// True if the clock was set back after the last look at the step, so that its next look is further away than
    /// intended.
    /// </summary>
    private async Task<bool> IsSetBackAsync(
        CourseStep step,
        DateTimeOffset until,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        return WatchedAnalysis.ArtifactOf(step) is not { } artifact
            ? StepCatalog.Read(step) is ShadowStep { For: { } pause } && until - now > pause
            : await WatchedAnalysis.ReadAsync(run, step.Number, artifact, cancellation) is { } state
                && state.SeenAt > now;
    }

    /// <summary>Takes the other waves back, too, after a command that was cut short had taken back some.</summary>
    private Task<ReleaseReport.Released> FinishAsync(
        ReleaseRecord release,
        CourseStep step,
        ReleaseBook book,
        WatchSummary? watch,
        CancellationToken cancellation
    ) =>
        new AutomaticRollback(run, random).RunAsync(
            release,
            Report(book, watch, ""),
            new ReleaseException(ErrorCode.RollingFailed, step.Result),
            cancellation
        );

    /// <summary>
    /// Runs the rest of a list, whatever it waits for. Waves that were being taken back go live again first.
    /// </summary>
    public async Task<ReleaseReport.Released> RunAsync(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        CancellationToken cancellation
    )
    {
        var course = new ReleaseCourse(run, random);
        var report = await course.RunAsync(release, RollingReturn.Again(list), null, Sentences.Watched, cancellation);
        return course.GoesBack is { } why
            ? await new AutomaticRollback(run, random).RunAsync(release, report, why, cancellation)
            : report;
    }

    /// <summary>Treats the waiting step as done.</summary>
    /// <param name="full">True for every step that is left before the swap.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="named">The release, if several wait; null for any.</param>
    public async Task<ReleaseReport.Released> PromoteAsync(
        bool full,
        CancellationToken cancellation,
        string? named = null
    )
    {
        var (release, list, step) = await CurrentAsync(named, cancellation);
        var passed = list.Where(other => !other.IsOver)
            .TakeWhile(other =>
                full
                    ? other.Name is ReleaseBook.Exposing or ReleaseBook.Wave or "watch" or "monitor"
                        || ShadowSteps.IsLeft(other)
                    : other == step
            )
            // If only one step is promoted, a step that shows or compares the release runs and is not skipped.
            .Where(other => full || StepCatalog.Read(other) is WatchStep or MonitorStep)
            .ToList();
        var isLeft = passed.Any(ShadowSteps.Is);
        if (isLeft)
            new NothingSkipped(run).RequireShadow(release);
        IReadOnlyList<Sql> marks =
        [
            .. passed.Select(other =>
                Set(other, StepState.Done, $"{MonitorStep.Promoted}{Environment.UserName}", null)
            ),
        ];
        if (isLeft)
            release = await new ShadowSteps(run).LeaveAsync(release, marks, cancellation);
        else if (marks.Count > 0)
            await WriteAsync(marks, cancellation);
        if (passed.Count == 0 && ShadowSteps.IsLeft(step))
        {
            var due = step with { Until = await run.ReadNowAsync(cancellation) };
            await SetAsync(due, StepState.Waiting, due.Result, due.Until, cancellation);
            list = [.. list.Select(other => other == step ? due : other)];
        }
        return await RunAsync(release, [.. list.Except(passed)], cancellation);
    }

    /// <summary>Suspends measurements and steps until a person goes on.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="named">The release, if several wait; null for any.</param>
    public async Task<ReleaseReport.Released> PauseAsync(CancellationToken cancellation, string? named = null)
    {
        var (release, _, step) = await CurrentAsync(named, cancellation);
        await SetAsync(step, StepState.Waiting, Paused, null, cancellation);
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return await ToldAsync(
            Report(
                book,
                await new WatchReader(run).ReadAsync(book, cancellation, release.Id),
                $"{release.Id} is paused: data-release resume or data-release promote"
            ),
            book,
            release,
            cancellation
        );
    }

    /// <summary>The report with the measurements so far.</summary>
    private async Task<ReleaseReport.Released> ToldAsync(
        ReleaseReport.Released report,
        ReleaseBook book,
        ReleaseRecord release,
        CancellationToken cancellation
    ) =>
        report with
        {
            Monitoring = MonitoringSection.Of(await WatchedFacts.ReadAsync(run, book, release, cancellation)),
        };

    private async Task<OpenCourse> CurrentAsync(string? named, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var waiting = book.WaitingOf(named)
            ?? throw new ReleaseException(ErrorCode.NothingWaits, $"nothing in '{run.Name}' waits");
        return named is null || book.Named(named)?.Number == waiting.Release.Number
            ? waiting
            : throw new ReleaseException(
                ErrorCode.NothingWaits,
                $"'{named}' waits for nothing in '{run.Name}'; {waiting.Release.Id} does"
            );
    }

    private async Task SetAsync(
        CourseStep step,
        StepState state,
        string result,
        DateTimeOffset? until,
        CancellationToken cancellation
    )
    {
        await WriteAsync([Set(step, state, result, until)], cancellation);
    }

    private Sql Set(CourseStep step, StepState state, string result, DateTimeOffset? until) =>
        run.Ledger.SetCourseStep(step.Number, step.Ordinal, state, result, until, run.Lease.Fencing);

    private async Task WriteAsync(IReadOnlyList<Sql> writes, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(session, run.Lease, writes, cancellation);
    }

    private static ReleaseReport.Released Report(ReleaseBook book, WatchSummary? watch, string summary) =>
        new()
        {
            Live = book.LiveSummary,
            Release =
                watch is not null && book.Named(watch.Release) is { } watched ? book.Find(watched.Number)
                : book.Shown is { } shown ? book.Find(shown.Number)
                : book.Live is { } live ? book.Find(live.Number)
                : null,
            Watch = watch,
            Summary = summary,
        };
}
