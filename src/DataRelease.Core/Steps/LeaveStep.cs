using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>
/// Records what the release held when it left, so that going forward to it can be verified, too. Reports the rows that
/// were given up, and the rows of its builds that stay behind.
/// </summary>
internal sealed record LeaveStep() : Step("leave")
{
    /// <summary>The release that was gone back to.</summary>
    public int To { get; init; }

    /// <summary>
    /// True if rows that were written since its swap are given up, so that they were not counted before.
    /// </summary>
    public bool AcceptLoss { get; init; }

    /// <summary>True if these rows were carried.</summary>
    public bool Carries { get; init; }

    /// <summary>True if state with the same code stayed.</summary>
    public bool Keeps { get; init; }

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, from) = (context.Run, context.Row.Number);
        var kept = await new KeptState(run).KeptAsync(Keeps, from, To, cancellation);
        // Nobody can write to the release through live's views any more, so this is the last word.
        var count = () => new WrittenRows(run).CountAsync(from, To, cancellation, kept);
        var written = context.Written is null
            ? await run.StepAsync("count", ReleaseRecord.Name(from), count, counted =>
                Written.Losses(counted) is { Count: > 0 } found
                    ? WriteLoss.Describe(found)
                    : "nothing was written since the swap"
            )
            : await count();
        var losses = Written.Losses(written);
        context.Findings.Losses = Carries ? [] : losses;
        if (losses.Count > 0 && AcceptLoss && !Carries)
            context.Findings.Tell($"given up: {WriteLoss.Describe(losses)}");
        var late = AcceptLoss && !Carries ? [] : Late(written, context.Written);
        if (late.Count > 0)
            // The way back is done, and the rows are kept. They are for a person to move.
            context.Findings.Flaw = new ReleaseException(
                ErrorCode.WrittenMeanwhile,
                $"{context.Release.Id} is live; rows were written to {ReleaseRecord.Name(from)} after they were "
                    + $"counted: {string.Join("; ", late)}"
            );
        else if (Carries && context.Written is null && losses.Count > 0)
            context.Findings.Tell("whether rows were written after they were carried is not known");
        if (await new LeftBehind(run).DescribeAsync(from, To, kept, cancellation) is { Length: > 0 } left)
            context.Findings.Tell(left);
        var marks = new ReleaseMarks(run);
        await using (var session = await run.OpenAsync(cancellation))
        {
            foreach (var one in written.Where(one => one is { Now: not null, Mark: not null }))
                await marks.LeaveAsync(session, from, one.Relation, one.Now!, one.Mark!.Columns, cancellation);
        }
        await marks.TakeBackAsync(context.Release, from, cancellation);
        return new StepResult.Done(context.Release, WriteLoss.Describe(losses));
    }

    /// <summary>
    /// What was written between the count, or the carrying, and the swap: one phrase for each table. Without an earlier
    /// count, everything was written after it, because the count would have refused to go back.
    /// </summary>
    private IReadOnlyList<string> Late(IReadOnlyList<Written> now, IReadOnlyList<Written>? before)
    {
        return before is null && Carries ? [] : LateWrites.Describe(now, before ?? []);
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var live = preview.Book.Live!.Number;
        var kept = await new KeptState(preview.Run).KeptAsync(Keeps, live, To, cancellation);
        if (AcceptLoss && !Carries)
            preview.Losses = Written.Losses(
                await new WrittenRows(preview.Run).CountAsync(live, To, cancellation, kept)
            );
        if (await new LeftBehind(preview.Run).DescribeAsync(live, To, kept, cancellation) is { Length: > 0 } left)
            preview.Tell($"{left}{(Keeps ? "" : "; --keep-state keeps it where the code is the same")}");
    }
}
