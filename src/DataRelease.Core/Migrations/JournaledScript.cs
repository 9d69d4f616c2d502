using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Migrations;

/// <summary>
/// Runs one script and writes its journal line. Both are one transaction; for a script marked <c>-- no-transaction</c>
/// the line is written before and after it.
/// </summary>
/// <param name="run">The command, with its lease.</param>
/// <param name="guard">
/// The guard for the whole list of scripts: what it has read of the database is reused for each script.
/// </param>
internal sealed class JournaledScript(OpenEnvironment run, MigrationGuard guard)
{
    /// <summary>Runs one text and writes its journal line. If the text fails, the line says so.</summary>
    /// <param name="done">The line to write if the script succeeds.</param>
    /// <param name="begun">The line to write while the script runs outside a transaction, and if it fails.</param>
    /// <param name="source">The script's text.</param>
    /// <param name="variables">The values of the script's variables.</param>
    /// <param name="isNew">True if the journal has no line for it yet.</param>
    /// <param name="cancellation">Ends it; a script in a transaction is rolled back.</param>
    /// <param name="cover">The data version that must hold what the script takes away; null if none is needed.</param>
    /// <returns>The line as the journal has it now.</returns>
    public async Task<MigrationRecord> RunAsync(
        MigrationRecord done,
        MigrationRecord begun,
        ScriptText source,
        ScriptVariables variables,
        bool isNew,
        CancellationToken cancellation,
        ScriptCover? cover = null
    )
    {
        var start = run.Clock.GetTimestamp();
        var text = variables.Render(source);
        await using var session = await run.OpenAsync(cancellation);
        await guard.CheckTextAsync(session, done.Name, text, cancellation);
        if (cover is not null && !IsCoveredWithin(source))
        {
            done = done with { DataVersion = await cover.TakeAsync(cancellation) };
            begun = begun with { DataVersion = done.DataVersion };
        }
        try
        {
            return source.NoTransaction
                ? await RunAloneAsync(session, done, begun, text, variables, isNew, start, cancellation)
                : await RunInTransactionAsync(
                    session,
                    done,
                    text,
                    variables,
                    isNew,
                    start,
                    IsCoveredWithin(source) ? cover : null,
                    cancellation
                );
        }
        catch (Exception error) when (run.Translate(error) is { } known && known.Code != ErrorCode.LeaseLost)
        {
            await session.DisposeAsync();
            await WriteFailureAsync(
                done,
                begun,
                source.NoTransaction,
                isNew,
                variables.Redact(known.Message),
                run.Clock.GetElapsedTime(start)
            );
            throw;
        }
    }

    private async Task<MigrationRecord> RunInTransactionAsync(
        WarehouseSession session,
        MigrationRecord done,
        RenderedText text,
        ScriptVariables variables,
        bool isNew,
        long start,
        ScriptCover? cover,
        CancellationToken cancellation
    )
    {
        string? version = null;
        var script = new ScriptRun(run.Warehouse, session, variables);
        var readable = await guard.ReadableViewsAsync(session, cancellation);
        while (true)
        {
            try
            {
                var line = done;
                await session.InTransactionAsync(
                    TransactionPurpose.ChangeObjects,
                    async () =>
                    {
                        // No other process can open this database, and a heartbeat during the script would be a
                        // conflict at its commit.
                        if (run.Warehouse.Traits.IsOneProcess)
                            await run.Ledger.ProveAsync(session, run.Lease, cancellation);
                        await session.ExecuteBatchAsync(
                            run.Warehouse.Swap.BoundLocks(run.Config.Migrations.LockTimeout),
                            cancellation
                        );
                        if (cover is not null)
                            version = await TakeAsync(session, cover, version, cancellation);
                        var before = await guard.LookAsync(session, cancellation);
                        await script.RunAsync(
                            done.Name,
                            text,
                            async () =>
                            {
                                await ReturnAsync(session, cancellation);
                                await guard.CompareAsync(
                                    session,
                                    done.Name,
                                    before,
                                    readable,
                                    text.Place(0),
                                    cancellation
                                );
                                if (!run.Warehouse.Traits.IsOneProcess)
                                    await run.Ledger.ProveAsync(session, run.Lease, cancellation);
                                line = done with
                                {
                                    Seconds = isNew ? Seconds(start) : done.Seconds,
                                    DataVersion = version ?? done.DataVersion,
                                };
                                await session.ExecuteOwnAsync(Write(line, isNew), cancellation);
                            },
                            cancellation
                        );
                    },
                    cancellation
                );
                return line;
            }
            catch (Exception error) when (Blocked(error) is { } blocked)
            {
                if (run.Clock.GetElapsedTime(start) >= run.Config.Migrations.Budget)
                    throw new ReleaseException(
                        ErrorCode.MigrationBlocked,
                        $"{done.Name}: {variables.Redact(blocked.Message).ReplaceLineEndings(" ")}",
                        inner: blocked
                    );
                run.Events.Publish(new ReleaseEvent.Progressed($"{done.Name} waits for locks"));
                await Task.Delay(TimeSpan.FromMilliseconds(200), run.Clock, cancellation);
            }
        }
    }

