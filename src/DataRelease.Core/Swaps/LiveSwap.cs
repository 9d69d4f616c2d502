using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Swaps.Methods;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Makes a release live: a preflight without locks, the fence, then one transaction with the views and the marker. The
/// transaction is tried again while only locks are in the way, and the marker is read back. A rollback is the same with
/// an earlier release.
/// </summary>
/// <param name="run">The command.</param>
/// <param name="grants">Reads what the projects of releases granted.</param>
/// <param name="random">Spreads the retries.</param>
internal sealed class LiveSwap(OpenEnvironment run, GrantsOfRelease grants, Random random)
{
    /// <summary>A value for <see cref="Command"/>.</summary>
    public const string RollbackCommand = "data-release rollback",
        DoctorCommand = "data-release doctor --fix",
        SameCommand = "the same command";

    private const string SwapCommand = "data-release swap";

    private readonly SwapMethod _method = SwapMethods.Of(run, random);

    private SwapPreparation Preparation => new(run, grants, _method);

    /// <summary>The command that a user runs again after a refusal.</summary>
    public string Command { get; init; } = SwapCommand;

    /// <summary>The statements of a planned swap, for a preview.</summary>
    public IReadOnlyList<string> Statements(PreparedSwap prepared) => _method.Preview(prepared);

    /// <summary>Refuses if the environment's swap method can show a release only to everybody.</summary>
    /// <exception cref="ReleaseException">DR7130.</exception>
    public void RequireSome()
    {
        if (!_method.ShowsSome)
            throw SwapMethods.CanNot(run, "be shown to some");
    }

    /// <summary>
    /// Refuses if the environment's swap method can't write tables outside releases in the swap's own transaction.
    /// </summary>
    /// <exception cref="ReleaseException">DR7130.</exception>
    public void RequireWorkWithin()
    {
        if (!_method.TakesWorkWithin)
            throw SwapMethods.CanNot(run, "be exchanged together with tables outside of releases");
    }

    /// <summary>Reads what is in the warehouse and plans a swap; writes nothing.</summary>
    /// <param name="release">The release that becomes live.</param>
    /// <param name="dropMissing">
    /// True if views that the release lacks may be dropped: in a rollback, or with <c>--allow-breaking</c>.
    /// </param>
    /// <param name="cancellation">Ends it.</param>
    public Task<PreparedSwap> PrepareAsync(ReleaseRecord release, bool dropMissing, CancellationToken cancellation) =>
        RetoldAsync(() => Preparation.PlanAsync(release, new SwapAim.Whole(dropMissing), cancellation));

