using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>How far a list of steps got.</summary>
/// <param name="Release">The release as it is now.</param>
internal abstract record CourseEnd(ReleaseRecord Release)
{
    /// <summary>Through all of it.</summary>
    public sealed record Finished(ReleaseRecord Release) : CourseEnd(Release);

    /// <summary>To a step that waits.</summary>
    public sealed record Waits(ReleaseRecord Release) : CourseEnd(Release);

    /// <summary>To a step that says that what it watches is to go back.</summary>
    /// <param name="Release">The release as it is now.</param>
    /// <param name="Why">What is wrong, with its values.</param>
    public sealed record GoesBack(ReleaseRecord Release, ReleaseException Why) : CourseEnd(Release);

    /// <summary>To a step that refused or failed.</summary>
    /// <param name="Release">The release as it was before the step.</param>
    /// <param name="At">The step's row.</param>
    /// <param name="Error">What it said.</param>
    public sealed record Failed(ReleaseRecord Release, CourseStep At, ReleaseException Error) : CourseEnd(Release);
}

/// <summary>
/// Runs a list of steps from the first one that is not done, and takes one back. The ledger has the list before the
/// first step begins, and knows of each that it is done before the next begins.
/// </summary>
internal sealed class Course(ReleaseRun run)
{
    /// <summary>Who builds; the environment's own builder if not set.</summary>
    public Func<CancellationToken, Task<IGreenBuilder>>? Builder { get; init; }

    /// <summary>Runs what is left of a list.</summary>
    /// <param name="start">Where its steps find what they work on.</param>
    /// <param name="list">Its steps, as the ledger has them; those that are over are passed by.</param>
    /// <param name="work">What green is built with, if it is open already; closed when green is built.</param>
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

    /// <summary>Takes back what a list did, the last step first. Live does not change by it.</summary>
    /// <param name="start">Where its steps find what they worked on.</param>
    /// <param name="list">Its rows; one that is not over may have been begun.</param>
    /// <param name="why">Why, for the ledger.</param>
    /// <param name="cancellation">Ends it; it can be undone again.</param>
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

    /// <summary>Writes down that the step is done, and what came of it, in one transaction.</summary>
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

    /// <summary>Writes down why the list does not go on now.</summary>
    private async Task<CourseEnd> SuspendAsync(CourseStep row, StepResult result, CancellationToken cancellation)
    {
        switch (result)
        {
            case StepResult.Waits waits:
                await WriteAsync([.. waits.Writes, Mark(row, StepState.Waiting, waits.For, waits.Until)], cancellation);
                return new CourseEnd.Waits(waits.Release);
            case StepResult.GoesBack back:
                // Not over: a process that dies before it has gone back leaves that to the next one.
                await WriteAsync([.. back.Writes, Mark(row, StepState.Refused, back.Why.Message, null)], cancellation);
                return new CourseEnd.GoesBack(back.Release, back.Why);
            default:
                throw new InvalidOperationException($"a result of the kind {result.GetType().Name}");
        }
    }

    /// <summary>The statement that says where a step is.</summary>
    public Sql Mark(CourseStep row, StepState state, string result, DateTimeOffset? until = null) =>
        run.Ledger.SetCourseStep(row.Number, row.Ordinal, state, result, until, run.Lease.Fencing);

    private async Task WriteAsync(IReadOnlyList<Sql> writes, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(session, run.Lease, writes, cancellation);
    }
}
