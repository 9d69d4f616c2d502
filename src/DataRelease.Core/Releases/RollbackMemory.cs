using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;

namespace DataRelease.Releases;

/// <summary>Writes, finds and forgets the rollback that has begun.</summary>
internal sealed class RollbackMemory(ReleaseRun run)
{
    public async Task BeginAsync(PendingRollback begun, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(session, run.Lease, begun.Write(run.Ledger), cancellation);
    }

    public async Task ForgetAsync(CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(session, run.Lease, [run.Ledger.ForgetRollbacks()], cancellation);
    }

    /// <summary>
    /// The command says itself that its swap did not happen, so nothing is left to finish; where it did, or nobody
    /// knows, it stays.
    /// </summary>
    public async Task ForgetUnlessSwappedAsync()
    {
        try
        {
            if ((await ReleaseBook.ReadAsync(run, CancellationToken.None)).Rollback is { Live: null })
                await ForgetAsync(CancellationToken.None);
        }
        catch (Exception second) when (run.Translate(second) is not null)
        {
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"that the rollback did not happen could not be written to the ledger: "
                        + $"{second.Message.ReplaceLineEndings(" ")}; data-release resume would try it again, "
                        + $"data-release abort gives it up"
                )
            );
        }
    }
}

/// <summary>A rollback that has begun, as the command that it was.</summary>
internal static class PendingRollbackRequest
{
    extension(PendingRollback begun)
    {
        /// <summary>The same command again.</summary>
        public RollbackRequest Request =>
            new()
            {
                To = ReleaseRecord.Name(begun.To),
                Code = true,
                Schema = begun.Schema,
                Data = begun.Data,
                CarryWrites = begun.CarryWrites,
                AcceptLoss = begun.AcceptLoss,
            };
    }
}
