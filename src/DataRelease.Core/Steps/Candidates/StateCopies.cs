using System.Collections.Concurrent;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Copies tables of blue to green, each in a transaction of its own. Several are copied at once on an engine where one
/// statement does not use all of it.
/// </summary>
/// <param name="run">The command.</param>
/// <param name="threads">The largest number of copies at once.</param>
internal sealed class StateCopies(ReleaseRun run, int threads)
{
    /// <summary>Copies all tables. An error stops the other copies, and their transactions are rolled back.</summary>
    /// <param name="session">An open session that nothing else uses until the copying ends.</param>
    /// <param name="copies">The tables, and the names of their copies.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(
        WarehouseSession session,
        IReadOnlyList<(RelationName Live, RelationName Blue, RelationName Copy)> copies,
        CancellationToken cancellation
    )
    {
        var open = new ConcurrentQueue<(RelationName Live, RelationName Blue, RelationName Copy)>(copies);
        var progress = new CopyProgress(run.Clock, await SizesAsync(session, copies, cancellation));
        var workers = run.Warehouse.Traits.IsColumnar ? 1 : Math.Min(copies.Count, Math.Max(1, threads));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var tasks = Enumerable.Range(0, workers).Select(WorkAsync).ToList();
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The copies that were stopped have no error of their own.
            await tasks.First(task => task.IsFaulted);
        }

        async Task WorkAsync(int worker)
        {
            try
            {
                if (worker == 0)
                {
                    await CopyAsync(session);
                    return;
                }
                if (await TryOpenAsync(stop.Token) is not { } own)
                    return;
                await using (own)
                    await CopyAsync(own);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }

        async Task CopyAsync(WarehouseSession own)
        {
            while (!stop.IsCancellationRequested && open.TryDequeue(out var copy))
            {
                run.Events.Publish(new ReleaseEvent.Progressed(progress.Begin(copy.Live)));
                var statements = await run.Warehouse.ReadCopyAsync(own, copy.Blue, copy.Copy, stop.Token);
                await own.InTransactionAsync(
                    TransactionPurpose.PrepareObjects,
                    () => own.ExecuteBatchAsync(statements, stop.Token),
                    stop.Token
                );
                progress.End(copy.Live);
            }
        }
    }

    private async Task<IReadOnlyDictionary<RelationName, long?>> SizesAsync(
        WarehouseSession session,
        IReadOnlyList<(RelationName Live, RelationName Blue, RelationName Copy)> copies,
        CancellationToken cancellation
    )
    {
        var sizes = new Dictionary<RelationName, long?>();
        foreach (var copy in copies)
            sizes[copy.Live] = await run.Warehouse.ReadBytesAsync(session, copy.Blue, cancellation);
        return sizes;
    }

    /// <summary>Opens another session; null if the server has none left. The open sessions then do its work.</summary>
    private async Task<WarehouseSession?> TryOpenAsync(CancellationToken cancellation)
    {
        try
        {
            return await run.OpenAsync(cancellation);
        }
        catch (ReleaseException error) when (error.Code == ErrorCode.WarehouseUnreachable)
        {
            return null;
        }
    }
}
