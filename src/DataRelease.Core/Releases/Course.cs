using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Reporting;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>
/// Runs a release's list of steps from the first one that is not done. The ledger has the list before the first step
/// begins, and knows of each that it is done before the next begins.
/// </summary>
internal sealed class Course(ReleaseRun run, Random random)
{
    private readonly Findings _findings = new();

    /// <summary>Who builds; the environment's own builder if not set.</summary>
    public Func<CancellationToken, Task<IGreenBuilder>>? Builder { get; init; }

    /// <summary>Why the release is to go back, where a step that watched it said so; else null.</summary>
    public ReleaseException? GoesBack { get; private set; }

    /// <summary>Runs what is left of a list.</summary>
    /// <param name="release">The release.</param>
    /// <param name="list">Its steps, as the ledger has them; those that are over are passed by.</param>
    /// <param name="work">What green is built with, if it is open already; closed when green is built.</param>
    /// <param name="say">The report's sentence, from what the ledger says afterwards.</param>
    /// <param name="cancellation">Honoured before and within steps.</param>
    public async Task<ReleaseReport> RunAsync(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        GreenWork? work,
        Func<ReleaseBook, ReleaseRecord, string> say,
        CancellationToken cancellation
    ) => await new ReportFiling(run).FileAsync(await RunStepsAsync(release, list, work, say, cancellation), _findings);

    private async Task<ReleaseReport> RunStepsAsync(
        ReleaseRecord release,
        IReadOnlyList<CourseStep> list,
        GreenWork? work,
        Func<ReleaseBook, ReleaseRecord, string> say,
        CancellationToken cancellation
    )
    {
        var current = 0;
        try
        {
            var context = new StepContext(run, random, _findings, release, new Green.Kept());
            foreach (var row in CourseBook.Left(list))
            {
                current = row.Ordinal;
                var step = StepCatalog.Read(row);
                if (step.IsOfBuild && context.Green is Green.Kept)
                {
                    work ??= await GreenWork.OpenAsync(Builder ?? run.Environment.Builder, cancellation);
                    context = context with { Green = new Green.Unbuilt(work) };
                }
                else if (!step.IsOfBuild && work is not null)
                {
                    await work.DisposeAsync();
                    work = null;
                }
                var result = await step.RunAsync(context with { Ordinal = row.Ordinal }, cancellation);
                if (result is StepResult.Done done)
                {
                    context = await KeepAsync(context, row, done, cancellation);
                    continue;
                }
                context = context with { Release = result.Release };
                await SuspendAsync(row, result, cancellation);
                break;
            }
            var book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
            return new ReleaseReport
            {
                Environment = run.Name,
                Release = book.Find(context.Release.Number),
                Live = book.LiveSummary,
                Checks = _findings.Checks,
                Problems = _findings.Problems,
                Plan = await run.Sides.ChangesAsync(context.Release, CancellationToken.None),
                Watch = await new WatchReader(run).ReadAsync(book, CancellationToken.None),
                Summary = say(book, context.Release),
            };
        }
        catch (Exception error) when (run.Translate(error) is { } known)
        {
            return await FailedAsync(release.Number, list.First(row => row.Ordinal == current), known);
        }
        finally
        {
            if (work is not null)
                await work.DisposeAsync();
        }
    }

    /// <summary>Writes down that the step is done, and what came of it, in one transaction.</summary>
    private async Task<StepContext> KeepAsync(
        StepContext context,
        CourseStep row,
        StepResult.Done done,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<Sql> writes = [.. done.Writes, Mark(row, StepState.Done, done.Detail, null)];
        var release = done.Release;
        if (done.Becomes is { } state)
            release = await run.TransitionAsync(release, state, row.Name, "", writes, cancellation);
        else if (!done.IsWritten)
            await WriteAsync(writes, cancellation);
        return context with { Release = release, Green = done.Green ?? context.Green };
    }

    /// <summary>Writes down why the list does not go on now.</summary>
    private async Task SuspendAsync(CourseStep row, StepResult result, CancellationToken cancellation)
    {
        switch (result)
        {
            case StepResult.Waits waits:
                await WriteAsync([.. waits.Writes, Mark(row, StepState.Waiting, waits.For, waits.Until)], cancellation);
                break;
            case StepResult.GoesBack back:
                GoesBack = back.Why;
                // Not over: a process that dies before it has gone back leaves that to the next one.
                await WriteAsync([.. back.Writes, Mark(row, StepState.Refused, back.Why.Message, null)], cancellation);
                break;
            default:
                throw new InvalidOperationException($"a result of the kind {result.GetType().Name}");
        }
    }

    private Sql Mark(CourseStep row, StepState state, string result, DateTimeOffset? until) =>
        run.Ledger.SetCourseStep(row.Number, row.Ordinal, state, result, until, run.Lease.Fencing);

    private async Task WriteAsync(IReadOnlyList<Sql> writes, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(session, run.Lease, writes, cancellation);
    }

    /// <summary>On an error the ledger is told how far the release got.</summary>
    private async Task<ReleaseReport> FailedAsync(int number, CourseStep row, ReleaseException known)
    {
        var report = new ReleaseReport
        {
            Environment = run.Name,
            ExitCode = known.Code.Exit,
            Error = known,
            Checks = _findings.Checks,
            Problems = _findings.Problems,
        };
        try
        {
            await run.ReconnectAsync();
            var book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
            if (book.Record(number) is { } record && book.Live?.Number != number && known.Code != ErrorCode.LeaseLost)
            {
                // A swap that did not happen leaves its candidate as it was; anything earlier has to be done again.
                var state = record.State is ReleaseState.Swapping or ReleaseState.Validated
                    ? ReleaseState.Validated
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
                        Mark(row, StepState.Refused, message, null),
                        .. _findings.Checks.Count > 0 ? run.Ledger.ReplaceChecks(number, _findings.Checks) : [],
                    ],
                    CancellationToken.None
                );
                book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
            }
            return report with
            {
                Release = book.Find(number),
                Live = book.LiveSummary,
                Plan = book.Record(number) is { } failed
                    ? await run.Sides.ChangesAsync(failed, CancellationToken.None)
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
