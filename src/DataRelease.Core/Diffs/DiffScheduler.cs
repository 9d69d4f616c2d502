using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>One relation to compare.</summary>
/// <param name="Relation">The live name, for people.</param>
/// <param name="Blue">The older side.</param>
/// <param name="Green">The newer side.</param>
/// <param name="Options">How.</param>
public sealed record DiffJob(string Relation, DiffSide Blue, DiffSide Green, DiffOptions Options);

/// <summary>How a job ended.</summary>
/// <param name="Job">The job.</param>
/// <param name="Diff">What was found; null if it failed.</param>
/// <param name="Error">Why it could not be compared; null if it was.</param>
public sealed record DiffOutcome(DiffJob Job, RelationDiff? Diff, Exception? Error);

/// <summary>
/// Compares several relations at once, on at most so many connections, and fewer where the server gives fewer; one on
/// an engine that uses the whole machine for one statement. A relation that can't be compared fails alone. Each
/// relation's two sides are read in one snapshot of
/// its own.
/// </summary>
/// <param name="warehouse">Where both sides are.</param>
/// <param name="events">Told of progress.</param>
/// <param name="connections">The most connections to use, at least 1.</param>
public sealed class DiffScheduler(Warehouse warehouse, IReleaseEvents events, int connections)
{
    /// <summary>Runs the jobs.</summary>
    /// <returns>In the order of the jobs.</returns>
    public async Task<IReadOnlyList<DiffOutcome>> RunAsync(IReadOnlyList<DiffJob> jobs, CancellationToken cancellation)
    {
        var outcomes = new DiffOutcome[jobs.Count];
        var next = -1;
        var done = 0;
        var comparer = new RelationComparer(warehouse.Dialect, events);
        async Task WorkAsync(WarehouseSession? session)
        {
            try
            {
                for (
                    var index = Interlocked.Increment(ref next);
                    index < jobs.Count;
                    index = Interlocked.Increment(ref next)
                )
                {
                    session ??= await warehouse.OpenAsync(cancellation);
                    await session.ForbidWritesAsync(cancellation);
                    outcomes[index] = await CompareAsync(comparer, session, jobs[index], cancellation);
                    events.Publish(
                        new ReleaseEvent.Progressed(
                            $"{jobs[index].Relation} compared, {Interlocked.Increment(ref done)} of {jobs.Count}"
                        )
                    );
                    // After a lost connection the next job gets a new one.
                    if (session.Connection.State == System.Data.ConnectionState.Open)
                        continue;
                    await session.DisposeAsync();
                    session = null;
                }
            }
            finally
            {
                if (session is not null)
                    await session.DisposeAsync();
            }
        }

        if (jobs.Count == 0)
            return [];
        var workers = Math.Clamp(warehouse.Traits.IsColumnar ? 1 : connections, 1, jobs.Count);
        var sessions = await warehouse.OpenSeveralAsync(workers, cancellation);
        await Task.WhenAll(sessions.Select(session => Task.Run(() => WorkAsync(session), CancellationToken.None)));
        return outcomes;
    }

    private async Task<DiffOutcome> CompareAsync(
        RelationComparer comparer,
        WarehouseSession session,
        DiffJob job,
        CancellationToken cancellation
    )
    {
        try
        {
            return new DiffOutcome(
                job,
                await comparer.CompareAsync(session, job.Relation, job.Blue, job.Green, job.Options, cancellation),
                null
            );
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return new DiffOutcome(job, null, warehouse.Translate(error));
        }
    }
}
