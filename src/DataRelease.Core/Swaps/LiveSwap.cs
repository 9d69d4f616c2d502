using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Makes a release live: preflight without locks, fence, then one transaction with the views and the marker, tried
/// again while only locks are in the way, and the marker read back. Rollback is the same with an earlier release.
/// </summary>
/// <param name="run">The command.</param>
/// <param name="grants">What projects granted.</param>
/// <param name="random">Spreads retries.</param>
internal sealed class LiveSwap(OpenEnvironment run, GrantsOfRelease grants, Random random)
{
    /// <summary>For <see cref="Command"/>.</summary>
    public const string RollbackCommand = "data-release rollback",
        DoctorCommand = "data-release doctor --fix",
        SameCommand = "the same command";

    private const string SwapCommand = "data-release swap";

    /// <summary>
    /// Attempts that wait for the lock timeout, before they wait longer; and the longest, below deadlock_timeout.
    /// </summary>
    private const int ShortAttempts = 12;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    /// <summary>How long an attempt is put off for a moment at which nobody holds the views.</summary>
    private static readonly TimeSpan QuietAwaited = TimeSpan.FromMilliseconds(500);

    /// <summary>When a swap that is not to wait is refused.</summary>
    private static readonly TimeSpan RefusedAfter = TimeSpan.FromSeconds(3);

    private readonly HoldOuts _holdOuts = new(run);

    /// <summary>The command that is typed again after a refusal.</summary>
    public string Command { get; init; } = SwapCommand;

    /// <summary>A swap that is planned.</summary>
    /// <param name="Plan">What happens to each view.</param>
    /// <param name="Previous">What is live, or null.</param>
    /// <param name="Records">Ledger rows that change with it: adopted relations and orphans.</param>
    /// <param name="Survey">What the plan was made from.</param>
    public sealed record Prepared(SwapPlan Plan, LiveRecord? Previous, IReadOnlyList<Sql> Records, SwapSurvey Survey);

    /// <summary>Reads what stands there and plans; writes nothing.</summary>
    /// <param name="release">What should become live.</param>
    /// <param name="dropMissing">True if views that it lacks may go: a rollback, or <c>--allow-breaking</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Prepared> PrepareAsync(ReleaseRecord release, bool dropMissing, CancellationToken cancellation) =>
        RetoldAsync(() => PlanAsync(release, new SwapAim.Whole(dropMissing), cancellation));

