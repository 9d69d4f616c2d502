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
        var written = context.Written
            ?? await run.StepAsync(
                "count",
                Ledgers.ReleaseRecord.Name(from),
                () => new WrittenRows(run).CountAsync(from, To, cancellation, kept),
                counted =>
                    Written.Losses(counted) is { Count: > 0 } found
                        ? WriteLoss.Describe(found)
                        : "nothing was written since the swap"
            );
        var losses = Written.Losses(written);
        context.Findings.Losses = Carries ? [] : losses;
        if (losses.Count > 0 && AcceptLoss && !Carries)
            context.Findings.Tell($"given up: {WriteLoss.Describe(losses)}");
        if (await new LeftBehind(run).DescribeAsync(from, To, kept, cancellation) is { Length: > 0 } left)
            context.Findings.Tell(left);
        await using var session = await run.OpenAsync(cancellation);
        foreach (var one in written.Where(one => one is { Now: not null, Mark: not null }))
            await new ReleaseMarks(run).LeaveAsync(
                session,
                from,
                one.Relation,
                one.Now!,
                one.Mark!.Columns,
                cancellation
            );
        return new StepResult.Done(context.Release, WriteLoss.Describe(losses));
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
