using System.ComponentModel;
using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// The right to change an environment. It consists of the engine's own lock, which ends with this process, and of a row
/// with a fencing number that every ledger write proves. Where other processes can connect meanwhile, a heartbeat keeps
/// the row from expiring.
/// </summary>
public sealed class Lease : IAsyncDisposable
{
    private static readonly TimeSpan RowWait = TimeSpan.FromSeconds(2);

    private const int TokenBits = 24;

    private readonly Warehouse _warehouse;
    private readonly Ledger _ledger;
    private readonly EnvironmentLock? _engineLock;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _heartbeat;

    private Lease(Warehouse warehouse, Ledger ledger, EnvironmentLock? engineLock, long fencing, TimeProvider clock)
    {
        _warehouse = warehouse;
        _ledger = ledger;
        _engineLock = engineLock;
        Fencing = fencing;
        _heartbeat = warehouse.Traits.IsOneProcess ? Task.CompletedTask : BeatAsync(clock);
    }

    /// <summary>
    /// How long a lease lives without a heartbeat, by the server's clock. A transaction that proved the lease may stay
    /// silent for the same time, because it keeps others from taking the lease until it ends.
    /// </summary>
    public static TimeSpan Duration => WarehouseSession.IdleLimit;

    private static TimeSpan Beat => Duration / 4;

    /// <summary>The number that each ledger write proves.</summary>
    public long Fencing { get; }

