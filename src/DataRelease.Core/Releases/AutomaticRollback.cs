using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Reporting;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases;

/// <summary>
/// Goes back to the release that was live before, after a failed analysis. A policy decides about rows that were
/// written since the swap.
/// </summary>
internal sealed class AutomaticRollback(ReleaseRun run, Random random)
{
    /// <summary>
    /// Goes back, or reports why going back was refused. The release's document was made before, and is made again, so
    /// that it says how the release ended.
    /// </summary>
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
        var ended = await GoAsync(release, report, why, cancellation);
        // The document says first what happened to the release, and then why.
        var told = new ReleaseException(ended.Error!.Code, why.Message, ended.Error.ToDo);
        var filed = await new ReportFiling(run).FileAsync(
            ended with
            {
                Error = ended.Live?.Release == release.Id ? ended.Error : told,
            },
            new Findings()
        );
        return ended with { Document = filed.Document };
    }

    private async Task<ReleaseReport.Released> GoAsync(
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
        // It is written first, so that a command that is cut short leaves it, too.
        if (book.Record(release.Number) is { State: ReleaseState.Live } live)
            await RecordAsync(live with { Message = $"{ErrorCode.MonitoringFailed.Id}: {why.Message}" });
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

    /// <summary>
    /// The failed measurement for which a release was taken back, as the ledger keeps it; null if a person took it
    /// back, or if nobody did.
    /// </summary>
    /// <param name="release">The release.</param>
    public static ReleaseException? FailureOf(ReleaseRecord release)
    {
        if (release.State is not (ReleaseState.RolledBack or ReleaseState.Failed or ReleaseState.Aborted))
            return null;
        ErrorCode[] codes = [ErrorCode.MonitoringFailed, ErrorCode.CanaryFailed, ErrorCode.RollingFailed];
        return
            codes.FirstOrDefault(code => release.Message.StartsWith($"{code.Id}: ", StringComparison.Ordinal))
                is { } failed
            ? new ReleaseException(failed, Told(failed))
            : null;

        string Told(ErrorCode code)
        {
            var why = release.Message[(code.Id.Length + 2)..];
            return code == ErrorCode.MonitoringFailed ? $"{release.Id} ({release.Version}) is rolled back: {why}" : why;
        }
    }

    /// <summary>Writes down why the release is left, for <c>history</c> and its report.</summary>
    private async Task RecordAsync(ReleaseRecord release)
    {
        await using var session = await run.OpenAsync(CancellationToken.None);
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            [run.Ledger.UpdateRelease(release, run.Lease.Fencing)],
            CancellationToken.None
        );
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
                    + (back.Error is { } flaw ? $"; {flaw.Code.Id}: {flaw.Message}" : "")
            )
            : new ReleaseException(
                ErrorCode.MonitoringFailedStays,
                $"{release.Id} ({release.Version}) stays live: {why.Message}; going back was refused: "
                    + $"{back.Error?.Code.Id}: {back.Error?.Message}",
                back.Error?.ToDo
            );
}
