using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>One relation to compare.</summary>
/// <param name="Relation">The live name, for messages.</param>
/// <param name="Blue">The older side.</param>
/// <param name="Green">The newer side.</param>
/// <param name="Options">The options.</param>
public sealed record DiffJob(string Relation, DiffSide Blue, DiffSide Green, DiffOptions Options);

/// <summary>The outcome of a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Diff">The diff; null if the job failed.</param>
/// <param name="Error">Why the relation could not be compared; null if it was.</param>
public sealed record DiffOutcome(DiffJob Job, RelationDiff? Diff, Exception? Error);

/// <summary>
/// Compares several relations at once, on a limited number of connections, or fewer if the server allows fewer. On an
/// engine that uses the whole machine for one statement, it uses one connection. A relation that can't be compared does
/// not affect the others. The two sides of each relation are read in one snapshot.
/// </summary>
/// <param name="warehouse">The warehouse of both sides.</param>
/// <param name="events">Receives progress.</param>
/// <param name="connections">The largest number of connections, at least 1.</param>
public sealed class DiffScheduler(Warehouse warehouse, IReleaseEvents events, int connections)
{
    /// <summary>Runs the jobs.</summary>
    /// <returns>The outcomes in the order of the jobs.</returns>
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
