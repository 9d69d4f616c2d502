using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps.Methods;

/// <summary>
/// Reads from the live schemas' marks whether an exchange has happened, and cleans up the schemas that it leaves over.
/// </summary>
/// <param name="run">The command.</param>
/// <param name="router">How the engine exchanges schemas.</param>
internal sealed class RouterRemains(OpenEnvironment run, RouterGrammar router)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(200);

    /// <summary>The sign of a finished swap: the mark of the live schema.</summary>
    public SwapSign Sign(SwapRecord swap) =>
        new(
            swap.Number,
            async (session, cancellation) =>
                await IsLiveAsync(session, swap, cancellation) ? swap.Number : swap.Previous,
            number => $"{(number is { } known ? ReleaseRecord.Name(known) : "nothing")} is live"
        );

    /// <summary>
    /// True if the transaction that exchanges the schemas also proves the lease. Then nobody who lost the lease
    /// exchanges anything, and several schemas are exchanged at once.
    /// </summary>
    public bool IsProvenInside => run.Warehouse.Swap.AtOnce(Sql.Raw("where true"), [], _patience) is not null;

    /// <summary>True if every live schema bears the swap's mark.</summary>
    public async Task<bool> IsLiveAsync(WarehouseSession session, SwapRecord swap, CancellationToken cancellation)
    {
        foreach (var schema in swap.Schemas)
        {
            var comment = await run.Warehouse.ReadSchemaCommentAsync(session, schema.Live, cancellation);
            if (RouterMark.Read(comment)?.Token != swap.Token)
                return false;
        }
        return true;
    }

    /// <summary>
    /// Says whether the exchange happened, and makes sure that it can't happen any more if it did not. A process that
    /// was held up between its proof of the lease and the exchange no longer finds the schema that it would exchange.
    /// The caller must hold the lease.
    /// </summary>
    public async Task<bool> HasHappenedAsync(SwapRecord swap, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        if (await IsLiveAsync(session, swap, cancellation))
            return true;
        // This session took the lease over, and every exchange proves the lease: one that was under way has ended.
        if (IsProvenInside)
            return false;
        var schema = swap.Schemas[0];
        var standing = await run.Warehouse.ReadSchemasAsync(session, [schema.Next, Gone(schema)], cancellation);
        if (standing.Contains(schema.Next) && !standing.Contains(Gone(schema)))
            await session.ExecuteAsync(router.Rename(schema.Next, Gone(schema)), cancellation);
        if (!await IsLiveAsync(session, swap, cancellation))
            return false;
        // The exchange happened in between, and the renamed schema is the one that was live.
        await session.ExecuteAsync(router.Rename(Gone(schema), schema.Next), cancellation);
        return true;
    }

    /// <summary>
    /// Refuses if a relation appeared in a live schema after the plan was made. It would go away with the old schema.
    /// </summary>
    public async Task RequireUnchangedAsync(
        WarehouseSession session,
        SwapRecord swap,
        SwapPlan plan,
        CancellationToken cancellation
    )
    {
        var known = plan.Changes.Where(change => change.Current is not null).Select(change => change.Live).ToHashSet();
        var come = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. swap.Schemas.Select(schema => schema.Live)],
                cancellation
            )
        )
            .Select(relation => relation.Name)
            .Where(name => !known.Contains(name))
            .ToList();
        if (come.Count > 0)
            throw new ReleaseException(
                ErrorCode.CannotExchange,
                $"{string.Join(", ", come.Take(10))} appeared in the live schema after the swap was prepared"
            );
    }

    /// <summary>
    /// Runs statements in one transaction that proves the lease, if the engine can change objects in one. Otherwise
    /// proves the lease and runs the statements one by one.
    /// </summary>
    public async Task AtOnceAsync(WarehouseSession session, IReadOnlyList<Sql> statements, TimeSpan patience)
    {
        // Cancellation is not honoured here: a cancelled exchange could have either outcome.
        var never = CancellationToken.None;
        if (run.Warehouse.Swap.AtOnce(run.Ledger.Proof(run.Lease), statements, patience) is { } whole)
        {
            await session.ExecuteAsync(whole, never);
            return;
        }
        await session.InTransactionAsync(
            TransactionPurpose.WriteRows,
            () => run.Ledger.ProveAsync(session, run.Lease, never),
            never
        );
        foreach (var statement in statements)
            await session.ExecuteAsync(statement, never);
    }

    /// <summary>
    /// Drops the schemas that were prepared for a swap that did not happen, and forgets the swap. The next command
    /// drops what can't be dropped now.
    /// </summary>
    public Task GiveUpAsync(SwapRecord swap) => TellingAsync(swap, async session =>
        {
            // After the exchange, the old live schema has the new schema's name. It must not be dropped here.
            if (await HasHappenedAsync(swap, CancellationToken.None))
                return;
            foreach (var schema in swap.Schemas.SelectMany(schema => new[] { schema.Next, Gone(schema) }))
                await DropAsync(session, schema, _ => true, () => Task.FromResult(router.DropEmpty(schema)));
            await run.Ledger.WriteAsync(
                session,
                run.Lease,
                [run.Ledger.ForgetSwap(swap.Token)],
                CancellationToken.None
            );
        });

    /// <summary>
    /// Drops the views that the swap replaced, puts their schema away if nothing else is in it, and forgets the swap.
    /// The next command drops views that somebody still reads.
    /// </summary>
    public Task DropReplacedAsync(SwapRecord swap, CancellationToken cancellation) =>
        TellingAsync(swap, async session =>
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var schema in swap.Schemas)
                await DropAsync(session, schema.Next, schema.Views.ToHashSet(StringComparer.Ordinal).Contains, () =>
                    PutAwayAsync(session, swap, schema)
                );
            await run.Ledger.WriteAsync(
                session,
                run.Lease,
                [run.Ledger.ForgetSwap(swap.Token)],
                CancellationToken.None
            );
        });

    /// <summary>
    /// The statement for a schema that was live and looks empty. It is dropped only if it can't hold what this role is
    /// not shown; otherwise it is renamed, and nothing drops it.
    /// </summary>
    private async Task<Sql> PutAwayAsync(WarehouseSession session, SwapRecord swap, ExchangedSchema schema)
    {
        var never = CancellationToken.None;
        if (
            await run.Warehouse.SeesWholeSchemasAsync(session, never)
            && (await run.Warehouse.ReadRouterObjectionsAsync(session, schema.Next, never)).Refusals.Count == 0
        )
            return router.DropEmpty(schema.Next);
        var kept = ReleaseSchemas.Replaced(run.Warehouse.Dialect, schema.Live, swap.Token);
        run.Events.Publish(
            new ReleaseEvent.Noted(
                $"the schema that {schema.Live} was before is kept as {kept}: it may hold objects that this role is "
                    + "not shown"
            )
        );
        return router.Rename(schema.Next, kept);
    }

    private async Task DropAsync(
        WarehouseSession session,
        string schema,
        Func<string, bool> isOurs,
        Func<Task<Sql>> empty
    )
    {
        if ((await run.Warehouse.ReadSchemasAsync(session, [schema], CancellationToken.None)).Count == 0)
            return;
        var relations = await run.Warehouse.ReadRelationsAsync(session, [schema], CancellationToken.None);
        var views = relations
            .Where(relation => relation.Kind == RelationKind.View && isOurs(relation.Name.Name))
            .ToList();
        List<Sql> statements = [.. views.Select(view => run.Warehouse.Swap.DropView(view.Name))];
        if (views.Count == relations.Count)
            statements.Add(await empty());
        if (statements.Count > 0)
            await AtOnceAsync(session, statements, _patience);
    }

    private async Task TellingAsync(SwapRecord swap, Func<WarehouseSession, Task> work)
    {
        try
        {
            await using var session = await run.OpenAsync(CancellationToken.None);
            await work(session);
        }
        catch (Exception error) when (error is DbException or ReleaseException)
        {
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.RouterLeft.Id,
                    $"{string.Join(", ", swap.Schemas.Select(schema => schema.Next))}: "
                        + $"{run.Warehouse.Translate(error).Message.ReplaceLineEndings(" ")}; "
                        + ErrorCode.RouterLeft.Remedy
                )
            );
        }
    }

    private static string Gone(ExchangedSchema schema) => $"{schema.Next}_gone";
}
