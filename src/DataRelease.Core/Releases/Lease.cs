using System.ComponentModel;
using System.Data.Common;
using System.Diagnostics;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>
/// The right to change an environment: the engine's own lock, which dies with this process, and a row with a fencing
/// number that every ledger write proves. Where others can connect meanwhile, a heartbeat keeps the row from expiring.
/// </summary>
public sealed class Lease : IAsyncDisposable
{
    /// <summary>How long a lease lives without a heartbeat.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    private readonly Warehouse _warehouse;
    private readonly Ledger _ledger;
    private readonly IAsyncDisposable _engineLock;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _heartbeat;

    private Lease(Warehouse warehouse, Ledger ledger, IAsyncDisposable engineLock, long fencing, TimeProvider clock)
    {
        _warehouse = warehouse;
        _ledger = ledger;
        _engineLock = engineLock;
        Fencing = fencing;
        _heartbeat = warehouse.IsExclusive ? Task.CompletedTask : BeatAsync(clock);
    }

    /// <summary>Proves the lease in each ledger write.</summary>
    public long Fencing { get; }

    /// <summary>Cancelled when another has taken over.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the environment; makes the ledger if there is none.</summary>
    /// <param name="warehouse">Where.</param>
    /// <param name="ledger">Of the environment.</param>
    /// <param name="environment">Its name.</param>
    /// <param name="wait">How long to wait for another's lease; zero for not at all.</param>
    /// <param name="events">Told of waiting and of a lease taken over.</param>
    /// <param name="clock">For waiting.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ReleaseException">DR5001 if another release holds it.</exception>
    public static async Task<Lease> AcquireAsync(
        Warehouse warehouse, Ledger ledger, string environment, TimeSpan wait, IReleaseEvents events, TimeProvider clock, CancellationToken cancellation)
    {
        var start = clock.GetTimestamp();
        var told = false;
        while (true)
        {
            var (lease, holder, isEnding) = await TryAcquireAsync(warehouse, ledger, environment, events, clock, cancellation).ConfigureAwait(false);
            if (lease is not null) return lease;
            // One that has given its lease back is only closing its connection: the next command of a script must not trip over it.
            if (isEnding && clock.GetElapsedTime(start) < Ending)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellation).ConfigureAwait(false);
                continue;
            }
            if (clock.GetElapsedTime(start) >= wait)
                throw new ReleaseException(ErrorCode.LeaseHeld, $"environment '{environment}' is held by {holder}");
            if (!told) events.Publish(new ReleaseEvent.Progressed($"waiting for {holder} to finish"));
            told = true;
            await Task.Delay(TimeSpan.FromMilliseconds(500), clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _heartbeat.ConfigureAwait(false);
        try
        {
            await using var session = await _warehouse.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            await _ledger.ReleaseLeaseAsync(session, Fencing, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is DbException or ReleaseException or IOException)
        {
            // The database is gone; the row expires by itself.
        }
        await _engineLock.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _lost.Dispose();
    }

    private static async Task<(Lease? Lease, string Holder, bool IsEnding)> TryAcquireAsync(
        Warehouse warehouse, Ledger ledger, string environment, IReleaseEvents events, TimeProvider clock, CancellationToken cancellation)
    {
        var engineLock = await warehouse.TryLockEnvironmentAsync(environment, cancellation).ConfigureAwait(false);
        try
        {
            if (engineLock is null && warehouse.IsExclusive) return (null, "another data-release process on this file", false);
            await using var session = await warehouse.OpenAsync(cancellation).ConfigureAwait(false);
            if (engineLock is null)
            {
                var current = await ledger.ExistsAsync(session, cancellation).ConfigureAwait(false)
                    ? await ledger.ReadLeaseAsync(session, cancellation).ConfigureAwait(false)
                    : null;
                return (null, current is null ? "another release that has just begun" : Describe(current), current is { Released: true });
            }

            await ledger.EnsureAsync(session, cancellation).ConfigureAwait(false);
            var seen = await ledger.ReadLeaseAsync(session, cancellation).ConfigureAwait(false);
            if (seen is { Released: false, IsExpired: false } && !warehouse.IsExclusive && !IsDead(seen)) return (null, Describe(seen), false);
            if (!await ledger.TryTakeLeaseAsync(
                session, seen, $"{Environment.UserName}@{Environment.MachineName}", Environment.MachineName, Environment.ProcessId, Duration, cancellation).ConfigureAwait(false))
            {
                return (null, "another release that was faster", false);
            }
            if (seen is { Released: false }) events.Publish(new ReleaseEvent.Noted($"took over the lease of {Describe(seen)}, which ended without giving it back"));
            var lease = new Lease(warehouse, ledger, engineLock, (seen?.Fencing ?? 0) + 1, clock);
            engineLock = null;
            return (lease, "", false);
        }
        finally
        {
            if (engineLock is not null) await engineLock.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string Describe(LeaseRecord lease) => $"{lease.Holder} (pid {lease.Pid}) since {lease.AcquiredAt:yyyy-MM-dd HH:mm:ss} UTC";

    /// <summary>On this machine a dead process needs no expiry.</summary>
    internal static bool IsDead(LeaseRecord lease)
    {
        if (!string.Equals(lease.Host, Environment.MachineName, StringComparison.Ordinal)) return false;
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

    private async Task BeatAsync(TimeProvider clock)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Beat, clock, _stop.Token).ConfigureAwait(false);
                try
                {
                    await using var session = await _warehouse.OpenAsync(_stop.Token).ConfigureAwait(false);
                    if (await _ledger.TryExtendLeaseAsync(session, Fencing, Duration, _stop.Token).ConfigureAwait(false)) continue;
                    await _lost.CancelAsync().ConfigureAwait(false);
                    return;
                }
                catch (Exception error) when (error is DbException or ReleaseException or IOException)
                {
                    // A missed beat is no loss: the next one, or the next ledger write, proves the lease or finds it gone.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