    /// <summary>Plans a repair of the live release: of its views that were changed by hand or are gone.</summary>
    /// <param name="release">The live release.</param>
    /// <param name="drifted">Views that do not show what they should; no other view is changed.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<PreparedSwap> PrepareRepairAsync(
        ReleaseRecord release,
        IReadOnlySet<RelationName> drifted,
        CancellationToken cancellation
    ) => RetoldAsync(() => Preparation.PlanAsync(release, new SwapAim.Repair(drifted), cancellation));

    /// <summary>Plans a wave: some views show the release before all others do.</summary>
    /// <param name="release">The release that these views show afterwards.</param>
    /// <param name="names">The views of the wave.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<PreparedSwap> PrepareWaveAsync(
        ReleaseRecord release,
        IReadOnlySet<RelationName> names,
        CancellationToken cancellation
    ) => RetoldAsync(() => Preparation.PlanAsync(release, new SwapAim.Wave(names), cancellation));

    /// <summary>Plans the way back of a wave: its views show the live release again.</summary>
    /// <param name="live">The live release.</param>
    /// <param name="green">The release that the views show now.</param>
    /// <param name="names">The views of the wave.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<PreparedSwap> PrepareWaveBackAsync(
        ReleaseRecord live,
        ReleaseRecord green,
        IReadOnlySet<RelationName> names,
        CancellationToken cancellation
    ) => RetoldAsync(() => Preparation.PlanAsync(live, new SwapAim.WaveBack(names, green), cancellation));

    /// <summary>Plans leaving: the relations that the views of live show take the views' places.</summary>
    /// <param name="release">The live release.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<PreparedSwap> PrepareLeaveAsync(ReleaseRecord release, CancellationToken cancellation) =>
        RetoldAsync(() => Preparation.LeaveAsync(release, cancellation));

    /// <summary>Waits until no reader has a snapshot in which green is empty.</summary>
    public Task FenceAsync(ReleaseRecord release, CancellationToken cancellation) =>
        FenceAsync(release.Fence, "green", cancellation);

    /// <summary>Waits until no snapshot from before a moment is left.</summary>
    /// <param name="fence">The moment; null where the engine has no such snapshots.</param>
    /// <param name="what">The moment in words, after "older than".</param>
    /// <param name="cancellation">Ends it.</param>
    public Task FenceAsync(string? fence, string what, CancellationToken cancellation) =>
        RetoldAsync(async () =>
        {
            await new SnapshotFence(run).AwaitAsync(fence, what, cancellation);
            return true;
        });

    /// <summary>Runs the plan.</summary>
    /// <param name="release">The release that becomes live.</param>
    /// <param name="prepared">From <see cref="PrepareAsync"/>.</param>
    /// <param name="previousBecomes">The new state of the release that was live: superseded or rolled back.</param>
    /// <param name="step"><c>swap</c> or <c>rollback</c>.</param>
    /// <param name="cancellation">Honoured before and between attempts, never within one.</param>
    /// <param name="within">
    /// Work that belongs into the same transaction, before the views are locked. Each attempt runs it again.
    /// </param>
    /// <param name="isWayBack">
    /// True for a step of a list that leads back. Any other swap makes the ledger forget such lists.
    /// </param>
    /// <param name="also">Other statements for the ledger in the same transaction.</param>
    /// <returns>The number of attempts.</returns>
    public Task<int> ExecuteAsync(
        ReleaseRecord release,
        PreparedSwap prepared,
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
            _method.ApplyAsync(
                new SwapOrder(
                    release,
                    prepared,
                    [.. marks, Log(release, step, ReleaseState.Live, prepared)],
                    SwapSign.Marker(run.Ledger, release.Number),
                    release.Number
                )
                {
                    Within = within,
                    MovesMarker = true,
                },
                cancellation
            )
        );
    }

    /// <summary>Runs the plan of a wave, forward or back. The marker stays as it is.</summary>
    /// <param name="release">The release that the views show afterwards.</param>
    /// <param name="prepared">From <see cref="PrepareWaveAsync"/> or <see cref="PrepareWaveBackAsync"/>.</param>
    /// <param name="writes">Statements for the ledger in the same transaction, those about the waves included.</param>
    /// <param name="newest">The number of the newest wave that is live afterwards; 0 for none.</param>
    /// <param name="step">The step's name in the ledger.</param>
    /// <param name="cancellation">Honoured before and between attempts, never within one.</param>
    public Task<int> ExecuteWaveAsync(
        ReleaseRecord release,
        PreparedSwap prepared,
        IReadOnlyList<Sql> writes,
        int newest,
        string step,
        CancellationToken cancellation
    )
    {
        foreach (var taken in GrantHistory.Describe(prepared.Plan))
            run.Events.Publish(new ReleaseEvent.Noted(taken));
        return RetoldAsync(() =>
            _method.ApplyAsync(
                new SwapOrder(
                    release,
                    prepared,
                    [.. writes, .. run.Ledger.ForgetWaysBack(), Log(release, step, release.State, prepared)],
                    SwapSign.Wave(run.Ledger, newest),
                    prepared.Previous?.Number
                ),
                cancellation
            )
        );
    }

    /// <summary>Runs the plan of leaving. Nothing is live afterwards, and the ledger says so.</summary>
    /// <param name="release">The live release.</param>
    /// <param name="prepared">From <see cref="PrepareLeaveAsync"/>.</param>
    /// <param name="step">The command's name in the ledger.</param>
    /// <param name="cancellation">Honoured before and between attempts, never within one.</param>
    public Task<int> LeaveAsync(
        ReleaseRecord release,
        PreparedSwap prepared,
        string step,
        CancellationToken cancellation
    ) =>
        RetoldAsync(() =>
            _method.ApplyAsync(
                new SwapOrder(
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
                    SwapSign.Marker(run.Ledger, null),
                    null
                ),
                cancellation
            )
        );

    /// <summary>Runs the plan of a repair. The marker stays as it is.</summary>
    public Task<int> RepairAsync(ReleaseRecord release, PreparedSwap prepared, CancellationToken cancellation) =>
        RetoldAsync(() =>
            _method.ApplyAsync(
                new SwapOrder(
                    release,
                    prepared,
                    [Log(release, "repair", ReleaseState.Live, prepared)],
                    SwapSign.Marker(run.Ledger, release.Number),
                    release.Number
                ),
                cancellation
            )
        );

    private Sql Log(ReleaseRecord release, string step, ReleaseState state, PreparedSwap prepared) =>
        run.Ledger.InsertStep(
            release.Number,
            step,
            Ledger.Text(state),
            0,
            SwapSummary.Of(prepared.Plan),
            run.Lease.Fencing
        );

    /// <summary>
    /// Rewrites the advice of an error: the user is told to run <see cref="Command"/> again instead of <c>swap</c>.
    /// </summary>
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
