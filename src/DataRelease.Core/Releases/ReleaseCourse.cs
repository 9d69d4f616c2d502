using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Reporting;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases;

/// <summary>Runs a release's own list and makes the report.</summary>
internal sealed class ReleaseCourse(ReleaseRun run, Random random)
{
    private readonly Findings _findings = new();

    /// <summary>Opens the builder; null for the environment's own builder.</summary>
    public Func<CancellationToken, Task<IGreenBuilder>>? Builder { get; init; }

    /// <summary>Why the release must go back, if a step that watched it says so; otherwise null.</summary>
    public ReleaseException? GoesBack { get; private set; }

    /// <summary>Runs the rest of a list.</summary>
    /// <param name="release">The release.</param>
    /// <param name="list">The list's steps in the ledger. Finished steps are skipped.</param>
    /// <param name="work">The open builder, if there is one already. It is closed when green is built.</param>
    /// <param name="say">Writes the report's sentence, from the ledger afterwards.</param>
    /// <param name="cancellation">Honoured before and within steps.</param>
    public async Task<ReleaseReport.Released> RunAsync(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        GreenWork? work,
        Func<ReleaseBook, ReleaseRecord, string> say,
        CancellationToken cancellation
    ) => await new ReportFiling(run).FileAsync(await RunStepsAsync(release, list, work, say, cancellation), _findings);

    private async Task<ReleaseReport.Released> RunStepsAsync(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        GreenWork? work,
        Func<ReleaseBook, ReleaseRecord, string> say,
        CancellationToken cancellation
    )
    {
        var course = new Course(run) { Builder = Builder };
        var end =
            list.Count == 0
                ? new CourseEnd.Finished(release)
                : await course.RunAsync(
                    new StepContext(run, random, _findings, release, new Green.Kept(), list[0]),
                    list,
                    work,
                    cancellation
                );
        if (end is CourseEnd.Failed failed)
            return await FailedAsync(course, list, failed);
        GoesBack = (end as CourseEnd.GoesBack)?.Why;
        var book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
        return new ReleaseReport.Released
        {
            Release = book.Find(end.Release.Number),
            Live = book.LiveSummary,
            Checks = _findings.Checks,
            Problems = _findings.Problems,
            Changes = await run.Sides.ChangesAsync(end.Release, CancellationToken.None),
            Watch = await new WatchReader(run).ReadAsync(book, CancellationToken.None, end.Release.Id),
            Summary = say(book, end.Release),
        };
    }

    /// <summary>Makes the report of an error, and records in the ledger how far the release got.</summary>
    private async Task<ReleaseReport.Released> FailedAsync(
        Course course,
        IReadOnlyList<CourseStep> list,
        CourseEnd.Failed failed
    )
    {
        var (row, known) = (failed.At, failed.Error);
        var number = row.Number;
        var report = new ReleaseReport.Released
        {
            ExitCode = known.Code.Exit,
            Error = known,
            Checks = _findings.Checks,
            Problems = _findings.Problems,
        };
        try
        {
            await run.ReconnectAsync();
            var book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
            // A swap whose outcome nobody knows may be committed after this: the next command finds out.
            var isOurs = known.Code != ErrorCode.LeaseLost && known.Code != ErrorCode.OutcomeUnknown;
            var registration = new Registration(run);
            if (isOurs && book.Record(number) is { } begun && registration.NeverBegan(begun, list, row, known))
            {
                await registration.WithdrawAsync(begun, CancellationToken.None);
                return report with { Live = book.LiveSummary };
            }
            if (book.Record(number) is { } record && book.Live?.Number != number && isOurs)
            {
                // A swap that did not happen leaves its candidate as it was. Earlier steps have to be done again.
                var waves = book.IsRolling ? await new RollingReturn(run, random).ShownAsync(record, default) : null;
                var state =
                    waves is { Count: > 0 } ? ReleaseState.Rolling
                    : waves is not null ? ReleaseState.Validated
                    : book.Shown?.Number == number ? ReleaseState.Exposing
                    // An interrupted shadow goes on. A shadow that refused does not.
                    : record.State == ReleaseState.Shadowing && known.Code.Exit != ExitCode.Refused
                        ? ReleaseState.Shadowing
                    : record.State is ReleaseState.Swapping or ReleaseState.Validated ? ReleaseState.Validated
                    : ReleaseState.Failed;
                var message = $"{known.Code.Id}: {known.Message}";
                await run.TransitionAsync(
                    record with
                    {
                        Message = message,
                    },
                    state,
                    "failed",
                    known.Code.Id,
                    [
                        course.Mark(row, StepState.Refused, message),
                        .. _findings.Checks.Count > 0 ? run.Ledger.ReplaceChecks(number, _findings.Checks) : [],
                    ],
                    CancellationToken.None
                );
                // Relations that can't be swapped would stay on another release than those that are live already.
                if (
                    waves is { Count: > 0 }
                    && row.Name is WaveStep.Kind or "swap"
                    && known.Code.Exit == ExitCode.Refused
                    && !run.Cancellation.IsCancellationRequested
                )
                    GoesBack = known;
                book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
            }
            return report with
            {
                Release = book.Find(number),
                Live = book.LiveSummary,
                Changes = book.Record(number) is { } ended
                    ? await run.Sides.ChangesAsync(ended, CancellationToken.None)
                    : [],
            };
        }
        catch (Exception second) when (run.Translate(second) is not null)
        {
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    known.Code.Id,
                    $"how {ReleaseRecord.Name(number)} ended could not be written to the ledger: "
                        + second.Message.ReplaceLineEndings(" ")
                )
            );
            return report;
        }
    }
}