    /// <summary>
    /// True if the version is taken while the script's transaction keeps writers away. A script without a transaction
    /// can't keep them away, and where one process has the database there are none.
    /// </summary>
    private bool IsCoveredWithin(ScriptText source) => !source.NoTransaction && !run.Warehouse.Traits.IsOneProcess;

    /// <summary>
    /// Takes the version in another session, which reads what nobody can change any more. The version of an earlier try
    /// goes, because somebody may have written since.
    /// </summary>
    private async Task<string> TakeAsync(
        WarehouseSession session,
        ScriptCover cover,
        string? earlier,
        CancellationToken cancellation
    )
    {
        var limit = run.Config.Migrations.LockTimeout;
        await session.ExecuteBatchAsync(
            [.. run.Warehouse.LockWriters(cover.Tables, limit), .. run.Warehouse.Swap.BoundLocks(limit)],
            cancellation
        );
        if (earlier is not null)
            await cover.DropAsync(earlier, cancellation);
        return await cover.TakeAsync(cancellation);
    }

    /// <summary>
    /// Returns to our own role, settings and time limits, whatever the script left, and then the journal is written.
    /// </summary>
    private async Task ReturnAsync(WarehouseSession session, CancellationToken cancellation)
    {
        if (run.Warehouse.Scripts.Return is not { Count: > 0 } back)
            return;
        await session.ExecuteBatchAsync(
            [.. back, .. session.Bounds, .. run.Warehouse.Swap.BoundLocks(run.Config.Migrations.LockTimeout)],
            cancellation
        );
    }

    private async Task<MigrationRecord> RunAloneAsync(
        WarehouseSession session,
        MigrationRecord done,
        MigrationRecord begun,
        RenderedText text,
        ScriptVariables variables,
        bool isNew,
        long start,
        CancellationToken cancellation
    )
    {
        await run.Ledger.WriteAsync(session, run.Lease, [Write(begun, isNew)], cancellation);
        try
        {
            await new ScriptRun(run.Warehouse, session, variables).RunAsync(
                done.Name,
                text,
                () => Task.CompletedTask,
                cancellation
            );
        }
        catch (ScriptBlockedException blocked)
        {
            throw new ReleaseException(
                ErrorCode.MigrationBlocked,
                $"{done.Name}: {variables.Redact(blocked.Message).ReplaceLineEndings(" ")}",
                "it runs without a transaction, so what it did before stays; run it again with data-release "
                    + "migrate up --retry",
                text.Place(0),
                blocked
            );
        }
        if (await run.Warehouse.Scripts.LeftOpenAsync(session, cancellation))
            throw new ReleaseException(
                ErrorCode.MigrationTransaction,
                $"{done.Name} begins a transaction and does not end it, so what it did in it is gone",
                "end the transaction in the script, then run it again with data-release migrate up --retry",
                text.Place(0)
            );
        var line = done with { Seconds = isNew ? Seconds(start) : done.Seconds };
        // The journal line needs a session of its own: the script may have changed the state of this one.
        await session.DisposeAsync();
        await using var own = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(own, run.Lease, [Write(line, isNew: false)], cancellation);
        return line;
    }

    private async Task WriteFailureAsync(
        MigrationRecord done,
        MigrationRecord begun,
        bool alone,
        bool isNew,
        string message,
        TimeSpan elapsed
    )
    {
        // A down script failed in its transaction and so changed nothing: the line still says "applied".
        if (!alone && !isNew)
            return;
        var line = begun with
        {
            State = isNew
                ? alone
                    ? MigrationState.Partial
                    : MigrationState.Failed
                : MigrationState.Reverting,
            Message = message,
            Seconds = isNew ? Math.Round(elapsed.TotalSeconds, 3) : begun.Seconds,
        };
        try
        {
            await using var session = await run.OpenAsync(CancellationToken.None);
            await run.Ledger.WriteAsync(
                session,
                run.Lease,
                [Write(line, isNew: isNew && !alone)],
                CancellationToken.None
            );
        }
        catch (Exception second) when (second is DbException or ReleaseException or IOException)
        {
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.MigrationFailed.Id,
                    $"how {done.Name} ended could not be written to the journal: "
                        + second.Message.ReplaceLineEndings(" ")
                )
            );
        }
    }

    private Exception? Blocked(Exception error) =>
        error is ScriptBlockedException blocked ? blocked.InnerException
        : error is DbException && run.Warehouse.IsLockConflict(error) ? error
        : null;

    private Sql Write(MigrationRecord line, bool isNew) =>
        isNew
            ? run.Ledger.InsertMigration(line, run.Lease.Fencing)
            : run.Ledger.UpdateMigration(line, run.Lease.Fencing);

    private double Seconds(long start) => Math.Round(run.Clock.GetElapsedTime(start).TotalSeconds, 3);
}
