using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases;

/// <summary>
/// Goes back to the release that was live before, after a failed analysis. A policy decides about rows that were
/// written since the swap.
/// </summary>
internal sealed class AutomaticRollback(ReleaseRun run, Random random)
{
    /// <summary>Goes back, or reports why going back was refused.</summary>
    /// <param name="release">The live release.</param>
    /// <param name="report">The report of the command that measured.</param>
    /// <param name="why">The failed measurement, with its values.</param>
    /// <param name="cancellation">Honoured before and within steps.</param>
    public async Task<ReleaseReport.Released> RunAsync(
        ReleaseRecord release,
        ReleaseReport.Released report,
        ReleaseException why,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        if (book.Shown?.Number == release.Number)
            return book.IsRolling
                ? await new RollingReturn(run, random).FailAsync(book.Shown, report, why, cancellation)
                : await new CanaryReturn(run, random).FailAsync(release, report, why, cancellation);
        var back = await GoBackAsync(cancellation);
        var after = await ReleaseBook.ReadAsync(run, CancellationToken.None);
        var error = Outcome(after.Record(release.Number) ?? release, back, why);
        return report with
        {
            Release = after.Find(release.Number),
            Live = back.Live,
            Error = error,
            ExitCode = error.Code.Exit,
            Losses = back.Losses,
            Carried = back.Carried,
            Watch = await new WatchReader(run).ReadAsync(after, CancellationToken.None),
            Summary = "",
        };
    }

    private async Task<ReleaseReport.Released> GoBackAsync(CancellationToken cancellation)
    {
        var policy = run.Config.Monitor.OnWrites;
        try
        {
            var course = new WayBackCourse(run, random);
            var book = await ReleaseBook.ReadAsync(run, cancellation);
            if (await BegunWayBack.FindAsync(run, book, cancellation) is { IsSwapped: true } begun)
                return await course.ContinueAsync(begun, cancellation);
            var plan = await new RollbackPlanner(run).PlanAsync(
                new RollbackRequest
                {
                    To = (WayBack.Next(book) ?? throw WayBack.Refusal(book)).Id,
                    CarryWrites = policy == OnWrites.Carry,
                    AcceptLoss = policy == OnWrites.Accept,
                },
                cancellation
            );
            return await course.RollBackAsync(plan, cancellation);
        }
        catch (Exception refused) when (run.Translate(refused) is { } known)
        {
            var book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
            return new ReleaseReport.Released
            {
                Live = book.LiveSummary,
                Error = known,
                ExitCode = known.Code.Exit,
            };
        }
    }

    private static ReleaseException Outcome(ReleaseRecord release, ReleaseReport back, ReleaseException why) =>
        back.Live is { } live && live.Release != release.Id
            ? new ReleaseException(
                ErrorCode.MonitoringFailed,
                $"{release.Id} ({release.Version}) is rolled back to {live.Release} ({live.Version}): {why.Message}"
            )
            : new ReleaseException(
                ErrorCode.MonitoringFailedStays,
                $"{release.Id} ({release.Version}) stays live: {why.Message}; going back was refused: "
                    + $"{back.Error?.Code.Id}: {back.Error?.Message}",
                back.Error?.ToDo
            );
}
