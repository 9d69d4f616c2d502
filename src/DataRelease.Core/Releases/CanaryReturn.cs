using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Swaps.Exposures;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>
/// Takes back a release that some principals see. Rows of the ledger show blue to all of them at once; then the views
/// are made plain.
/// </summary>
internal sealed class CanaryReturn(ReleaseRun run, Random random)
{
    private readonly ReleaseExposure _exposure = new(run, run.Sides.GrantsAsync, random);

    /// <summary>
    /// Takes the release back for good; does nothing if it was never shown. In the transaction that shows blue to
    /// everybody, all steps that are left of its list end, so that no scheduled <c>advance</c> shows it again if the
    /// rest is refused or cut short.
    /// </summary>
    public async Task TakeBackAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        if (!await IsRoutedAsync(release, cancellation))
            return;
        var list = await new CourseBook(run).ReadAsync(release, cancellation);
        IReadOnlyList<Sql> ended =
        [
            .. list.Where(row => !row.IsOver)
                .Select(row =>
                    run.Ledger.SetCourseStep(
                        row.Number,
                        row.Ordinal,
                        StepState.Undone,
                        "aborted",
                        null,
                        run.Lease.Fencing
                    )
                ),
        ];
        if (await _exposure.TakeBackAsync(ended, cancellation) is > 0 and var left)
            throw new ReleaseException(
                ErrorCode.SwapBlocked,
                $"everybody sees what is live, but {left} views can't be made plain yet"
                    + (_exposure.Trouble is { } why ? $": {why}" : ", because sessions hold them"),
                _exposure.Trouble is null
                    ? "end or wait for the sessions that hold them, then run the command again"
                    : "drop what depends on them, or make it without the new columns, then run the command again"
            );
    }

    /// <summary>Says what <see cref="TakeBackAsync"/> would do.</summary>
    public async Task<(IReadOnlySet<RelationName> Views, IReadOnlyList<string> Statements)> PreviewAsync(
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        if (!await IsRoutedAsync(release, cancellation))
            return (new HashSet<RelationName>(), []);
        var (views, plain) = await _exposure.PreviewCloseAsync(cancellation);
        return (
            views,
            [
                "-- everybody sees what is live",
                .. run.Ledger.ShowBlue(0).Select(statement => statement.Render(run.Warehouse.Dialect).Text),
                "-- the views are plain again",
                .. plain,
            ]
        );
    }

    /// <summary>
    /// Takes the release back after a failed analysis. Nobody sees it any more, and its data is kept for inspection.
    /// </summary>
    public async Task<ReleaseReport.Released> FailAsync(
        ReleaseRecord release,
        ReleaseReport.Released report,
        ReleaseException why,
        CancellationToken cancellation
    )
    {
        release = (await ReleaseBook.ReadAsync(run, cancellation)).Record(release.Number) ?? release;
        var error = new ReleaseException(
            ErrorCode.CanaryFailed,
            $"{release.Id} ({release.Version}) is taken back, everybody sees "
                + $"{ReleaseRecord.Name(release.Base ?? 0)}: {why.Message}"
        );
        await run.StepAsync("take back", release.Id, async () =>
        {
            var failed = release with { State = ReleaseState.Failed, Message = $"{error.Code.Id}: {error.Message}" };
            var left = await _exposure.TakeBackAsync(
                [
                    run.Ledger.UpdateRelease(failed, run.Lease.Fencing),
                    run.Ledger.InsertStep(
                        release.Number,
                        "take back",
                        Ledger.Text(ReleaseState.Failed),
                        0,
                        why.Message,
                        run.Lease.Fencing
                    ),
                ],
                cancellation
            );
            return left == 0
                ? "everybody sees what is live"
                : $"everybody sees what is live; {left} views still decide";
        });
        var after = await ReleaseBook.ReadAsync(run, CancellationToken.None);
        return report with
        {
            Release = after.Find(release.Number),
            Live = after.LiveSummary,
            Error = error,
            ExitCode = error.Code.Exit,
            Watch = null,
            Summary = "",
        };
    }

    /// <summary>
    /// Takes back the release that some principals see, if a rollback asks while there is one: nobody else sees
    /// anything new. Null if there is none.
    /// </summary>
    public async Task<ReleaseReport.Released?> InsteadAsync(RollbackRequest request, CancellationToken cancellation)
    {
        return await MeantAsync(request, cancellation) is { } shown
            ? await new Recovery(run, random).AbortAsync(
                new RecoveryRequest { Release = shown.Id },
                cancellation,
                request.AcceptLoss
            )
            : null;
    }

    /// <summary>Says what <see cref="InsteadAsync"/> would do; null if it would do nothing.</summary>
    public async Task<ReleaseReport.Previewed?> PreviewInsteadAsync(
        RollbackRequest request,
        CancellationToken cancellation
    ) =>
        await MeantAsync(request, cancellation) is { } shown
            ? await new Recovery(run, random).PreviewAbortAsync(
                new RecoveryRequest { Release = shown.Id },
                cancellation
            )
            : null;

    private async Task<ReleaseRecord?> MeantAsync(RollbackRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        if (book.Shown is not { } shown)
            return null;
        var isOther = request.To is not null || request.Schema || request.Data || request.IsFresh;
        if (book.IsRolling && (isOther || request.CarryWrites))
            throw ReleaseNumbers.RollingUnderWay(shown);
        if (isOther)
            throw new ReleaseException(
                ErrorCode.CanaryUnderWay,
                $"{shown.Id} ({shown.Version}) of {shown.CreatedBy} is shown to some"
            );
        return shown;
    }

    private async Task<bool> IsRoutedAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        return await run.Ledger.ReadRouteAsync(session, cancellation) is { } route && route.Green == release.Number;
    }
}
