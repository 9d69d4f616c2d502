using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps.Methods;

/// <summary>Exchanges schemas in one transaction or one statement, and reads the mark back.</summary>
/// <param name="run">The command; it has the lease.</param>
/// <param name="router">How the engine exchanges schemas.</param>
/// <param name="remains">Reads the live schemas' mark.</param>
/// <param name="random">Spreads the retries.</param>
internal sealed class RouterExchange(OpenEnvironment run, RouterGrammar router, RouterRemains remains, Random random)
{
    /// <summary>The statements that exchange all schemas.</summary>
    /// <param name="schemas">The pairs of schemas.</param>
    /// <param name="standing">
    /// The schemas that exist. Where a live schema does not exist yet, the new one is renamed to its name.
    /// </param>
    public IReadOnlyList<Sql> Statements(IReadOnlyList<ExchangedSchema> schemas, IReadOnlySet<string> standing) =>
        [
            .. schemas.SelectMany(schema =>
                standing.Contains(schema.Live)
                    ? router.Exchange(schema.Live, schema.Next)
                    : [router.Rename(schema.Next, schema.Live)]
            ),
        ];

    /// <summary>Tries the exchange again while only a lock is in the way, within the rest of the budget.</summary>
    /// <returns>The number of attempts.</returns>
    /// <exception cref="ReleaseException">
    /// Nothing was exchanged. After DR7004, DR7010 and DR5002, only the live schemas' mark says what happened.
    /// </exception>
    public async Task<int> RunAsync(SwapRecord swap, PreparedSwap prepared, CancellationToken cancellation)
    {
        var exchange = Statements(swap.Schemas, prepared.Survey.Schemas);
        var start = run.Clock.GetTimestamp() - (long)(prepared.Spent.TotalSeconds * run.Clock.TimestampFrequency);
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            run.SwapAttempts = attempt;
            var sign = remains.Sign(swap);
            Exception? lost = null;
            try
            {
                await using var session = await run.OpenOnceAsync(cancellation);
                await remains.RequireUnchangedAsync(session, swap, prepared.Plan, cancellation);
                await remains.AtOnceAsync(session, exchange, run.Config.Swap.LockTimeout);
            }
            catch (Exception error) when (run.Warehouse.IsLockConflict(error))
            {
                if (run.Clock.GetElapsedTime(start) >= run.Config.Swap.Budget)
                    throw new ReleaseException(
                        ErrorCode.SwapBlocked,
                        $"the live schemas could not be exchanged in {attempt} attempts over "
                            + $"{run.Clock.GetElapsedTime(start).TotalSeconds:0} s",
                        inner: error
                    );
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 200)), run.Clock, cancellation);
                continue;
            }
            catch (Exception error) when (run.Warehouse.IsOutcomeUnknown(error))
            {
                run.Events.Publish(
                    new ReleaseEvent.Progressed(
                        "the connection was lost during the swap; asking the schema what happened"
                    )
                );
                lost = error;
            }
            catch (DbException error)
            {
                var said = run.Warehouse.Translate(error);
                throw said.Code == ErrorCode.RightMissing || said.Code == ErrorCode.LeaseLost
                    ? said
                    : new ReleaseException(ErrorCode.SwapStatementFailed, said.Message, inner: error);
            }

            var (found, isOurs) = await new SwapOutcome(run).AskAsync(
                sign,
                lost,
                lost is null ? CancellationToken.None : cancellation
            );
            if (found == sign.Expected)
                return attempt;
            throw lost is null
                ? new ReleaseException(
                    ErrorCode.MarkerDisagrees,
                    $"after the exchange {sign.Describe(found)}, and not {sign.Describe(sign.Expected)}"
                )
            : isOurs
                ? new ReleaseException(
                    ErrorCode.SwapLost,
                    $"{run.Warehouse.Translate(lost).Message}; {sign.Describe(found)}",
                    inner: lost
                )
            : new ReleaseException(
                ErrorCode.LeaseLost,
                $"environment '{run.Name}' was taken over by another release; {sign.Describe(found)}",
                inner: lost
            );
        }
    }
}
