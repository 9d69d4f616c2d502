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
    public Task<ReleaseReport> PlanAsync(DeployRequest request, CancellationToken cancellation) =>
        LookingAsync(run => new ReleaseCommand(run, _random).PlanAsync(request, cancellation), cancellation);

    /// <summary>Builds green and validates it. The candidate then waits.</summary>
    public async Task<ReleaseReport> DeployAsync(DeployRequest request, CancellationToken cancellation)
    {
        if (request.DryRun)
            return await PlanAsync(request, cancellation);
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
            ? await FollowAsync(Task.FromResult(report), request.Detach, cancellation)
            : report;
    }

    /// <summary>Deploys and swaps.</summary>
    public Task<ReleaseReport> ReleaseAsync(DeployRequest request, CancellationToken cancellation) =>
        request.DryRun
            ? LookingAsync(run => new ReleaseCommand(run, _random).PlanAsync(request, cancellation), cancellation)
            : FollowAsync(
                WithLeaseAsync(
                    request,
                    (run, token) => new ReleaseCommand(run, _random).BeginAsync(request, swap: true, token),
                    cancellation
                ),
                request.Detach,
                cancellation
            );

    /// <summary>Runs the checks again on a candidate.</summary>
    public Task<ReleaseReport> ValidateAsync(ValidateRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(
            request,
            (run, token) => new ReleaseCommand(run, _random).ValidateAsync(request, token),
            cancellation
        );

    /// <summary>Compares rows of two releases.</summary>
    public Task<ReleaseReport> DiffAsync(DiffRequest request, CancellationToken cancellation) =>
        LookingAsync(run => new ReleaseComparison(run).RunAsync(request, cancellation), cancellation);

    /// <summary>Makes a validated candidate live.</summary>
    public Task<ReleaseReport> SwapAsync(SwapRequest request, CancellationToken cancellation) =>
        request.DryRun
            ? LookingAsync(
                run => new ReleaseCommand(run, _random).PreviewSwapAsync(request, cancellation),
                cancellation
            )
            : FollowAsync(
                WithLeaseAsync(
                    request,
                    (run, token) => new ReleaseCommand(run, _random).SwapAsync(request, token),
                    cancellation
                ),
                request.Detach,
                cancellation
            );

    /// <summary>Runs consumers' own queries on the live release and on a candidate, and compares the results.</summary>
    public Task<ReleaseReport> ReplayAsync(ReplayRequest request, CancellationToken cancellation) =>
        LookingAsync(run => new ReplayCommand(run).RunAsync(request, cancellation), cancellation);

    /// <summary>Approves a candidate, as the policies about people require.</summary>
    public Task<ReleaseReport> ApproveAsync(ApproveRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new ApproveCommand(run).RunAsync(request, token), cancellation);

    /// <summary>Makes an earlier release live again.</summary>
    public Task<ReleaseReport> RollbackAsync(RollbackRequest request, CancellationToken cancellation) =>
        request.Now && _environment.Config.Swap.OnBlocked != OnBlocked.Cancel
            ? WithSwap(swap => swap with { OnBlocked = OnBlocked.Cancel }).RollbackAsync(request, cancellation)
        : request.DryRun
            ? LookingAsync(
                async run =>
                    await new CanaryReturn(run, _random).PreviewInsteadAsync(request, cancellation)
                    ?? await new RollbackCommand(run, _random).PreviewAsync(request, cancellation),
                cancellation
            )
        : WithLeaseAsync(
            request,
            async (run, token) =>
                await new CanaryReturn(run, _random).InsteadAsync(request, token)
                ?? await new RollbackCommand(run, _random).RunAsync(request, token),
            cancellation
        );

    /// <summary>The same engine with changed swap settings.</summary>
    private ReleaseEngine WithSwap(Func<SwapConfig, SwapConfig> change)
    {
        var config = _environment.Config with { Swap = change(_environment.Config.Swap) };
        return new ReleaseEngine(_environment with { Config = config }, _events, _clock, _random);
    }

    /// <summary>Takes a data version.</summary>
    public Task<ReleaseReport> BackupCreateAsync(BackupCreateRequest request, CancellationToken cancellation) =>
        request.DryRun
            ? LookingAsync(run => new BackupCommand(run).PreviewAsync(request, cancellation), cancellation)
            : WithLeaseAsync(
                request,
                (run, token) => new BackupCommand(run).CreateAsync(request, token),
                cancellation,
                run => run.RequireVersions()
            );

    /// <summary>Lists the data versions that can be restored.</summary>
    public Task<ReleaseReport> BackupListAsync(CancellationToken cancellation) =>
        LookingAsync(run => new BackupCommand(run).ListAsync(cancellation), cancellation);

    /// <summary>Proves that data versions are unchanged since they were taken.</summary>
    public Task<ReleaseReport> BackupVerifyAsync(BackupRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new BackupCommand(run).VerifyAsync(request, token), cancellation);

    /// <summary>Restores the tables of a data version, all or none.</summary>
    public Task<ReleaseReport> BackupRestoreAsync(BackupRequest request, CancellationToken cancellation) =>
        request.DryRun
            ? LookingAsync(run => new RestoreCommand(run, _random).PreviewAsync(request, cancellation), cancellation)
            : WithLeaseAsync(
                request,
                (run, token) => new RestoreCommand(run, _random).RunAsync(request, token),
                cancellation,
                run => run.RequireVersions()
            );

    /// <summary>Drops a data version.</summary>
    public Task<ReleaseReport> BackupDropAsync(BackupRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new BackupCommand(run).DropAsync(request, token), cancellation);

    /// <summary>Swaps a candidate in, out and in again on scratch schemas.</summary>
    public Task<ReleaseReport> RehearseAsync(RehearseRequest request, CancellationToken cancellation) =>
        WithLeaseAsync(request, (run, token) => new RehearseCommand(run).RunAsync(request, token), cancellation);

    /// <summary>Goes on with an unfinished release after its last finished step.</summary>
    public Task<ReleaseReport> ResumeAsync(RecoveryRequest request, CancellationToken cancellation) =>
        FollowAsync(
            WithLeaseAsync(
                request,
                (run, token) => new Recovery(run, _random).ResumeAsync(request, token),
                cancellation
            ),
            request.Detach,
            cancellation
        );

    /// <summary>Gives up an unfinished or failed release or a candidate, and drops its green.</summary>
    public Task<ReleaseReport> AbortAsync(RecoveryRequest request, CancellationToken cancellation) =>
        request.DryRun
            ? LookingAsync(run => new Recovery(run, _random).PreviewAbortAsync(request, cancellation), cancellation)
            : WithLeaseAsync(
                request,
                (run, token) => new Recovery(run, _random).AbortAsync(request, token),
                cancellation
            );

    /// <summary>
    /// Drops releases and previews that retention no longer keeps. On a preview, drops the preview itself.
    /// </summary>
    public async Task<ReleaseReport> PruneAsync(PruneRequest request, CancellationToken cancellation)
    {
        if (IsPreview)
            return request.DryRun
                ? await LookingAsync(
                    run => new PreviewCommand(run, _random).PruneAsync(isDryRun: true, cancellation),
                    cancellation
                )
                : await WithLeaseAsync(
                    request,
                    (run, token) => new PreviewCommand(run, _random).PruneAsync(isDryRun: false, token),
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
    private async Task<IReadOnlyList<ReleaseReport>> ExpiredAsync(PruneRequest request, CancellationToken cancellation)
    {
        IReadOnlyList<string> expired = [];
        var looked = await RunAsync(
            async run =>
            {
                expired = await PreviewCommand.ExpiredAsync(run, cancellation);
                return new ReleaseReport { Environment = run.Name };
            },
            cancellation
        );
        // The next step reads the same and reports what can't be read.
        if (looked.Error is not null)
            return [];
        var dropped = new List<ReleaseReport>();
        foreach (var name in expired)
        {
            var engine = new ReleaseEngine(_environment.AsPreview(name), _events, _clock, _random);
            var report = await engine.PruneAsync(request with { Wait = TimeSpan.Zero }, cancellation);
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
    public Task<ReleaseReport> LeaveAsync(LeaveRequest request, CancellationToken cancellation) =>
        request.DryRun
            ? LookingAsync(run => new LeaveCommand(run, _random).PreviewAsync(cancellation), cancellation)
            : WithLeaseAsync(request, (run, token) => new LeaveCommand(run, _random).RunAsync(token), cancellation);

    /// <summary>Reports what is live and since when, what waits, and which releases can be rolled back to.</summary>
    public Task<ReleaseReport> StatusAsync(CancellationToken cancellation) =>
        RunAsync(run => new StatusCommand(run).StatusAsync(cancellation), cancellation);

    /// <summary>Lists all releases.</summary>
    public Task<ReleaseReport> HistoryAsync(CancellationToken cancellation) =>
        HistoryAsync(new HistoryRequest(), cancellation);

    /// <summary>Lists releases, newest first, page by page.</summary>
    public Task<ReleaseReport> HistoryAsync(HistoryRequest request, CancellationToken cancellation) =>
        LookingAsync(run => new History(run).RunAsync(request, cancellation), cancellation);

    /// <summary>The report of a release, or the trend of the last ones, from the ledger alone.</summary>
    public Task<ReleaseReport> ReportAsync(ReportRequest request, CancellationToken cancellation) =>
        LookingAsync(run => new ReportQuery(run).RunAsync(request, cancellation), cancellation);

    /// <summary>
    /// Examines whether warehouse, ledger and live agree, and what was left over. With <see cref="DoctorRequest.Fix"/>
    /// it makes the safe repairs.
    /// </summary>
    public Task<ReleaseReport> DoctorAsync(DoctorRequest request, CancellationToken cancellation) =>
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
    public Task<ReleaseReport> CertifyAsync(CertifyRequest request, CancellationToken cancellation) =>
        RunAsync(run => new ReaderSafety(run, _random).RunAsync(request, cancellation), cancellation);

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

    private Task<ReleaseReport> WithLeaseAsync(
        Request request,
        Func<ReleaseRun, CancellationToken, Task<ReleaseReport>> work,
        CancellationToken cancellation,
        Action<ReleaseRun>? before = null,
        [CallerMemberName] string verb = ""
    ) =>
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
    private Task<ReleaseReport> LookingAsync(
        Func<ReleaseRun, Task<ReleaseReport>> work,
        CancellationToken cancellation,
        [CallerMemberName] string verb = ""
    ) =>
        RunAsync(
            async run =>
            {
                await new PointerWatch(run).TellAsync(isLeased: false, cancellation);
                return await work(run);
            },
            cancellation,
            verb
        );

    /// <summary>Brings to its end what a command before was cut short in; needs the lease.</summary>
    private async Task SettleAsync(ReleaseRun run, CancellationToken cancellation)
    {
        await SwapMethods.Of(run, _random).SettleAsync(cancellation);
        await new ReleaseCleanup(run).FinishAsync(cancellation);
    }

    private async Task<ReleaseReport> RunAsync(
        Func<ReleaseRun, Task<ReleaseReport>> work,
        CancellationToken cancellation,
        [CallerMemberName] string verb = ""
    )
    {
        await using var run = new ReleaseRun(_environment, _events, _clock);
        ReleaseReport report;
        try
        {
            RefuseOnPreview(verb);
            SwapMethods.Attend(run);
            report = await work(run);
        }
        catch (Exception error) when (run.Translate(error) is { } known)
        {
            report = await FailedAsync(run, known, cancellation);
        }
        report = await RightsDiagnosis.ExplainAsync(run, report, cancellation);
        return report with { Steps = run.Steps, SwapAttempts = run.SwapAttempts };
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
    private async Task<ReleaseReport> FailedAsync(
        ReleaseRun run,
        ReleaseException known,
        CancellationToken cancellation
    )
    {
        var report = new ReleaseReport
        {
            Environment = _environment.Name,
            ExitCode = known.Code.Exit,
            Error = known,
        };
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
