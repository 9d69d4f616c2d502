using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases;

/// <summary>
/// <c>validate --live</c>: runs the checks on the live release against the one that it replaced. The result goes to
/// the log; the release keeps the outcomes with which it went live.
/// </summary>
internal sealed class LiveValidation(ReleaseRun run)
{
    public async Task<ReleaseReport.Released> RunAsync(ReleaseBook book, CancellationToken cancellation)
    {
        if (book.Live is not { } live || book.Record(live.Number) is not { } release)
            throw new ReleaseException(ErrorCode.NothingToDo, $"nothing is live in '{run.Name}'");
        var (outcomes, refusal, detail) = await run.StepAsync(
            "validate",
            release.Id,
            async () =>
            {
                var (found, _) = await new Validation(run).RunAsync(
                    release with
                    {
                        Base = WayBack.Replaced(book),
                    },
                    null,
                    cancellation
                );
                var refused = Validation.Refusal(found);
                return (Outcomes: found, Refusal: refused, Detail: refused?.Message ?? $"{found.Count} checks");
            },
            judged => judged.Detail
        );
        await using (var session = await run.OpenAsync(cancellation))
            await run.Ledger.WriteAsync(
                session,
                run.Lease,
                [
                    run.Ledger.InsertStep(
                        release.Number,
                        "validate live",
                        Ledger.Text(release.State),
                        run.Steps[^1].Seconds,
                        detail,
                        run.Lease.Fencing
                    ),
                ],
                cancellation
            );
        return new ReleaseReport.Released
        {
            Release = book.Find(release.Number),
            Live = book.LiveSummary,
            Checks = outcomes,
            Error = refusal,
            ExitCode = refusal?.Code.Exit ?? ExitCode.Done,
            Summary = refusal is null ? Sentence(release, outcomes) : "",
        };
    }

    /// <summary>The sentence of a release that no check refuses: it passes only what could be decided.</summary>
    private static string Sentence(ReleaseRecord release, IReadOnlyList<CheckOutcome> outcomes)
    {
        var open = outcomes.Where(outcome => outcome.State == CheckState.Inconclusive).ToList();
        var live = $"{release.Id} ({release.Version}) is live";
        if (open.Count == 0)
            return $"{live} and passes its checks";
        var named = open.Take(3)
            .Select(outcome =>
                $"{outcome.Name}{(outcome.Relation.Length > 0 ? $" of {outcome.Relation}" : "")}: {outcome.Message}"
            );
        return $"{live}; {open.Count} of {outcomes.Count} checks decided nothing: {string.Join("; ", named)}"
            + (open.Count > 3 ? $"; and {open.Count - 3} more" : "");
    }
}