    /// <summary>Cancelled when the heartbeat finds that another process has taken the lease over.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the lease of an environment; makes the ledger if there is none.</summary>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="ledger">The environment's ledger.</param>
    /// <param name="environment">The environment's name.</param>
    /// <param name="demand">How long to wait, and what may be taken over.</param>
    /// <param name="events">Receives a notice of waiting and of a lease that is taken over.</param>
    /// <param name="clock">The clock for waiting.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ReleaseException">
    /// DR5001 if another release holds the lease, DR4008 if another process has the file open.
    /// </exception>
    public static async Task<Lease> AcquireAsync(
        Warehouse warehouse,
        Ledger ledger,
        string environment,
        LeaseDemand demand,
        IReleaseEvents events,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var start = clock.GetTimestamp();
        var told = false;
        while (true)
        {
            var (lease, busy) = await TryAcquireAsync(
                warehouse,
                ledger,
                environment,
                demand,
                events,
                clock,
                cancellation
            );
            if (lease is not null)
                return lease;
            if (clock.GetElapsedTime(start) >= demand.Wait)
                throw busy!;
            if (!told)
                events.Publish(new ReleaseEvent.Progressed($"waiting: {busy!.Message}"));
            told = true;
            await Task.Delay(TimeSpan.FromMilliseconds(500), clock, cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _heartbeat;
        try
        {
            await using var session = await _warehouse.OpenAsync(CancellationToken.None);
            await _ledger.ReleaseLeaseAsync(session, Fencing, CancellationToken.None);
        }
        catch (Exception error) when (error is DbException or ReleaseException or IOException)
        {
            // The database can't be reached. The row expires by itself.
        }
        // A process that waits opens the file as soon as the lock is free, so it must be closed by then.
        if (_warehouse.Traits.IsOneProcess)
            await _warehouse.StepAsideAsync();
        if (_engineLock is not null)
            await _engineLock.DisposeAsync();
        _stop.Dispose();
        _lost.Dispose();
    }

    private static async Task<(Lease? Lease, ReleaseException? Busy)> TryAcquireAsync(
        Warehouse warehouse,
        Ledger ledger,
        string environment,
        LeaseDemand demand,
        IReleaseEvents events,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var retry = new ConnectionRetry(warehouse, events, clock);
        var engineLock = await retry.RunAsync(
            token => warehouse.TryLockEnvironmentAsync(environment, token),
            cancellation
        );
        try
        {
            if (engineLock is null && warehouse.Traits.IsOneProcess)
                return (null, LeaseRefusal.OfFile(environment, warehouse));
            await using var session = await retry.RunAsync(warehouse.OpenAsync, cancellation);
            var seen = await ledger.ExistsAsync(session, cancellation)
                ? await ledger.ReadLeaseAsync(session, cancellation)
                : null;
            // The row decides, and one statement takes it. The engine's lock may still be held by a process that has
            // given its lease back and is closing its connection, or by one that is paused or cut off and whose row has
            // expired. Only making the ledger needs the engine's lock, because there is no row yet.
            if (seen is null && engineLock is null)
                return (null, LeaseRefusal.Of(environment, "another release that has just begun"));
            var fencing = NextFencing(seen?.Fencing ?? 0, warehouse.Traits.SeesEachCommit);
            var isFree = seen is null or { Released: true } or { IsExpired: true } || warehouse.Traits.IsOneProcess;
            // A number of a process means something only in one place. Where the row doesn't say which, the engine's
            // lock does: the session of a process that ended has ended, too.
            var isDead = seen is not null && IsDead(seen) && (engineLock is not null || HolderPlace.IsExact(seen.Host));
            if (!isFree && !isDead)
            {
                var hasSession = engineLock is null;
                if (!seen!.IsFarOff || !demand.TakesFarOff || hasSession)
                    return (null, LeaseRefusal.Of(environment, seen, hasSession));
            }
            if (engineLock is not null)
                await ledger.EnsureAsync(session, cancellation);
            try
            {
                if (!await TakeAsync(warehouse, ledger, session, seen, fencing, cancellation))
                    return (null, LeaseRefusal.Of(environment, "another release that was faster"));
            }
            catch (Exception error) when (warehouse.IsLockConflict(error))
            {
                return (
                    null,
                    LeaseRefusal.Of(
                        environment,
                        seen is null ? "another release that was faster" : $"{seen.Describe()}, in an open transaction"
                    )
                );
            }
            if (engineLock is null)
                await ledger.EnsureAsync(session, cancellation);
            if (seen is { Released: false })
                events.Publish(
                    new ReleaseEvent.Noted(
                        isFree || isDead
                            ? $"took over the lease of {seen.Describe()}, which ended without giving it back"
                            : $"took over the lease of {seen.Describe()}, which ran until {seen.Until()}: "
                                + "no session of that process is connected"
                    )
                );
            var lease = new Lease(warehouse, ledger, engineLock, fencing, clock);
            engineLock = null;
            return (lease, null);
        }
        catch (ReleaseException error) when (error.Code == ErrorCode.FileHeld)
        {
            // A command that only reads, dbt, or a person's shell has the file open. Waiting helps here, too.
            return (null, error);
        }
        finally
        {
            if (engineLock is not null)
                await engineLock.DisposeAsync();
        }
    }

    /// <summary>
    /// Takes the row if it has not changed since it was read. It waits only briefly for a holder that is paused inside
    /// a transaction.
    /// </summary>
    private static async Task<bool> TakeAsync(
        Warehouse warehouse,
        Ledger ledger,
        WarehouseSession session,
        LeaseRecord? seen,
        long fencing,
        CancellationToken cancellation
    )
    {
        var taken = false;
        await session.InTransactionAsync(
            TransactionPurpose.WriteRows,
            async () =>
            {
                await session.ExecuteBatchAsync(warehouse.Swap.BoundLocks(RowWait), cancellation);
                taken = await ledger.TryTakeLeaseAsync(
                    session,
                    seen,
                    fencing,
                    LocalUser.Name,
                    HolderPlace.Own,
                    Environment.ProcessId,
                    Duration,
                    cancellation
                );
            },
            cancellation
        );
        if (!taken || warehouse.Traits.IsOneProcess)
            return taken;
        // Without an enforced key, two processes that saw no row may both have written one. Where a statement need not
        // see what was committed, two may have changed the same row.
        if (warehouse.Traits.SeesEachCommit && (seen is not null || warehouse.Traits.HasReliableKeys))
            return true;
        await using var fresh = await warehouse.OpenAsync(cancellation);
        return await ledger.IsLeaseOursAloneAsync(fresh, fencing, LocalUser.Name, Environment.ProcessId, cancellation);
    }

    /// <summary>
    /// The number after the last holder's. Where two processes may take the same lease without noticing, its lower bits
    /// are random: only one of them can prove the number that the row then has.
    /// </summary>
    internal static long NextFencing(long last, bool seesEachCommit) =>
        seesEachCommit
            ? last + 1
            : (((last >> TokenBits) + 1) << TokenBits) + RandomNumberGenerator.GetInt32(1 << TokenBits);

    /// <summary>
    /// True if the holder was a process of this machine that has ended. Its lease need not expire first. Of a row that
    /// does not say more than the machine's name, the process may be one of another container.
    /// </summary>
    public static bool IsDead(LeaseRecord lease)
    {
        if (!HolderPlace.IsHere(lease.Host))
            return false;
        try
        {
            using var process = Process.GetProcessById(lease.Pid);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>
    /// Extends the lease over the connection of the engine's lock, so that a heartbeat needs no other connection while
    /// that one lives.
    /// </summary>
    private async Task<bool> ExtendAsync(CancellationToken cancellation)
    {
        if (_engineLock?.Session is { } own)
        {
            try
            {
                return await _ledger.TryExtendLeaseAsync(own, Fencing, Duration, cancellation);
            }
            catch (Exception error) when (error is DbException or IOException)
            {
                // The connection is broken, but a new one may work.
            }
        }
        await using var session = await _warehouse.OpenAsync(cancellation);
        return await _ledger.TryExtendLeaseAsync(session, Fencing, Duration, cancellation);
    }

    private async Task BeatAsync(TimeProvider clock)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Beat, clock, _stop.Token);
                try
                {
                    if (await ExtendAsync(_stop.Token))
                        continue;
                    await _lost.CancelAsync();
                    return;
                }
                catch (Exception error) when (error is DbException or ReleaseException or IOException)
                {
                    // A missed beat does not lose the lease. The next beat, or the next ledger write, proves it or
                    // finds it gone.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The lease is being given back.
        }
    }
}
