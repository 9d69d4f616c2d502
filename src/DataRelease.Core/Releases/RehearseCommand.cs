using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases;

/// <summary><c>rehearse</c>: swaps a candidate in, out and in again on scratch schemas.</summary>
internal sealed class RehearseCommand(ReleaseRun run)
{
    public async Task<ReleaseReport.Tried> RunAsync(RehearseRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var release = request.Release is { } name
            ? book.Named(name)
                ?? throw new ReleaseException(
                    ErrorCode.ReleaseUnknown,
                    $"'{run.Environment.Name}' has no release '{name}'"
                )
            : book.Releases.FirstOrDefault(candidate => candidate.State == ReleaseState.Validated)
                ?? throw new ReleaseException(ErrorCode.NothingToDo, $"no candidate waits in '{run.Environment.Name}'");
        if (release.State != ReleaseState.Validated && !release.IsRetained)
            throw new ReleaseException(ErrorCode.WrongState, $"{release.Id} is {Ledger.Text(release.State)}");
        if (book.Live is null)
            throw new ReleaseException(
                ErrorCode.NothingToDo,
                $"nothing is live in '{run.Environment.Name}', so there is nothing to go back to"
            );
        ReleaseException? refusal = null;
        var rehearsal = new Rehearsal(run);
        try
        {
            await run.StepAsync("rehearse", release.Id, () => rehearsal.RehearseAsync(release, cancellation));
        }
        catch (ReleaseException error)
            when (error.Code == ErrorCode.RehearsalFailed || error.Code == ErrorCode.RehearsalSlow)
        {
            refusal = error;
        }
        return new ReleaseReport.Tried
        {
            Release = book.Find(release.Number),
            Live = book.LiveSummary,
            Checks = rehearsal.Checks,
            Error = refusal,
            ExitCode = refusal?.Code.Exit ?? ExitCode.Done,
            Summary = refusal is null ? $"{release.Id} can go live and be taken back" : "",
        };
    }
}
