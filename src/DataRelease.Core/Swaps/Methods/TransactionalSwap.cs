using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps.Methods;

/// <summary>
/// Runs a plan and the ledger's statements in one transaction. The transaction is tried again while only locks are in
/// the way. Then the ledger tells whether the swap happened.
/// </summary>
/// <param name="run">The command.</param>
/// <param name="random">Spreads the retries.</param>
internal sealed class TransactionalSwap(OpenEnvironment run, Random random) : SwapMethod
{
    /// <summary>
    /// The number of attempts that wait only for the lock timeout, before later attempts wait longer; and the longest
    /// wait, below deadlock_timeout.
    /// </summary>
    private const int ShortAttempts = 12;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    /// <summary>How long an attempt waits for a moment at which nobody holds the views.</summary>
    private static readonly TimeSpan QuietAwaited = TimeSpan.FromMilliseconds(500);

    /// <summary>When a blocked swap is refused under <c>on_blocked: refuse</c>.</summary>
    private static readonly TimeSpan RefusedAfter = TimeSpan.FromSeconds(3);

    private readonly HoldOuts _holdOuts = new(run);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Preview(PreparedSwap prepared) =>
        [
            "BEGIN",
            .. prepared
                .Plan.Statements(run.Warehouse.Swap, run.Config.Swap.LockTimeout)
                .Select(statement => statement.Render(run.Warehouse.Dialect).Text),
            "-- the ledger's marker, in the same transaction",
            "COMMIT",
        ];

    /// <inheritdoc/>
    public override async Task<int> ApplyAsync(SwapOrder order, CancellationToken cancellation)
    {
        var (prepared, sign) = (order.Prepared, order.Sign);
        var gate = new SwapGate(run, random, order.Release.Number, prepared, (session, alone, patience) =>
            new SwapAttempt(run).RunAsync(session, alone, prepared.Survey, [], null, patience)
        );
        var plan = prepared.Plan;
        // One budget covers the wait for the views before the swap and the attempts.
        var start = run.Clock.GetTimestamp() - (long)(prepared.Spent.TotalSeconds * run.Clock.TimestampFrequency);
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
                        order.Records,
                        order.Within,
                        Patience(attempt)
                    );
                }
                catch (Exception error) when (run.Warehouse.IsLockConflict(error))
                {
                    await BackOffAsync(plan, start, attempt, error, cancellation);
                    if (order.MovesMarker && gate.IsWorthOpening(run.Clock.GetElapsedTime(start)))
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
                    if (order.Remembers is { } known)
                        await new PointerMemory(run).RememberAsync(known);
                    return attempt;
                }
                catch (DbException error)
                {
                    var said = run.Warehouse.Translate(error);
                    var isClear =
                        said.Code == ErrorCode.RightMissing
                        || said.Code == ErrorCode.AccessWouldChange
                        || said.Code == ErrorCode.LeaseLost
                        || said.Code == ErrorCode.DacpacNameTaken;
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
                if (order.Remembers is { } shown)
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

    /// <summary>
    /// A swap in one transaction needs no settling. But an exchange of schemas may have been cut short before the
    /// environment's method was changed.
    /// </summary>
    public override Task SettleAsync(CancellationToken cancellation) =>
        run.Warehouse.Swap.Router is { } router
            ? new RouterSwap(run, router, random).SettleAsync(cancellation)
            : Task.CompletedTask;

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
                    ? "no session holds them right now; such sessions come and go"
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
        // Pauses grow, so that a busy reader's queue drains between attempts.
        var pause = random.Next(20, 60 + (Math.Min(attempt, 10) * 40));
        await Task.Delay(TimeSpan.FromMilliseconds(pause), run.Clock, cancellation);
    }

    /// <summary>
    /// How long an attempt waits for its locks. Readers of all views queue behind an attempt, so most attempts are
    /// short. Later attempts wait longer, for views that are always in use.
    /// </summary>
    private TimeSpan Patience(int attempt)
    {
        var whole = run.Config.Swap.LockTimeout;
        var longer = whole * Math.Clamp(1 << Math.Clamp((attempt - ShortAttempts) / 6, 0, 4), 1, 8);
        return longer < LongestWait || whole > LongestWait ? (whole > LongestWait ? whole : longer) : LongestWait;
    }

    /// <summary>The views that an attempt locks.</summary>
    private static List<RelationName> Locked(SwapPlan plan) =>
        [
            .. plan.Changes.Where(change => change.Action != PointerAction.Keep).Select(change => change.Live),
            .. plan.Restored.Select(view => view.View.Name),
        ];
}
