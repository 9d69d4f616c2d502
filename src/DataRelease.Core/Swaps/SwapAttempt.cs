using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// One attempt at a swap: a transaction that proves the lease, takes every lock, and changes views and ledger rows.
/// </summary>
/// <param name="run">The command; it has the lease.</param>
internal sealed class SwapAttempt(OpenEnvironment run)
{
    private static readonly TimeSpan SilenceInSwap = TimeSpan.FromSeconds(5);

    /// <summary>Runs the attempt.</summary>
    /// <param name="session">Open.</param>
    /// <param name="plan">What happens to each view.</param>
    /// <param name="survey">The survey that the plan was made from.</param>
    /// <param name="records">Statements for the ledger in the same transaction.</param>
    /// <param name="within">Other work that belongs into the transaction, or null.</param>
    /// <param name="patience">How long the attempt waits for locks.</param>
    /// <exception cref="ReleaseException">Access would change, or the lease is lost; nothing was changed.</exception>
    public async Task RunAsync(
        WarehouseSession session,
        SwapPlan plan,
        SwapSurvey survey,
        IReadOnlyList<Sql> records,
        Func<WarehouseSession, Task>? within,
        TimeSpan patience
    )
    {
        // Cancellation is not honoured here: a cancelled COMMIT could have either outcome.
        var never = CancellationToken.None;
        if (within is null && AsOneBatch(plan, survey, records, patience) is { } whole)
        {
            await session.ExecuteAsync(whole, never);
            return;
        }
        await session.InTransactionAsync(
            TransactionPurpose.ChangeObjects,
            async () =>
            {
                await run.Ledger.ProveAsync(session, run.Lease, never);
                // Readers wait for this transaction. If this process is paused within it, the transaction must end
                // soon, and not only after a lease's time.
                if (
                    run.Warehouse.Dialect.BoundIdle(Lease.Duration < SilenceInSwap ? Lease.Duration : SilenceInSwap) is
                    { } bound
                )
                    await session.ExecuteAsync(bound, never);
                if (within is not null)
                    await within(session);
                var opening = plan.Opening(run.Warehouse.Swap, patience);
                IReadOnlyList<Sql> rest =
                [
                    .. plan.Work(run.Warehouse.Swap),
                    .. run.Warehouse.Dialect.WithOwnNames(records),
                ];
                if (!run.Warehouse.Traits.HasRoles)
                {
                    await session.ExecuteBatchAsync([.. opening, .. rest], never);
                    return;
                }
                if (plan.Remakes)
                {
                    await session.ExecuteBatchAsync(opening, never);
                    Refuse(
                        AccessParity.Moved(
                            plan,
                            await run.Warehouse.ReadAccessAsync(session, AccessParity.Schemas(plan), never),
                            survey
                        ),
                        "changed since the swap was prepared: "
                    );
                    await RefuseChangedViewsAsync(session, plan);
                    opening = [];
                }
                await session.ExecuteBatchAsync([.. opening, .. rest], never);
                Refuse(
                    AccessParity.Differences(
                        plan,
                        await run.Warehouse.ReadAccessAsync(session, AccessParity.Schemas(plan), never)
                    ),
                    ""
                );
            },
            never
        );

        static void Refuse(IReadOnlyList<string> differences, string how)
        {
            if (differences.Count > 0)
                throw new ReleaseException(
                    ErrorCode.AccessWouldChange,
                    $"{how}{string.Join("; ", differences.Take(10))}"
                        + (differences.Count > 10 ? $"; and {differences.Count - 10} more" : "")
                );
        }
    }

    /// <summary>
    /// Refuses to make views outside again by a text that is no longer theirs: somebody may have changed them while the
    /// swap waited for its locks.
    /// </summary>
    private async Task RefuseChangedViewsAsync(WarehouseSession session, SwapPlan plan)
    {
        // Pointer views may decide by the marker by now, which is this swap's own doing.
        if (plan.Restored.Count == 0)
            return;
        var found = await run.Warehouse.ReadViewDefinitionsAsync(
            session,
            [.. plan.Restored.Select(view => view.View.Name.Schema).Distinct()],
            CancellationToken.None
        );
        var changed = plan
            .Restored.Where(view => found.GetValueOrDefault(view.View.Name) is { } now && now != view.Definition)
            .Select(view => view.View.Name)
            .Order()
            .ToList();
        if (changed.Count > 0)
            throw new ReleaseException(
                ErrorCode.ViewChangedMeanwhile,
                $"{string.Join(", ", changed.Take(10))} {(changed.Count == 1 ? "has" : "have")} another text than when "
                    + "the swap was prepared"
            );
    }

    private Sql? AsOneBatch(SwapPlan plan, SwapSurvey survey, IReadOnlyList<Sql> records, TimeSpan patience) =>
        run.Warehouse.Swap.AsOneBatch(
            new WholeSwap(
                run.Ledger.ProofByUpdate(run.Lease),
                AccessParity.ExpectedBefore(plan, survey),
                [
                    .. plan.Opening(run.Warehouse.Swap, patience),
                    .. plan.Work(run.Warehouse.Swap),
                    .. run.Warehouse.Dialect.WithOwnNames(records),
                ],
                AccessParity.ExpectedAfter(plan)
            ),
            patience
        );
}
