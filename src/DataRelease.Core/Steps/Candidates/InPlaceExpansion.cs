using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Runs the statements that add to tables in place: all of them, the journal's lines and the step's own row take effect
/// together or not at all.
/// </summary>
internal sealed class InPlaceExpansion(ReleaseRun run)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Tells the builder of a database project what is live.</summary>
    /// <exception cref="ReleaseException">DR2208 if live was not released from such a project.</exception>
    public async Task FollowAsync(IGreenBuilder builder, int? live, CancellationToken cancellation)
    {
        if (builder is not IDatabaseProject project)
            return;
        if (run.Environment.Preview is not null)
            throw Refused("a preview would add to the tables of live");
        var kept = await ReadAsync(live ?? CodeJournal.Before, cancellation);
        if (live is not { } number)
            project.Stood = kept;
        else
            project.Live = kept
                ?? throw Refused($"{ReleaseRecord.Name(number)}, which is live, was not released from one");
    }

    private async Task<BuiltPackage?> ReadAsync(int number, CancellationToken cancellation)
    {
        if (!run.Warehouse.Exists)
            return null;
        await using var session = await run.OpenAsync(cancellation);
        if (!await run.Ledger.ExistsAsync(session, cancellation))
            return null;
        var artifact = await run.Ledger.ReadArtifactAsync(session, number, KeptPackage.Artifact, cancellation);
        return artifact is not null && KeptPackage.Read(artifact) is { IsOfDatabase: true, Content: { } content } kept
            ? new BuiltPackage(kept.Name, kept.Version, content) { Extension = kept.Extension }
            : null;
    }

    /// <summary>The refusal of something that a database project can't do.</summary>
    public static ReleaseException Refused(string why, string? toDo = null) =>
        new(ErrorCode.DacpacNotReleased, why, toDo);

    /// <summary>The statements that no release has run yet.</summary>
    public async Task<IReadOnlyList<string>> ReadPendingAsync(IDatabaseProject project, CancellationToken cancellation)
    {
        if (!run.Warehouse.Exists)
            return project.Expansion;
        await using var session = await run.OpenAsync(cancellation);
        return await run.Ledger.ExistsAsync(session, cancellation)
            ? Pending(project, await run.Ledger.ReadExpandedAsync(session, cancellation))
            : project.Expansion;
    }

    /// <summary>Runs what is pending.</summary>
    /// <param name="release">The release.</param>
    /// <param name="project">The planned project.</param>
    /// <param name="done">The statement that marks the step as done.</param>
    /// <param name="cancellation">Honoured between attempts, never within one.</param>
    /// <returns>What was done, for people.</returns>
    public async Task<string> RunAsync(
        ReleaseRecord release,
        IDatabaseProject project,
        Func<string, Sql> done,
        CancellationToken cancellation
    )
    {
        var start = run.Clock.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            await using var session = await run.OpenAsync(cancellation);
            var known = await run.Ledger.ReadExpandedAsync(session, cancellation);
            var pending = Pending(project, known);
            var detail = Describe(pending.Count);
            List<Sql> records = [.. Records(project, known, pending, release), done(detail)];
            if (pending.Count == 0)
            {
                await run.Ledger.WriteAsync(session, run.Lease, records, cancellation);
                return detail;
            }
            try
            {
                await ApplyAsync(session, pending, records);
                return detail;
            }
            catch (Exception error) when (run.Warehouse.IsLockConflict(error))
            {
                if (run.Clock.GetElapsedTime(start) >= run.Config.Migrations.Budget)
                    throw new ReleaseException(
                        ErrorCode.MigrationBlocked,
                        $"the expansion: {run.Warehouse.Translate(error).Message}",
                        inner: error
                    );
                run.Events.Publish(new ReleaseEvent.Progressed("the expansion waits for locks"));
            }
            catch (Exception error) when (run.Warehouse.IsOutcomeUnknown(error))
            {
                // The journal tells whether the server committed.
                if (await HasRunAsync(pending, cancellation))
                    return detail;
                throw;
            }
            await Task.Delay(_pause, run.Clock, cancellation);
        }
    }

    /// <summary>The heading of the statements in a preview.</summary>
    public static string Title(int count) => $"-- expand: {Describe(count)}";

    /// <summary>
    /// One batch where the engine takes one, because a session that lost its transaction would run the rest outside it.
    /// </summary>
    private async Task ApplyAsync(WarehouseSession session, List<string> pending, List<Sql> records)
    {
        // A cancelled COMMIT could have either outcome.
        var never = CancellationToken.None;
        IReadOnlyList<Sql> statements = [.. pending.Select(Sql.Raw), .. run.Warehouse.Dialect.WithOwnNames(records)];
        var proof = run.Ledger.ProofByUpdate(run.Lease);
        var whole = new WholeSwap(proof, ExpectedAccess.None, statements, ExpectedAccess.None);
        if (run.Warehouse.Swap.AsOneBatch(whole, run.Config.Migrations.LockTimeout) is { } batch)
        {
            await session.ExecuteAsync(batch, never);
            return;
        }
        await session.InTransactionAsync(
            TransactionPurpose.ChangeObjects,
            async () =>
            {
                await run.Ledger.ProveAsync(session, run.Lease, never);
                await session.ExecuteBatchAsync(statements, never);
            },
            never
        );
    }

    private IEnumerable<Sql> Records(
        IDatabaseProject project,
        IReadOnlyList<ExpandedStatement> known,
        List<string> pending,
        ReleaseRecord release
    )
    {
        IReadOnlyList<Sql> journal =
            pending.Count == 0
                ? []
                : run.Ledger.WriteExpanded([
                    .. known,
                    .. pending.Select(text => new ExpandedStatement(release.Number, text)),
                ]);
        if (release.Base is not null || KeptPackage.Of(project.Before) is not { } before)
            return journal;
        return
        [
            .. journal,
            .. run.Ledger.ReplaceArtifact(CodeJournal.Before, KeptPackage.Artifact, before),
            .. run.Ledger.WriteCode(CodeJournal.Before, project.BeforePointers),
        ];
    }

    private async Task<bool> HasRunAsync(List<string> pending, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var known = (await run.Ledger.ReadExpandedAsync(session, cancellation)).Select(one => one.Text).ToHashSet();
        return pending.All(known.Contains);
    }

    private static List<string> Pending(IDatabaseProject project, IReadOnlyList<ExpandedStatement> known)
    {
        var texts = known.Select(one => one.Text).ToHashSet(StringComparer.Ordinal);
        return [.. project.Expansion.Where(text => !texts.Contains(text))];
    }

    private static string Describe(int count) =>
        count == 0 ? "nothing to add in place" : $"{count} statements that add in place";
}