    /// <summary>The same for the release that is live: its views that were changed by hand or are gone.</summary>
    /// <param name="release">What is live.</param>
    /// <param name="drifted">Views that do not show what they should; no other is touched.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Prepared> PrepareRepairAsync(
        ReleaseRecord release,
        IReadOnlySet<RelationName> drifted,
        CancellationToken cancellation
    ) => RetoldAsync(() => PlanAsync(release, new SwapAim.Repair(drifted), cancellation));

    /// <summary>The same for some views alone, which show the release before all others do.</summary>
    /// <param name="release">What they are to show.</param>
    /// <param name="names">They.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Prepared> PrepareWaveAsync(
        ReleaseRecord release,
        IReadOnlySet<RelationName> names,
        CancellationToken cancellation
    ) => RetoldAsync(() => PlanAsync(release, new SwapAim.Wave(names), cancellation));

    /// <summary>The way back of <see cref="PrepareWaveAsync"/>.</summary>
    /// <param name="live">What is live.</param>
    /// <param name="green">What they show.</param>
    /// <param name="names">They.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Prepared> PrepareWaveBackAsync(
        ReleaseRecord live,
        ReleaseRecord green,
        IReadOnlySet<RelationName> names,
        CancellationToken cancellation
    ) => RetoldAsync(() => PlanAsync(live, new SwapAim.WaveBack(names, green), cancellation));

    /// <summary>The same for leaving: what the views of live show takes their places.</summary>
    /// <param name="release">What is live.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Prepared> PrepareLeaveAsync(ReleaseRecord release, CancellationToken cancellation) =>
        RetoldAsync(async () =>
        {
            var prepared = await PlanAsync(release, new SwapAim.Leave(), cancellation);
            await using var session = await run.OpenAsync(cancellation);
            var definitions = await run.Warehouse.ReadViewDefinitionsAsync(
                session,
                [.. prepared.Plan.Changes.Select(change => change.Physical!.Name.Schema).Distinct()],
                cancellation
            );
            return prepared with { Plan = Settling.Plan(prepared.Plan, prepared.Survey, definitions) };
        });

    private async Task<Prepared> PlanAsync(ReleaseRecord release, SwapAim aim, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        return await new ViewPatience(run).ReadAsync(
            session,
            run.Config.Swap.Budget,
            ErrorCode.SwapBlocked,
            () => PlanAsync(session, release, aim, cancellation),
            cancellation
        );
    }

    private async Task<Prepared> PlanAsync(
        WarehouseSession session,
        ReleaseRecord release,
        SwapAim aim,
        CancellationToken cancellation
    )
    {
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        var own = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        var current = await run.Ledger.ReadShownAsync(session, live?.Number, cancellation);
        var ahead = (await run.Ledger.ReadWavesAsync(session, cancellation)).Select(wave => wave.Live).ToHashSet();
        var target = aim.Target(own, current);
        if (aim is SwapAim.Repair)
            current = target;
        LedgerIntegrity.RefuseStrays(run.Warehouse.Dialect, release, target);

        var releases = await run.Ledger.ReadReleasesAsync(session, cancellation);
        var liveSchemas = target.Concat(current).Select(relation => relation.Live.Schema).Distinct().ToList();
        var found = (await run.Ledger.ReadFoundAsync(session, cancellation))
            .SelectMany(one => one.Schemas)
            .ToHashSet(StringComparer.Ordinal);
        var aside = await AsidePlace.ChooseAsync(run, session, live, target, liveSchemas, cancellation);
        // The ledger's too: a view that reads it was left deciding by the marker.
        var shownSchemas = target
            .Concat(current)
            .Select(relation => relation.Physical.Schema)
            .Append(run.Config.LedgerSchema)
            .Distinct()
            .ToList();
        var survey = await SwapSurvey.ReadAsync(
            run.Warehouse,
            session,
            liveSchemas,
            shownSchemas,
            [.. liveSchemas.Select(aside.SchemaFor)],
            cancellation
        );
        var planner = new SwapPlanner(survey, run.Warehouse.Swap, aside.SchemaFor, schema =>
            releases.Any(known => schema.Contains(known.GreenSchema, StringComparison.Ordinal))
        )
        {
            Former = live is { } marker
                ? await run.Ledger.ReadFormerAsync(session, marker.Number, cancellation)
                : new Dictionary<RelationName, FormerView>(),
            IsFound = found.Contains,
            IsLeaving = aim is SwapAim.Leave,
            // A repair changes nothing about who may read.
            Project = aim is SwapAim.Repair or SwapAim.Leave
                ? ProjectGrants.None
                : await new GrantHistory(run, grants).ReadAsync(
                    session,
                    release,
                    releases,
                    [.. target.Where(aim.Moves)],
                    live,
                    cancellation,
                    (aim as SwapAim.WaveBack)?.Green
                ),
        };
        PointerTarget Pointer(RelationRecord relation) =>
            new(
                relation.UniqueId,
                relation.Live,
                relation.Physical,
                release.LiveAt is null
                    && relation.Origin == release.Number
                    && aim.Moves(relation)
                    && !ahead.Contains(relation.Live)
            );
        var plan = await new EarlierComments(run).AddAsync(
            session,
            planner.Plan([.. target.Select(Pointer)], [.. current.Select(Pointer)], aim.DropsMissing),
            releases,
            cancellation
        );
        var hasAdopted = releases.Any(known => known.Number == 0);
        // One wave must not make what an earlier one took forgotten.
        var taken =
            aim is SwapAim.Wave or SwapAim.WaveBack || ahead.Count > 0
                ? await new GrantHistory(run, grants).ReadTakenAsync(session, release.Number, cancellation)
                : [];
        var records = new SwapRecords(run).Of(release, live, hasAdopted, plan, current, aside, taken);
        return new Prepared(plan, live, records, survey);
    }

    /// <summary>Waits until no reader could find green empty.</summary>
    public Task FenceAsync(ReleaseRecord release, CancellationToken cancellation) =>
        FenceAsync(release.Fence, "green", cancellation);

    /// <summary>Waits until no snapshot from before is left.</summary>
    /// <param name="fence">The moment; null where there are no such snapshots.</param>
    /// <param name="what">The moment in words, after "older than".</param>
    /// <param name="cancellation">Ends it.</param>
    public Task FenceAsync(string? fence, string what, CancellationToken cancellation) =>
        RetoldAsync(async () =>
        {
            await new SnapshotFence(run).AwaitAsync(fence, what, cancellation);
            return true;
        });

    /// <summary>Runs the plan.</summary>
    /// <param name="release">What becomes live.</param>
    /// <param name="prepared">From <see cref="PrepareAsync"/>.</param>
    /// <param name="previousBecomes">The state of what was live: superseded, or rolled back.</param>
    /// <param name="step"><c>swap</c> or <c>rollback</c>.</param>
    /// <param name="cancellation">Honoured before and between attempts, never within one.</param>
    /// <param name="within">What belongs into the same transaction, before the views are locked; run again with each
    /// attempt.</param>
    /// <param name="isWayBack">True if it is a step of a list that leads back; any other makes such lists
    /// forgotten.</param>
    /// <param name="also">What else the ledger is told in the same transaction.</param>
    /// <returns>Attempts needed.</returns>
    public Task<int> ExecuteAsync(
        ReleaseRecord release,
        Prepared prepared,
        ReleaseState previousBecomes,
        string step,
        CancellationToken cancellation,
        Func<WarehouseSession, Task>? within = null,
        bool isWayBack = false,
        IReadOnlyList<Sql>? also = null
    )
    {
        IReadOnlyList<Sql> marks =
        [
            .. run.Ledger.SetLive(release.Number, prepared.Previous?.Number, previousBecomes, run.Lease.Fencing),
            run.Ledger.EndWaves(),
            .. isWayBack ? [] : run.Ledger.ForgetWaysBack(),
            .. also ?? [],
        ];
        foreach (var taken in GrantHistory.Describe(prepared.Plan))
            run.Events.Publish(new ReleaseEvent.Noted(taken));
        return RetoldAsync(() =>
            ExecuteAsync(
                release,
                prepared,
                [.. marks, Log(release, step, ReleaseState.Live, prepared)],
                within,
                SwapSign.Marker(run.Ledger, release.Number),
                remembers: release.Number,
                cancellation,
                movesMarker: true
            )
        );
    }

    /// <summary>Runs the plan of a wave, forward or back: what is live, since when and after what stays.</summary>
    /// <param name="release">What the views show afterwards.</param>
    /// <param name="prepared">From <see cref="PrepareWaveAsync"/> or <see cref="PrepareWaveBackAsync"/>.</param>
    /// <param name="writes">What the ledger is told in the same transaction, of the waves too.</param>
    /// <param name="newest">The newest wave that is live then; 0 for none.</param>
    /// <param name="step">Its name for the ledger.</param>
    /// <param name="cancellation">Honoured before and between attempts, never within one.</param>
    public Task<int> ExecuteWaveAsync(
        ReleaseRecord release,
        Prepared prepared,
        IReadOnlyList<Sql> writes,
        int newest,
        string step,
        CancellationToken cancellation
    )
    {
        foreach (var taken in GrantHistory.Describe(prepared.Plan))
            run.Events.Publish(new ReleaseEvent.Noted(taken));
        return RetoldAsync(() =>
            ExecuteAsync(
                release,
                prepared,
                [.. writes, .. run.Ledger.ForgetWaysBack(), Log(release, step, release.State, prepared)],
                null,
                SwapSign.Wave(run.Ledger, newest),
                remembers: prepared.Previous?.Number,
                cancellation
            )
        );
    }

    /// <summary>Runs the plan of leaving: nothing is live afterwards, and the ledger says so.</summary>
    /// <param name="release">What is live.</param>
    /// <param name="prepared">From <see cref="PrepareLeaveAsync"/>.</param>
    /// <param name="step">The command.</param>
    /// <param name="cancellation">Honoured before and between attempts, never within one.</param>
    public Task<int> LeaveAsync(
        ReleaseRecord release,
        Prepared prepared,
        string step,
        CancellationToken cancellation
    ) =>
        RetoldAsync(() =>
            ExecuteAsync(
                release,
                prepared,
                [
                    .. run.Ledger.Leave(
                        release.Number,
                        [.. prepared.Plan.Settled.Select(one => one.Relation.Name)],
                        run.Lease.Fencing
                    ),
                    .. run.Ledger.ForgetWaysBack(),
                    Log(release, step, ReleaseState.Retired, prepared),
                ],
                null,
                SwapSign.Marker(run.Ledger, null),
                remembers: null,
                cancellation
            )
        );

    /// <summary>Runs the plan of a repair: what is live, since when and after what stays as the marker says.</summary>
    public Task<int> RepairAsync(ReleaseRecord release, Prepared prepared, CancellationToken cancellation) =>
        RetoldAsync(() =>
            ExecuteAsync(
                release,
                prepared,
                [Log(release, "repair", ReleaseState.Live, prepared)],
                null,
                SwapSign.Marker(run.Ledger, release.Number),
                remembers: release.Number,
                cancellation
            )
        );

    private Sql Log(ReleaseRecord release, string step, ReleaseState state, Prepared prepared) =>
        run.Ledger.InsertStep(release.Number, step, Ledger.Text(state), 0, Describe(prepared.Plan), run.Lease.Fencing);

    private async Task<int> ExecuteAsync(
        ReleaseRecord release,
        Prepared prepared,
        IReadOnlyList<Sql> marks,
        Func<WarehouseSession, Task>? within,
        SwapSign sign,
        int? remembers,
        CancellationToken cancellation,
        bool movesMarker = false
    )
    {
        IReadOnlyList<Sql> records = [.. prepared.Records, .. marks];
        var gate = new SwapGate(run, random, release.Number, prepared, (session, alone, patience) =>
            new SwapAttempt(run).RunAsync(session, alone, prepared.Survey, [], null, patience)
        );
        var plan = prepared.Plan;
        var start = run.Clock.GetTimestamp();
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                cancellation.ThrowIfCancellationRequested();
                run.SwapAttempts = attempt;
                try
                {
                    await using var session = await run.OpenOnceAsync(cancellation);
                    await new SwapAttempt(run).RunAsync(
                        session,
                        plan,
                        prepared.Survey,
                        records,
                        within,
                        Patience(attempt)
                    );
                }
                catch (Exception error) when (run.Warehouse.IsLockConflict(error))
                {
                    await BackOffAsync(plan, start, attempt, error, cancellation);
                    if (movesMarker && gate.IsWorthOpening(run.Clock.GetElapsedTime(start)))
                        plan = await gate.OpenAsync(start, cancellation);
                    await _holdOuts.AwaitQuietAsync(Locked(plan), QuietAwaited, cancellation);
                    continue;
                }
                catch (Exception error) when (run.Warehouse.IsOutcomeUnknown(error))
                {
                    run.Events.Publish(
                        new ReleaseEvent.Progressed(
                            "the connection was lost during the swap; asking the marker what happened"
                        )
                    );
                    var (found, isOurs) = await new SwapOutcome(run).AskAsync(sign, error, cancellation);
                    if (found != sign.Expected)
                    {
                        throw isOurs
                            ? new ReleaseException(
                                ErrorCode.SwapLost,
                                $"{run.Warehouse.Translate(error).Message}; the ledger says that "
                                    + sign.Describe(found),
                                inner: error
                            )
                            : new ReleaseException(
                                ErrorCode.LeaseLost,
                                $"environment '{run.Name}' was taken over by another release; {sign.Describe(found)}",
                                inner: error
                            );
                    }
                    await gate.CloseAsync(cancellation);
                    if (remembers is { } known)
                        await new PointerMemory(run).RememberAsync(known);
                    return attempt;
                }
                catch (DbException error)
                {
                    var said = run.Warehouse.Translate(error);
                    var isClear =
                        said.Code == ErrorCode.RightMissing
                        || said.Code == ErrorCode.AccessWouldChange
                        || said.Code == ErrorCode.LeaseLost;
                    throw isClear ? said : SwapFailure.Of(run.Warehouse, plan, error, said);
                }

                var (told, _) = await new SwapOutcome(run).AskAsync(sign, null, CancellationToken.None);
                if (told != sign.Expected)
                    throw new ReleaseException(
                        ErrorCode.MarkerDisagrees,
                        $"after COMMIT the ledger says that {sign.Describe(told)}, and not that "
                            + sign.Describe(sign.Expected)
                    );
                await gate.CloseAsync(cancellation);
                if (remembers is { } shown)
                    await new PointerMemory(run).RememberAsync(shown);
                return attempt;
            }
        }
        catch when (gate.IsOpen)
        {
            await gate.TakeBackAsync();
            throw;
        }
    }

    /// <summary>A sentence on what the plan does.</summary>
    public static string Describe(SwapPlan plan)
    {
        var parts = plan
            .Changes.GroupBy(change =>
                change.IsIntruded && change.Action == PointerAction.Adopt ? PointerAction.Create : change.Action
            )
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {Word(group.Key)}")
            .ToList();
        if (plan.Settled.Count > 0)
            parts = [$"{plan.Settled.Count} views give way to what they showed"];
        if (plan.Restored.Count > 0)
            parts.Add($"{plan.Restored.Count} outside views made again");
        if (
            plan.Adopted.Where(moved => moved.IsIntruder).Select(moved => moved.To.Schema).Distinct().ToList() is
            { Count: > 0 } found
        )
            parts.Add($"what stood in the place of views is kept in {string.Join(", ", found)}");
        if (plan.Orphans.Count > 0)
            parts.Add($"{plan.Orphans.Count} orphaned");
        return parts.Count == 0 ? "nothing to repoint" : string.Join(", ", parts);

        static string Word(PointerAction action) =>
            action switch
            {
                PointerAction.Keep => "unchanged",
                PointerAction.Create => "created",
                PointerAction.Replace => "repointed",
                PointerAction.Recreate => "recreated with a new shape",
                PointerAction.Adopt => "adopted",
                PointerAction.Drop => "dropped",
                _ => throw new ArgumentOutOfRangeException(nameof(action)),
            };
    }

    private async Task BackOffAsync(
        SwapPlan plan,
        long start,
        int attempt,
        Exception error,
        CancellationToken cancellation
    )
    {
        var elapsed = run.Clock.GetElapsedTime(start);
        var spent =
            elapsed >= run.Config.Swap.Budget
            || (run.Config.Swap.OnBlocked == OnBlocked.Refuse && elapsed >= RefusedAfter);
        var locked = Locked(plan);
        if (run.Config.Swap.OnBlocked == OnBlocked.Cancel)
        {
            await using var asking = await run.OpenAsync(cancellation);
            await _holdOuts.AskToEndAsync(asking, locked, cancellation);
        }
        if (spent || attempt % 20 == 1)
        {
            var holders = await _holdOuts.ReadAsync(locked, cancellation);
            var named =
                holders.Count == 0
                    ? "no session holds them right now, they come and go"
                    : string.Join("; ", holders.Take(3));
            if (spent)
            {
                throw new ReleaseException(
                    ErrorCode.SwapBlocked,
                    $"no locks in {attempt} attempts over {elapsed.TotalSeconds:0} s: {named}",
                    inner: error
                );
            }
            run.Events.Publish(
                new ReleaseEvent.Progressed($"attempt {attempt} of the swap found its locks taken: {named}")
            );
        }
        // Longer pauses as time goes by, so that a busy reader's queue drains between attempts.
        var pause = random.Next(20, 60 + (Math.Min(attempt, 10) * 40));
        await Task.Delay(TimeSpan.FromMilliseconds(pause), run.Clock, cancellation);
    }

    /// <summary>
    /// Readers of all views queue behind an attempt, so most of them are short; where the views are always in use one
    /// waits longer in the end.
    /// </summary>
    private TimeSpan Patience(int attempt)
    {
        var whole = run.Config.Swap.LockTimeout;
        var longer = whole * Math.Clamp(1 << Math.Clamp((attempt - ShortAttempts) / 6, 0, 4), 1, 8);
        return longer < LongestWait || whole > LongestWait ? (whole > LongestWait ? whole : longer) : LongestWait;
    }

    /// <summary>The views whose locks an attempt needs.</summary>
    private static List<RelationName> Locked(SwapPlan plan) =>
        [
            .. plan.Changes.Where(change => change.Action != PointerAction.Keep).Select(change => change.Live),
            .. plan.Restored.Select(view => view.View.Name),
        ];

    /// <summary>An error of another command than <c>swap</c> says to run that one again.</summary>
    private async Task<T> RetoldAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ReleaseException error)
            when (Command != SwapCommand && error.ToDo.Contains(SwapCommand, StringComparison.Ordinal))
        {
            var toDo = error.ToDo.Replace(SwapCommand, Command, StringComparison.Ordinal);
            if (Command == RollbackCommand && error.Code == ErrorCode.SwapBlocked)
                toDo += $"; {RollbackCommand} --now asks their statements to end";
            throw new ReleaseException(error.Code, error.Message, toDo, error.Where, error);
        }
    }
}
