using System.Runtime.CompilerServices;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Certification;
using DataRelease.Releases.Doctor;
using DataRelease.Releases.Pointers;
using DataRelease.Releases.Reporting;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Swaps.Methods;

namespace DataRelease.Releases;

/// <summary>
/// Every verb of the product, on one environment. A method never throws for an error that a user can meet: the report
/// carries the error and the exit code. Any exception is a bug.
/// </summary>
public sealed partial class ReleaseEngine
{
    private readonly ReleaseEnvironment _environment;
    private readonly IReleaseEvents _events;
    private readonly TimeProvider _clock;
    private readonly Random _random;

    /// <summary>Makes the engine; touches nothing.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="events">Receives all events.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="random">Spreads the swap's retries; null for the shared generator.</param>
    public ReleaseEngine(
        ReleaseEnvironment environment,
        IReleaseEvents events,
        TimeProvider clock,
        Random? random = null
    )
    {
        _environment = environment;
        _events = events;
        _clock = clock;
        _random = random ?? Random.Shared;
    }

    /// <summary>Shows what a release would do, without lease and without writing anything.</summary>
    public Task<ReleaseReport.Planned> PlanAsync(DeployRequest request, CancellationToken cancellation) =>
        LookingAsync(run => new ReleaseCommand(run, _random).PlanAsync(request, cancellation), cancellation);

    /// <summary>Shows what <see cref="ReleaseAsync"/> would do, without lease and without writing anything.</summary>
    public Task<ReleaseReport.Previewed> PreviewReleaseAsync(DeployRequest request, CancellationToken cancellation) =>
        PreviewAsync(request, nameof(ReleaseAsync), cancellation);

    /// <summary>
    /// Shows what <see cref="DeployAsync"/>, and a swap after it, would do, without lease and without writing anything.
    /// </summary>
    public Task<ReleaseReport.Previewed> PreviewDeployAsync(DeployRequest request, CancellationToken cancellation) =>
        PreviewAsync(request, nameof(PlanAsync), cancellation);

    private Task<ReleaseReport.Previewed> PreviewAsync(
        DeployRequest request,
        string verb,
        CancellationToken cancellation
    ) =>
        LookingAsync(
            async run => new ReleaseReport.Previewed(
                await new ReleaseCommand(run, _random).PlanAsync(request with { WithStatements = true }, cancellation)
            ),
            cancellation,
            verb
        );

    /// <summary>Builds green and validates it. The candidate then waits.</summary>
    public async Task<ReleaseReport.Released> DeployAsync(DeployRequest request, CancellationToken cancellation)
    {
        if (IsPreview)
            return await WithLeaseAsync(
                request,
                (run, token) => new PreviewCommand(run, _random).DeployAsync(request, token),
                cancellation
            );
        var report = await WithLeaseAsync(
            request,
            (run, token) => new ReleaseCommand(run, _random).BeginAsync(request, swap: false, token),
            cancellation
        );
        // The live release may be watched, too, but not by this command.
        return report.Watch is { IsShadow: true }
            ? await FollowAsync(Task.FromResult(report), request.Detach, request.Override, cancellation)
            : report;
    }

    /// <summary>Deploys and swaps.</summary>
    public Task<ReleaseReport.Released> ReleaseAsync(DeployRequest request, CancellationToken cancellation) =>
        FollowAsync(
            WithLeaseAsync(
                request,
                (run, token) => new ReleaseCommand(run, _random).BeginAsync(request, swap: true, token),
                cancellation
            ),
            request.Detach,
            request.Override,
            cancellation
        );

