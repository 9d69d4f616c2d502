using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Policies;

namespace DataRelease.Releases;

/// <summary><c>approve</c>: a person agrees that a candidate goes live.</summary>
internal sealed class ApproveCommand(ReleaseRun run)
{
    public async Task<ReleaseReport.Ended> RunAsync(ApproveRequest request, CancellationToken cancellation)
    {
        var release = Candidates.Choose(
            await ReleaseBook.ReadAsync(run, cancellation),
            new SwapRequest { Release = request.Release, Commit = request.Commit },
            run.Name
        );
        var said = await run.StepAsync(Approvals.Told, release.Id, async () =>
        {
            var approval = await new Approvals(run).ApproveAsync(release, request.By, cancellation);
            return $"{Candidates.Describe(release)} is approved by {approval}";
        });
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var missing = (await new Hindrances(run).ReadAsync(book, cancellation)).GetValueOrDefault(release.Number) ?? [];
        return new ReleaseReport.Ended
        {
            Release = book.Summarize(release) with { Missing = missing },
            Live = book.LiveSummary,
            Summary =
                missing.Count > 0 ? $"{said}; {Hindrances.Describe(release.Id, missing)}"
                : Candidates.Swappable(book).Contains(release) ? $"{said}: data-release swap --release {release.Id}"
                : said,
        };
    }
}
