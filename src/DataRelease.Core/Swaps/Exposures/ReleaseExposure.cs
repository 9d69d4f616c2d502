using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps.Exposures;

/// <summary>
/// Shows a release to some principals. First every view of live is made to decide by the route, on which everybody sees
/// blue. From then on, rows of the ledger say who sees green, until the swap or the way back makes the views plain.
/// </summary>
/// <param name="run">The command; it has the lease.</param>
/// <param name="grants">Reads what the projects of releases granted.</param>
/// <param name="random">Spreads the retries.</param>
internal sealed class ReleaseExposure(OpenEnvironment run, GrantsOfRelease grants, Random random)
{
    private static readonly TimeSpan PatienceAfter = TimeSpan.FromSeconds(60);

    private readonly LiveSwap _swap = new(run, grants, random) { Command = "data-release resume" };

    /// <summary>
    /// Why the last <see cref="TakeBackAsync"/> left views deciding, with what depends on them; null if sessions hold
    /// them, so that waiting helps.
    /// </summary>
    public string? Trouble { get; private set; }

    /// <summary>Plans the exposure; writes nothing.</summary>
    /// <exception cref="ReleaseException">DR7080 if a view can't be shown to some principals alone.</exception>
    public async Task<ExposurePlan> PlanAsync(ReleaseRecord release, bool dropMissing, CancellationToken cancellation)
    {
        _swap.RequireSome();
        var prepared = await _swap.PrepareAsync(release, dropMissing, cancellation);
        var plan = new ExposurePlan(
            run.Warehouse.Swap,
            prepared.Plan,
            prepared.Survey,
            prepared.Previous?.Number ?? throw new InvalidOperationException("nothing is live"),
            release.Number,
            run.Ledger.RouteView
        );
        return plan.Refusals is { Count: > 0 } refusals
            ? throw new ReleaseException(
                ErrorCode.NotForSome,
                string.Join("; ", refusals.Take(10)) + (refusals.Count > 10 ? $"; and {refusals.Count - 10} more" : "")
            )
            : plan;
    }

    /// <summary>The statements that begin a route on which everybody sees blue.</summary>
    public IReadOnlyList<Sql> Begin(int blue, int green, Principal by) =>
        [
            .. run.Ledger.BeginRoute(blue, green, run.HasLease ? run.Lease.Fencing : 0),
            run.Warehouse.Swap.CreateRoute(run.Ledger.Route(by))
                ?? throw new InvalidOperationException("the engine can't tell its sessions apart"),
        ];

    /// <summary>
    /// Makes the views decide. The route's row must exist already, with everybody on blue. Snapshots from before the
    /// row are waited for first, because a deciding view would be empty to them.
    /// </summary>
    /// <returns>The number of deciding views.</returns>
    public async Task<int> OpenAsync(ReleaseRecord release, bool dropMissing, CancellationToken cancellation)
    {
        await new SnapshotFence(run).AwaitNowAsync("the route", cancellation);
        var plan = await PlanAsync(release, dropMissing, cancellation);
        IReadOnlyList<PointerChange> left = [.. plan.Mended, .. plan.Left];
        IReadOnlyList<Sql> Statements(PointerChange change) =>
            plan.Mended.Contains(change) ? plan.Mend(change) : plan.Open(change);
        if (left.Count > 0)
            await EachAsync(left, Statements, cancellation);
        await RequireParityAsync(plan, cancellation);
        return plan.Deciding.Count;
    }

    /// <summary>Shows blue to everybody again at once; then makes the views plain.</summary>
    /// <param name="writes">Statements for the ledger in the transaction that shows blue.</param>
    /// <param name="cancellation">Honoured once everybody sees blue.</param>
    /// <returns>The number of views that still decide because somebody holds them. They show blue.</returns>
    public async Task<int> TakeBackAsync(IReadOnlyList<Sql> writes, CancellationToken cancellation)
    {
        await using (var session = await run.OpenAsync(CancellationToken.None))
        {
            await run.Ledger.WriteAsync(
                session,
                run.Lease,
                [.. run.Ledger.ShowBlue(run.Lease.Fencing), .. writes],
                CancellationToken.None
            );
        }
        return await CloseAsync(cancellation);
    }

    /// <summary>The statements that make the views plain on blue, for a preview.</summary>
    public async Task<(IReadOnlySet<RelationName> Views, IReadOnlyList<string> Statements)> PreviewCloseAsync(
        CancellationToken cancellation
    )
    {
        if (await DecidingAsync(cancellation) is not { Views.Count: > 0 } found)
            return (new HashSet<RelationName>(), []);
        var prepared = await _swap.PrepareRepairAsync(found.Live, found.Views, cancellation);
        return (found.Views, prepared.Statements);
    }