    /// <summary>Runs the checks again on a candidate.</summary>
    public Task<ReleaseReport.Released> ValidateAsync(ValidateRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(
            request,
            (run, token) => new ReleaseCommand(run, _random).ValidateAsync(request, token),
            cancellation
        );

    /// <summary>Compares rows of two releases.</summary>
    public Task<ReleaseReport.Compared> DiffAsync(DiffRequest request, CancellationToken cancellation) =>
        LookingAsync(run => new ReleaseComparison(run).RunAsync(request, cancellation), cancellation);

    /// <summary>Makes a validated candidate live.</summary>
    public Task<ReleaseReport.Released> SwapAsync(SwapRequest request, CancellationToken cancellation) =>
        FollowAsync(
            WithLeaseAsync(
                request,
                (run, token) => new ReleaseCommand(run, _random).SwapAsync(request, token),
                cancellation
            ),
            request.Detach,
            request.Override,
            cancellation
        );

    /// <summary>Shows what <see cref="SwapAsync"/> would do, without lease and without writing anything.</summary>
    public Task<ReleaseReport.Previewed> PreviewSwapAsync(SwapRequest request, CancellationToken cancellation) =>
        LookingAsync(
            run => new ReleaseCommand(run, _random).PreviewSwapAsync(request, cancellation),
            cancellation,
            nameof(SwapAsync)
        );

    /// <summary>Runs consumers' own queries on the live release and on a candidate, and compares the results.</summary>
    public Task<ReleaseReport.Tried> ReplayAsync(ReplayRequest request, CancellationToken cancellation) =>
        LookingAsync(run => new ReplayCommand(run).RunAsync(request, cancellation), cancellation);

    /// <summary>Lets a candidate go live, as far as that depends on people.</summary>
    public Task<ReleaseReport.Ended> ApproveAsync(ApproveRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new ApproveCommand(run).RunAsync(request, token), cancellation);

    /// <summary>Makes an earlier release live again.</summary>
    public Task<ReleaseReport.Released> RollbackAsync(RollbackRequest request, CancellationToken cancellation) =>
        For(request)
            .WithLeaseAsync(
                request,
                async (run, token) =>
                    await new CanaryReturn(run, _random).InsteadAsync(request, token)
                    ?? await new RollbackCommand(run, _random).RunAsync(request, token),
                cancellation
            );

    /// <summary>Shows what <see cref="RollbackAsync"/> would do, without lease and without writing anything.</summary>
    public Task<ReleaseReport.Previewed> PreviewRollbackAsync(
        RollbackRequest request,
        CancellationToken cancellation
    ) =>
        For(request)
            .LookingAsync(
                async run =>
                    await new CanaryReturn(run, _random).PreviewInsteadAsync(request, cancellation)
                    ?? await new RollbackCommand(run, _random).PreviewAsync(request, cancellation),
                cancellation,
                nameof(RollbackAsync)
            );

    /// <summary>The same engine; where the request says so, its swap ends sessions that hold views.</summary>
    private ReleaseEngine For(RollbackRequest request)
    {
        if (!request.Now || _environment.Config.Swap.OnBlocked == OnBlocked.Cancel)
            return this;
        var swap = _environment.Config.Swap with { OnBlocked = OnBlocked.Cancel };
        var config = _environment.Config with { Swap = swap };
        return new ReleaseEngine(_environment with { Config = config }, _events, _clock, _random);
    }

    /// <summary>Takes a data version.</summary>
    public Task<ReleaseReport.BackedUp> BackupCreateAsync(
        BackupCreateRequest request,
        CancellationToken cancellation
    ) =>
        request.DryRun
            ? LookingAsync(run => new BackupCommand(run).PreviewAsync(request, cancellation), cancellation)
            : WithLeaseAsync(
                request,
                (run, token) => new BackupCommand(run).CreateAsync(request, token),
                cancellation,
                run => run.RequireVersions()
            );

    /// <summary>Lists the data versions that can be restored.</summary>
    public Task<ReleaseReport.BackedUp> BackupListAsync(CancellationToken cancellation) =>
        LookingAsync(run => new BackupCommand(run).ListAsync(cancellation), cancellation);

    /// <summary>Proves that data versions are unchanged since they were taken.</summary>
    public Task<ReleaseReport.Verified> BackupVerifyAsync(BackupRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new BackupCommand(run).VerifyAsync(request, token), cancellation);

    /// <summary>Restores the tables of a data version, all or none.</summary>
    public Task<ReleaseReport.Restored> BackupRestoreAsync(BackupRequest request, CancellationToken cancellation) =>
        request.DryRun
            ? LookingAsync(run => new RestoreCommand(run, _random).PreviewAsync(request, cancellation), cancellation)
            : WithLeaseAsync(
                request,
                (run, token) => new RestoreCommand(run, _random).RunAsync(request, token),
                cancellation,
                run => run.RequireVersions()
            );

    /// <summary>Drops a data version.</summary>
    public Task<ReleaseReport.BackedUp> BackupDropAsync(BackupRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new BackupCommand(run).DropAsync(request, token), cancellation);

    /// <summary>Swaps a candidate in, out and in again on scratch schemas.</summary>
    public Task<ReleaseReport.Tried> RehearseAsync(RehearseRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new RehearseCommand(run).RunAsync(request, token), cancellation);

    /// <summary>Goes on with an unfinished release after its last finished step.</summary>
    public Task<ReleaseReport.Released> ResumeAsync(RecoveryRequest request, CancellationToken cancellation) =>
        FollowAsync(
            WithLeaseAsync(
                request,
                (run, token) => new Recovery(run, _random).ResumeAsync(request, token),
                cancellation
            ),
            request.Detach,
            request.Override,
            cancellation
        );

    /// <summary>Gives up an unfinished or failed release or a candidate, and drops its green.</summary>
    public Task<ReleaseReport.Released> AbortAsync(RecoveryRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new Recovery(run, _random).AbortAsync(request, token), cancellation);

    /// <summary>Shows what <see cref="AbortAsync"/> would do, without lease and without writing anything.</summary>
    public Task<ReleaseReport.Previewed> PreviewAbortAsync(RecoveryRequest request, CancellationToken cancellation) =>
        LookingAsync(
            run => new Recovery(run, _random).PreviewAbortAsync(request, cancellation),
            cancellation,
            nameof(AbortAsync)
        );

    /// <summary>
    /// Drops releases and previews that retention no longer keeps. On a preview, drops the preview itself.
    /// </summary>
    public async Task<ReleaseReport.Pruned> PruneAsync(PruneRequest request, CancellationToken cancellation)
    {
        if (IsPreview)
            return request.DryRun
                ? await LookingAsync(
                    run => new PreviewCommand(run, _random).PruneAsync(isDryRun: true, cancellation, request.OlderThan),
                    cancellation
                )
                : await WithLeaseAsync(
                    request,
                    (run, token) =>
                        new PreviewCommand(run, _random).PruneAsync(isDryRun: false, token, request.OlderThan),
                    cancellation
                );
        // Previews go first, because they share relations with older releases.
        var previews = await ExpiredAsync(request, cancellation);
        var report = request.DryRun
            ? await LookingAsync(run => new Retention(run).PreviewAsync(request, cancellation), cancellation)
            : await WithLeaseAsync(request, (run, token) => new Retention(run).RunAsync(request, token), cancellation);
        return previews.Count == 0
            ? report
            : report with
            {
                Steps = [.. previews.SelectMany(preview => preview.Steps), .. report.Steps],
                Statements = [.. previews.SelectMany(preview => preview.Statements), .. report.Statements],
                Summary = string.Join(
                    "; ",
                    previews.Select(preview => preview.Summary).Append(report.Summary).Where(text => text.Length > 0)
                ),
            };
    }

    /// <summary>Drops each expired preview under its own lease. A preview that is being built again stays.</summary>
    private async Task<IReadOnlyList<ReleaseReport.Pruned>> ExpiredAsync(
        PruneRequest request,
        CancellationToken cancellation
    )
    {
        // The next step reads the same and reports what can't be read.
        var expired = await RunAsync(
            async run => new ReleaseReport.Status { Previews = await PreviewCommand.ExpiredAsync(run, cancellation) },
            cancellation
        );
        var dropped = new List<ReleaseReport.Pruned>();
        foreach (var name in expired.Previews.Select(preview => preview.Name))
        {
            var engine = new ReleaseEngine(_environment.AsPreview(name), _events, _clock, _random);
            var only = request with { Wait = TimeSpan.Zero, OlderThan = _environment.Config.Previews.Retention };
            var report = await engine.PruneAsync(only, cancellation);
            if (report.Error is { } error)
                _events.Publish(
                    new ReleaseEvent.Warned(error.Code.Id, $"preview {name} is not dropped: {error.Message}")
                );
            else
                dropped.Add(report);
        }
        return dropped;
    }

    /// <summary>Turns live back into plain tables and views.</summary>
    public Task<ReleaseReport.Ended> LeaveAsync(LeaveRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new LeaveCommand(run, _random).RunAsync(token), cancellation);

    /// <summary>Shows what <see cref="LeaveAsync"/> would do, without lease and without writing anything.</summary>
    public Task<ReleaseReport.Previewed> PreviewLeaveAsync(CancellationToken cancellation) =>
        LookingAsync(
            run => new LeaveCommand(run, _random).PreviewAsync(cancellation),
            cancellation,
            nameof(LeaveAsync)
        );

    /// <summary>Reports what is live and since when, what waits, and which releases can be rolled back to.</summary>
    public Task<ReleaseReport.Status> StatusAsync(CancellationToken cancellation) =>
        RunAsync(run => new StatusCommand(run).StatusAsync(cancellation), cancellation);

    /// <summary>Lists all releases.</summary>
    public Task<ReleaseReport.History> HistoryAsync(CancellationToken cancellation) =>
        HistoryAsync(new HistoryRequest(), cancellation);

    /// <summary>Lists releases, newest first, page by page.</summary>
    public Task<ReleaseReport.History> HistoryAsync(HistoryRequest request, CancellationToken cancellation) =>
        LookingAsync(run => new History(run).RunAsync(request, cancellation), cancellation);

    /// <summary>The report of a release, or the trend of the last ones, from the ledger alone.</summary>
    /// <returns>
    /// <see cref="ReleaseReport.Reported"/> or <see cref="ReleaseReport.Trend"/>; <see cref="ReleaseReport.Ended"/> on
    /// an error.
    /// </returns>
    public Task<ReleaseReport> ReportAsync(ReportRequest request, CancellationToken cancellation) =>
        RunAsync(
            async run =>
            {
                await new PointerWatch(run).TellAsync(isLeased: false, cancellation);
                return await new ReportQuery(run).RunAsync(request, cancellation);
            },
            () => new ReleaseReport.Ended(),
            cancellation
        );

    /// <summary>
    /// Examines whether warehouse, ledger and live agree, and what was left over. With <see cref="DoctorRequest.Fix"/>
    /// it makes the safe repairs.
    /// </summary>
    public Task<ReleaseReport.Examined> DoctorAsync(DoctorRequest request, CancellationToken cancellation) =>
        RunAsync(
            async run =>
            {
                if (request.Guard && run.Warehouse.Exists)
                {
                    if (!request.Fix || request.DryRun)
                        return await new Guarding(run).LookAsync(cancellation);
                    using var held = await run.AcquireAsync(new LeaseDemand(request.Wait), cancellation);
                    return await new Guarding(run).RunAsync(held.Token);
                }
                if (!request.Fix || !run.Warehouse.Exists)
                    return await new Examination(run).RunAsync(cancellation);
                if (request.DryRun)
                    return await new Repairs(run, _random).PreviewAsync(cancellation);
                var before = await new Examination(run).LookAsync(cancellation);
                // Taking the lease writes, and makes a ledger if there is none. That is avoided where nothing can be
                // repaired.
                if (before.All(finding => finding.Repair is null && finding.Code != ErrorCode.RouterLeft))
                    return await new Examination(run).RunAsync(cancellation);
                using var linked = await run.AcquireAsync(
                    new LeaseDemand(request.Wait, TakesFarOff: true),
                    cancellation
                );
                await SettleAsync(run, linked.Token);
                return await new Repairs(run, _random).RunAsync(before, linked.Token);
            },
            cancellation
        );

    /// <summary>
    /// Swaps and rolls back under read load in scratch schemas, and reports what readers noticed. The environment
    /// itself is not touched.
    /// </summary>
    /// <returns>
    /// <see cref="ReleaseReport.Certified"/>; <see cref="ReleaseReport.Ended"/> where nothing could be measured.
    /// </returns>
    public Task<ReleaseReport> CertifyAsync(CertifyRequest request, CancellationToken cancellation) =>
        RunAsync<ReleaseReport>(
            async run => await new ReaderSafety(run, _random).RunAsync(request, cancellation),
            () => new ReleaseReport.Ended(),
            cancellation
        );

    private bool IsPreview => _environment.Preview is not null;

    /// <summary>The verbs that a preview has. All others concern what is live.</summary>
    private static readonly HashSet<string> _ofPreviews =
    [
        nameof(DeployAsync),
        nameof(ValidateAsync),
        nameof(DiffAsync),
        nameof(ReplayAsync),
        nameof(ReportAsync),
        nameof(StatusAsync),
        nameof(HistoryAsync),
        nameof(PruneAsync),
    ];

    private Task<T> WithLeaseAsync<T>(
        Request request,
        Func<ReleaseRun, CancellationToken, Task<T>> work,
        CancellationToken cancellation,
        Action<ReleaseRun>? before = null,
        [CallerMemberName] string verb = ""
    )
        where T : ReleaseReport, new() =>
        RunAsync(
            async run =>
            {
                before?.Invoke(run);
                using var linked = await run.AcquireAsync(request.Wait, cancellation);
                await SettleAsync(run, linked.Token);
                await new PointerWatch(run).TellAsync(isLeased: true, linked.Token);
                return await work(run, linked.Token);
            },
            cancellation,
            verb
        );

    /// <summary>Runs a verb that reports what is live or would change it.</summary>
    private Task<T> LookingAsync<T>(
        Func<ReleaseRun, Task<T>> work,
        CancellationToken cancellation,
        [CallerMemberName] string verb = ""
    )
        where T : ReleaseReport, new() =>
        RunAsync(
            async run =>
            {
                await new PointerWatch(run).TellAsync(isLeased: false, cancellation);
                return await work(run);
            },
            cancellation,
            verb
        );

    /// <summary>Ends what an earlier command was cut short in. Needs the lease.</summary>
    private async Task SettleAsync(ReleaseRun run, CancellationToken cancellation)
    {
        await SwapMethods.Of(run, _random).SettleAsync(cancellation);
        await new ReleaseCleanup(run).FinishAsync(cancellation);
    }

    private Task<T> RunAsync<T>(
        Func<ReleaseRun, Task<T>> work,
        CancellationToken cancellation,
        [CallerMemberName] string verb = ""
    )
        where T : ReleaseReport, new() => RunAsync(work, () => new T(), cancellation, verb);

    /// <summary>Runs a verb; every report gets here what all of them have.</summary>
    /// <param name="work">What it does.</param>
    /// <param name="empty">What it returns, with the error, where it fails.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="verb">The method that stands for it.</param>
    private async Task<T> RunAsync<T>(
        Func<ReleaseRun, Task<T>> work,
        Func<T> empty,
        CancellationToken cancellation,
        [CallerMemberName] string verb = ""
    )
        where T : ReleaseReport
    {
        await using var run = new ReleaseRun(_environment, _events, _clock);
        T report;
        try
        {
            RefuseOnPreview(verb);
            SwapMethods.Attend(run);
            report = await work(run);
        }
        catch (Exception error) when (run.Translate(error) is { } known)
        {
            report = await FailedAsync(run, empty(), known, cancellation);
        }
        report = await RightsDiagnosis.ExplainAsync(run, report, cancellation);
        return report with { Environment = run.Name, Steps = run.Steps, SwapAttempts = run.SwapAttempts };
    }

    private void RefuseOnPreview(string verb)
    {
        if (_environment is not { Preview: { } preview, PreviewOf: { } target } || _ofPreviews.Contains(verb))
            return;
        var word = verb.Replace("Async", "", StringComparison.Ordinal).ToLowerInvariant();
        throw new ReleaseException(
            ErrorCode.PreviewNotLive,
            $"'{word}' works on '{target.Name}' itself, and {preview} is a preview of it"
        );
    }

    /// <summary>The report of a failed command, with the live release if it can be read.</summary>
    private static async Task<T> FailedAsync<T>(
        ReleaseRun run,
        T empty,
        ReleaseException known,
        CancellationToken cancellation
    )
        where T : ReleaseReport
    {
        var report = empty with { ExitCode = known.Code.Exit, Error = known };
        // The connection was tried several times already and would be tried as often again.
        var isAway = known.Code == ErrorCode.FileHeld || known.Code == ErrorCode.WarehouseUnreachable;
        if (isAway || cancellation.IsCancellationRequested)
            return report;
        try
        {
            await run.ReconnectAsync();
            var book = await ReleaseBook.ReadAsync(run, cancellation);
            return report with { Live = book.LiveSummary };
        }
        catch (Exception second) when (run.Translate(second) is not null)
        {
            // The first error gives the reason. A second one about reading live adds nothing.
            return report;
        }
    }
}
