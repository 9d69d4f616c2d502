using System.Data.Common;
using System.Globalization;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps.Methods;

/// <summary>
/// Exchanges each live schema for a schema that was prepared beside it, with views, rights and comments. On an engine
/// that commits each change of an object separately, only this exchange happens at once. The exchange can't share a
/// transaction with the ledger. So the journal says before it what is to be done, the new schema bears the mark of the
/// swap that made it, and the ledger follows afterwards. Whoever takes the lease after a crash reads the mark and
/// settles the swap either way.
/// </summary>
/// <param name="run">The command.</param>
/// <param name="router">How the engine exchanges schemas.</param>
/// <param name="random">Spreads the retries and makes tokens that tell swaps apart.</param>
internal sealed class RouterSwap(OpenEnvironment run, RouterGrammar router, Random random) : SwapMethod
{
    private readonly RouterRemains _remains = new(run, router);

    private RouterExchange Exchange => new(run, router, _remains, random);

    /// <inheritdoc/>
    public override bool RemakesAll => true;

    /// <inheritdoc/>
    public override bool ShowsSome => false;

    /// <inheritdoc/>
    public override bool TakesWorkWithin => false;

    /// <inheritdoc/>
    public override async Task RefuseAsync(
        SwapAim aim,
        PreparedSwap prepared,
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        if (aim is not (SwapAim.Whole or SwapAim.Repair))
            throw SwapMethods.CanNot(run, aim is SwapAim.Leave ? "give way to plain tables" : "go live in waves");
        var plan = Of(prepared);
        if (plan.Live.Count > 1 && !_remains.IsProvenInside)
            throw SwapMethods.CanNot(run, $"go live in several schemas at once ({string.Join(", ", plan.Live)})");
        var (others, objections) = (new List<string>(), new List<string>());
        foreach (var live in plan.Live)
        {
            if (await run.Warehouse.ReadRouterFrameAsync(session, live, cancellation) is not { } frame)
                continue;
            others.AddRange(frame.Others);
            var found = await run.Warehouse.ReadRouterObjectionsAsync(session, live, cancellation);
            objections.AddRange(found.Refusals);
            foreach (var untold in found.Untold)
                run.Events.Publish(new ReleaseEvent.Noted(untold));
        }
        List<string> refusals = [.. plan.Refusals(others), .. objections];
        if (refusals.Count > 0)
            throw new ReleaseException(
                ErrorCode.CannotExchange,
                string.Join("; ", refusals.Take(10)) + (refusals.Count > 10 ? $"; and {refusals.Count - 10} more" : "")
            );
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Preview(PreparedSwap prepared)
    {
        var plan = Of(prepared);
        var schemas = plan.Schemas(live => ReleaseSchemas.Router(run.Warehouse.Dialect, live, "0-0000"));
        if (schemas.Count == 0)
            return [];
        return
        [
            .. schemas.Select(schema => $"-- {schema.Next} is made with the comment and the rights of {schema.Live}"),
            .. plan.Make(schemas).Select(Text),
            "-- the journal says what is to be done; then, at once:",
            .. Exchange.Statements(schemas, prepared.Survey.Schemas).Select(Text),
            "-- the ledger's marker follows",
        ];

        string Text(Sql statement) => statement.Render(run.Warehouse.Dialect).Text;
    }

    /// <inheritdoc/>
    public override async Task<int> ApplyAsync(SwapOrder order, CancellationToken cancellation)
    {
        if (order.Within is not null)
            throw SwapMethods.CanNot(run, "be exchanged together with tables outside of releases");
        var plan = Of(order.Prepared);
        var token = string.Create(CultureInfo.InvariantCulture, $"{run.Lease.Fencing}-{random.Next(10000):d4}");
        var swap = new SwapRecord(
            token,
            order.Release.Number,
            order.Prepared.Previous?.Number,
            SwapStage.Begun,
            plan.Schemas(live => ReleaseSchemas.Router(run.Warehouse.Dialect, live, token)),
            KeptWrites.Write(order.Records, run.Warehouse.Dialect),
            default
        );
        if (swap.Schemas.Count == 0)
        {
            await using var idle = await run.OpenAsync(cancellation);
            await run.Ledger.WriteAsync(idle, run.Lease, order.Records, cancellation);
            return 1;
        }
        await using (var session = await run.OpenAsync(cancellation))
            await run.Ledger.WriteAsync(
                session,
                run.Lease,
                [run.Ledger.BeginSwap(swap, run.Lease.Fencing)],
                cancellation
            );
        int attempts;
        try
        {
            await MakeAsync(swap, plan, order.Prepared, cancellation);
            attempts = await Exchange.RunAsync(swap, order.Prepared, cancellation);
        }
        catch (Exception error) when (IsClear(error))
        {
            // Live was not touched. The prepared schemas are dropped now, or by the next command if they can't be.
            await _remains.GiveUpAsync(swap);
            throw;
        }
        await TellAsync(swap, order);
        await _remains.DropReplacedAsync(swap, CancellationToken.None);
        if (order.Remembers is { } shown)
            await new PointerMemory(run).RememberAsync(shown);
        return attempts;
    }

    /// <inheritdoc/>
    public override async Task SettleAsync(CancellationToken cancellation)
    {
        IReadOnlyList<SwapRecord> swaps;
        await using (var session = await run.OpenAsync(cancellation))
            swaps = await run.Ledger.ReadSwapsAsync(session, cancellation);
        foreach (var swap in swaps)
        {
            if (swap.Stage == SwapStage.Begun)
            {
                if (!await _remains.HasHappenedAsync(swap, cancellation))
                {
                    await _remains.GiveUpAsync(swap);
                    run.Events.Publish(
                        new ReleaseEvent.Noted(
                            $"a swap to {ReleaseRecord.Name(swap.Number)} was cut short before it happened; live is as "
                                + "before"
                        )
                    );
                    continue;
                }
                await using var session = await run.OpenAsync(cancellation);
                await run.Ledger.WriteAsync(
                    session,
                    run.Lease,
                    [
                        .. Ledger.Trusted(() => KeptWrites.Read(swap.Writes), "the journal of a swap"),
                        run.Ledger.TellSwap(swap.Token),
                    ],
                    cancellation
                );
                run.Settled =
                    $"{ReleaseRecord.Name(swap.Number)} went live before its command was cut short; the ledger says so "
                    + "now";
                run.Events.Publish(new ReleaseEvent.Noted(run.Settled));
            }
            await _remains.DropReplacedAsync(swap, cancellation);
        }
    }

    /// <inheritdoc/>
    public override async Task<LiveRecord?> ReadUnsettledAsync(WarehouseSession session, CancellationToken cancellation)
    {
        foreach (var swap in await run.Ledger.ReadSwapsAsync(session, cancellation))
        {
            if (swap.Stage == SwapStage.Begun && await _remains.IsLiveAsync(session, swap, cancellation))
                return new LiveRecord(swap.Number, swap.BeganAt, swap.Previous);
        }
        return null;
    }

    private RouterPlan Of(PreparedSwap prepared) => new(prepared.Plan, prepared.Survey, run.Warehouse.Swap);

    /// <summary>True for an error after which nothing was exchanged and the lease is still ours.</summary>
    private static bool IsClear(Exception error) =>
        error is OperationCanceledException or DbException
        || (
            error is ReleaseException known
            && known.Code != ErrorCode.OutcomeUnknown
            && known.Code != ErrorCode.MarkerDisagrees
            && known.Code != ErrorCode.LeaseLost
        );

    /// <summary>
    /// Makes the schemas that take the places of the live ones, and proves that they give the same rights.
    /// </summary>
    private async Task MakeAsync(
        SwapRecord swap,
        RouterPlan plan,
        PreparedSwap prepared,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var role = prepared.Survey.Role;
        var mark = new RouterMark(swap.Number, swap.Token);
        var frames = new Dictionary<ExchangedSchema, RouterFrame>();
        foreach (var schema in swap.Schemas)
        {
            var frame = await run.Warehouse.ReadRouterFrameAsync(session, schema.Live, cancellation)
                ?? new RouterFrame(role, null, [], []);
            frames.Add(schema, frame);
            await RunAsync(router.Create(schema.Next, frame with { Comment = mark.Write(frame.Comment) }, role));
        }
        await RunAsync(plan.Make(swap.Schemas));
        foreach (var (schema, frame) in frames)
            await RunAsync(frame.Owner is { } owner && owner != role ? router.Own(schema.Next, owner) : []);
        if (run.Warehouse.Traits.HasRoles)
            await RequireParityAsync(session, swap, plan, prepared, frames, cancellation);

        async Task RunAsync(IReadOnlyList<Sql> statements)
        {
            foreach (var statement in statements)
                await session.ExecuteAsync(statement, cancellation);
        }
    }

    private async Task RequireParityAsync(
        WarehouseSession session,
        SwapRecord swap,
        RouterPlan plan,
        PreparedSwap prepared,
        IReadOnlyDictionary<ExchangedSchema, RouterFrame> frames,
        CancellationToken cancellation
    )
    {
        var differences = new List<string>();
        foreach (var (schema, frame) in frames)
            differences.AddRange(
                RouterRights.Differences(
                    schema.Live,
                    frame,
                    await run.Warehouse.ReadRouterFrameAsync(session, schema.Next, cancellation)
                )
            );
        var access = await run.Warehouse.ReadAccessAsync(
            session,
            [.. swap.Schemas.SelectMany(schema => new[] { schema.Live, schema.Next })],
            cancellation
        );
        differences.AddRange(AccessParity.Differences(plan.Into(swap.Schemas), access));
        if (differences.Count > 0)
            throw new ReleaseException(ErrorCode.AccessWouldChange, string.Join("; ", differences.Take(10)));
        var moved = AccessParity.Moved(prepared.Plan, access, prepared.Survey);
        if (moved.Count > 0)
            throw new ReleaseException(
                ErrorCode.AccessWouldChange,
                $"changed since the swap was prepared: {string.Join("; ", moved.Take(10))}"
            );
    }

    private async Task TellAsync(SwapRecord swap, SwapOrder order)
    {
        try
        {
            await using var session = await run.OpenAsync(CancellationToken.None);
            await run.Ledger.WriteAsync(
                session,
                run.Lease,
                [.. order.Records, run.Ledger.TellSwap(swap.Token)],
                CancellationToken.None
            );
        }
        catch (Exception error) when (run.Translate(error) is { } known)
        {
            throw new ReleaseException(
                ErrorCode.MarkerDisagrees,
                $"{order.Release.Id} is live, but the ledger could not record it: {known.Message}",
                "the next command that changes something, such as data-release resume, records it",
                inner: error
            );
        }
    }
}
