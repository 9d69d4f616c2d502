using DataRelease.Errors;

namespace DataRelease.Releases;

/// <summary>Makes an earlier retained release live again: one swap, whatever the size of the data.</summary>
internal sealed class Rollback(ReleaseRun run, Random random)
{
    public async Task<ReleaseReport> RunAsync(RollbackRequest request, CancellationToken cancellation)
    {
        var (target, live) = await ChooseAsync(request, cancellation).ConfigureAwait(false);
        await run.StepAsync("rollback", $"{ReleaseRecord.Name(live.Number)} -> {target.Id}", async () =>
        {
            var swap = new LiveSwap(run, random);
            var prepared = await swap.PrepareAsync(target, dropMissing: true, cancellation).ConfigureAwait(false);
            // Whoever could find an earlier release empty was waited for when it went live, unless nothing was waited for then
            // (swap.fence: 0): it costs one question to know.
            await swap.FenceAsync(target, cancellation).ConfigureAwait(false);
            var attempts = await swap.ExecuteAsync(target, prepared, ReleaseState.RolledBack, "rollback", cancellation).ConfigureAwait(false);
            return $"{LiveSwap.Describe(prepared.Plan)}{(attempts > 1 ? $", {attempts} attempts" : "")}";
        }).ConfigureAwait(false);
        var book = await new Standing(run).ReadAsync(cancellation).ConfigureAwait(false);
        return new ReleaseReport
        {
            Environment = run.Environment.Name,
            Release = book.Find(target.Number),
            Live = book.LiveSummary,
            Summary = $"{target.Id} ({target.Version}) is live again; {ReleaseRecord.Name(live.Number)} is kept, data-release rollback --to {ReleaseRecord.Name(live.Number)} would return to it",
        };
    }

    public async Task<ReleaseReport> PreviewAsync(RollbackRequest request, CancellationToken cancellation)
    {
        var (target, live) = await ChooseAsync(request, cancellation).ConfigureAwait(false);
        var prepared = await new LiveSwap(run, random).PrepareAsync(target, dropMissing: true, cancellation).ConfigureAwait(false);
        var book = await new Standing(run).ReadAsync(cancellation).ConfigureAwait(false);
        return new ReleaseReport
        {
            Environment = run.Environment.Name,
            Release = book.Find(target.Number),
            Live = book.LiveSummary,
            Statements = Statements(prepared),
            Plan = SwapPreview.Describe(prepared.Plan),
            Summary = $"would go from {ReleaseRecord.Name(live.Number)} back to {target.Id} ({target.Version}): {LiveSwap.Describe(prepared.Plan)}",
        };
    }

    private List<string> Statements(LiveSwap.Prepared prepared) =>
        SwapPreview.Statements(run, prepared);

    private async Task<(ReleaseRecord Target, LiveRecord Live)> ChooseAsync(RollbackRequest request, CancellationToken cancellation)
    {
        var book = await new Standing(run).ReadAsync(cancellation).ConfigureAwait(false);
        if (book.Live is not { } live) throw new ReleaseException(ErrorCode.NoWayBack, $"nothing is live in '{run.Environment.Name}'");
        if (request.To is { } name)
        {
            var named = book.Named(name) ?? throw new ReleaseException(ErrorCode.ReleaseUnknown, $"'{name}' is neither a release nor a version in '{run.Environment.Name}'");
            if (named.Number == live.Number) throw new ReleaseException(ErrorCode.NothingToDo, $"{named.Id} is live already");
            return named.IsRetained
                ? (named, live)
                : throw new ReleaseException(ErrorCode.NoWayBack, $"{named.Id} is {Ledger.Text(named.State)}, so it can't be made live");
        }
        var previous = live.Previous is { } number && book.Record(number) is { IsRetained: true } before
            ? before
            : book.Releases.Where(release => release.IsRetained && release.Number < live.Number && release.State == ReleaseState.Superseded).MaxBy(release => release.LiveAt ?? DateTimeOffset.MinValue);
        return (previous ?? throw new ReleaseException(ErrorCode.NoWayBack, $"no release before {ReleaseRecord.Name(live.Number)} is kept"), live);
    }
}
