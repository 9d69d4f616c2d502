using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>How far a list of steps got.</summary>
/// <param name="Release">The release after the last step.</param>
internal abstract record CourseEnd(ReleaseRecord Release)
{
    /// <summary>Every step is done.</summary>
    public sealed record Finished(ReleaseRecord Release) : CourseEnd(Release);

    /// <summary>A step waits.</summary>
    public sealed record Waits(ReleaseRecord Release) : CourseEnd(Release);

    /// <summary>A step found that the release must go back.</summary>
    /// <param name="Release">The release after the last step.</param>
    /// <param name="Why">The reason, with its values.</param>
    public sealed record GoesBack(ReleaseRecord Release, ReleaseException Why) : CourseEnd(Release);

    /// <summary>A step refused or failed.</summary>
    /// <param name="Release">The release as it was before the step.</param>
    /// <param name="At">The step's row.</param>
    /// <param name="Error">The step's error.</param>
    public sealed record Failed(ReleaseRecord Release, CourseStep At, ReleaseException Error) : CourseEnd(Release);
}

/// <summary>
/// Runs a list of steps from the first one that is not done, or takes a list back. The ledger has the list before the
/// first step begins, and records each step as done before the next begins.
/// </summary>
internal sealed class Course(ReleaseRun run)
{
    /// <summary>Opens the builder; null for the environment's own builder.</summary>
    public Func<CancellationToken, Task<IGreenBuilder>>? Builder { get; init; }

    /// <summary>Runs the rest of a list.</summary>
    /// <param name="start">The context of the first step.</param>
    /// <param name="list">The list's steps in the ledger. Finished steps are skipped.</param>
    /// <param name="work">The open builder, if there is one already. It is closed when green is built.</param>
    /// <param name="cancellation">Honoured before and within steps.</param>
    public async Task<CourseEnd> RunAsync(
        StepContext start,
        IReadOnlyList<CourseStep> list,
        GreenWork? work,
        CancellationToken cancellation
    )
    {
        var context = start;
        try
        {
            foreach (var row in CourseBook.Left(list))
            {
                context = context with { Row = row };
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
                var result = await step.RunAsync(context, cancellation);
                if (result is StepResult.Done done)
                    context = await KeepAsync(context, done, cancellation);
                else
                    return await SuspendAsync(row, result, cancellation);
            }
            return new CourseEnd.Finished(context.Release);
        }
        catch (Exception error) when (run.Translate(error) is { } known)
        {
            return new CourseEnd.Failed(context.Release, context.Row, known);
        }
        finally
        {
            if (work is not null)
                await work.DisposeAsync();
        }
    }

    /// <summary>Takes back what a list did, the last step first. Live does not change.</summary>
    /// <param name="start">The context in which the steps worked.</param>
    /// <param name="list">The list's rows. A row that is not over may have been begun.</param>
    /// <param name="why">The reason, for the ledger.</param>
    /// <param name="cancellation">Ends the undoing, which can be repeated.</param>
    public static async Task UndoAsync(
        StepContext start,
        IReadOnlyList<CourseStep> list,
        string why,
        CancellationToken cancellation
    )
    {
        foreach (var row in list.Reverse().Where(row => row.State != StepState.Undone))
            await StepCatalog.Read(row).UndoAsync(start with { Row = row }, why, cancellation);
    }

    /// <summary>Records the step as done, together with its result, in one transaction.</summary>
    private async Task<StepContext> KeepAsync(StepContext context, StepResult.Done done, CancellationToken cancellation)
    {
        IReadOnlyList<Sql> writes = [.. done.Writes, context.Done(done.Detail)];
        var release = done.Release;
        if (done.Becomes is { } state)
            release = await run.TransitionAsync(release, state, context.Row.Name, "", writes, cancellation);
        else if (!done.IsWritten)
            await WriteAsync(writes, cancellation);
        return context with
        {
            Release = release,
            Green = done.Green ?? context.Green,
            Written = done.Written ?? context.Written,
        };
    }

    /// <summary>Records why the list does not go on now.</summary>
    private async Task<CourseEnd> SuspendAsync(CourseStep row, StepResult result, CancellationToken cancellation)
    {
        switch (result)
        {
            case StepResult.Waits waits:
                await WriteAsync([.. waits.Writes, Mark(row, StepState.Waiting, waits.For, waits.Until)], cancellation);
                return new CourseEnd.Waits(waits.Release);
            case StepResult.GoesBack back:
                // The step is not over: if this process dies before it has gone back, the next one does so.
                await WriteAsync([.. back.Writes, Mark(row, StepState.Refused, back.Why.Message, null)], cancellation);
                return new CourseEnd.GoesBack(back.Release, back.Why);
            default:
                throw new InvalidOperationException($"a result of the kind {result.GetType().Name}");
        }
    }

    /// <summary>The statement that sets a step's state.</summary>
    public Sql Mark(CourseStep row, StepState state, string result, DateTimeOffset? until = null) =>
        run.Ledger.SetCourseStep(row.Number, row.Ordinal, state, result, until, run.Lease.Fencing);

    private async Task WriteAsync(IReadOnlyList<Sql> writes, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(session, run.Lease, writes, cancellation);
    }
}