    private async Task<int> CloseAsync(CancellationToken cancellation)
    {
        if (await DecidingAsync(cancellation) is not { Views.Count: > 0 } found)
            return 0;
        var prepared = await _swap.PrepareRepairAsync(found.Live, found.Views, cancellation);
        if (!IsOneByOne)
        {
            await new SnapshotFence(run).AwaitNowAsync("everybody sees blue again", cancellation);
            await _swap.RepairAsync(found.Live, prepared, cancellation);
            return 0;
        }
        var plain = new PlainViews(run, random, (session, alone, patience) =>
            new SwapAttempt(run).RunAsync(session, alone, prepared.Survey, [], null, patience)
        );
        var start = run.Clock.GetTimestamp();
        var left = await plain.CloseAsync(
            [.. prepared.Plan.Changes.Where(change => change.Action != PointerAction.Keep)],
            change => change.Action == PointerAction.Recreate ? prepared.Plan with { Changes = [change] } : null,
            change =>
                [.. SwapPlan.LetIn(change, run.Warehouse.Swap), .. prepared.Plan.Write(change, run.Warehouse.Swap)],
            isMoved: true,
            () => run.Clock.GetElapsedTime(start) < PatienceAfter,
            cancellation
        );
        await new PointerMemory(run).RememberAsync(found.Live.Number);
        if (plain.Trouble is { } why)
            Trouble = await TroubleAsync(why, cancellation);
        return left;
    }

    private async Task<string> TroubleAsync(string why, CancellationToken cancellation)
    {
        if (await DecidingAsync(cancellation) is not { Views.Count: > 0 } found)
            return why;
        await using var session = await run.OpenAsync(cancellation);
        var dependents = await run.Warehouse.ReadDependentsAsync(
            session,
            [.. found.Views.Select(view => view.Schema).Distinct()],
            cancellation
        );
        var named = dependents
            .Where(dependent => found.Views.Contains(dependent.On))
            .Select(dependent => $"{dependent.Kind} {dependent.ObjectName} on {dependent.On}")
            .Distinct()
            .Take(10);
        return string.Join("; ", named.Prepend(why));
    }

    /// <summary>The live release and those of its views that decide by the route.</summary>
    private async Task<(ReleaseRecord Live, IReadOnlySet<RelationName> Views)?> DecidingAsync(
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        if (await run.Ledger.ReadLiveAsync(session, cancellation) is not { } marker)
            return null;
        var live = (await run.Ledger.ReadReleasesAsync(session, cancellation)).First(known =>
            known.Number == marker.Number
        );
        var ours = (await run.Ledger.ReadRelationsAsync(session, live.Number, cancellation))
            .Select(relation => relation.Live)
            .ToHashSet();
        string[] schemas = [.. ours.Select(name => name.Schema).Distinct()];
        var definitions = await run.Warehouse.ReadViewDefinitionsAsync(session, schemas, cancellation);
        return (
            live,
            definitions
                .Where(view =>
                    ours.Contains(view.Key)
                    && run.Warehouse.Swap.ReadDeciding(view.Value)?.By is Decider.Route by
                    && by.View == run.Ledger.RouteView
                )
                .Select(view => view.Key)
                .ToHashSet()
        );
    }

    private bool IsOneByOne => run.Warehouse.Swap.AtOnce(run.Ledger.Proof(run.Lease), [], TimeSpan.Zero) is not null;

    /// <summary>Changes views one by one where readers' locks have to be waited for, otherwise all at once.</summary>
    private async Task EachAsync(
        IReadOnlyList<PointerChange> views,
        Func<PointerChange, IReadOnlyList<Sql>> statements,
        CancellationToken cancellation
    )
    {
        if (!IsOneByOne)
        {
            await using var session = await run.OpenAsync(cancellation);
            await run.Ledger.ChangeAsync(session, run.Lease, [.. views.SelectMany(statements)], [], cancellation);
            return;
        }
        var plain = new PlainViews(run, random, (_, _, _) => Task.CompletedTask);
        var start = run.Clock.GetTimestamp();
        var left = await new ViewByView(run, random).RunAsync(
            views,
            (change, session, patience) => plain.AtOnceAsync(session, statements(change), patience),
            _ => { },
            () => run.Clock.GetElapsedTime(start) < run.Config.Swap.Budget,
            cancellation
        );
        if (left.Count == 0)
            return;
        await using var asking = await run.OpenAsync(cancellation);
        var holders = await run.Warehouse.ReadLockHoldersAsync(
            asking,
            [.. left.Select(change => change.Live)],
            cancellation
        );
        throw new ReleaseException(
            ErrorCode.SwapBlocked,
            $"no lock on {string.Join(", ", left.Take(3).Select(change => change.Live))} within "
                + $"{run.Config.Swap.Budget.TotalSeconds:0} s: "
                + (holders.Count == 0 ? "no session holds it right now" : string.Join("; ", holders.Take(3))),
            "end or wait for the sessions that the message names, then run data-release resume; everybody sees what is "
                + "live"
        );
    }

    private async Task RequireParityAsync(ExposurePlan plan, CancellationToken cancellation)
    {
        if (!run.Warehouse.Traits.HasRoles)
            return;
        await using var session = await run.OpenAsync(cancellation);
        var differences = AccessParity.Differences(
            plan.Parity,
            await run.Warehouse.ReadAccessAsync(session, AccessParity.Schemas(plan.Parity), cancellation)
        );
        if (differences.Count > 0)
            throw new ReleaseException(ErrorCode.AccessWouldChange, string.Join("; ", differences.Take(10)));
    }
}
