using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// An environment that a command has opened: its sessions, its ledger, the lease once taken, the receiver of events,
/// and the clock.
/// </summary>
internal class OpenEnvironment : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private Lease? _lease;

    public OpenEnvironment(
        string name,
        string liveSchema,
        Warehouse warehouse,
        ReleaseConfig config,
        IReleaseEvents events,
        TimeProvider clock
    )
    {
        Name = name;
        LiveSchema = liveSchema;
        Warehouse = warehouse;
        Config = config;
        Events = events;
        Clock = clock;
        Ledger = new Ledger(warehouse, config.LedgerSchema, name);
        warehouse.Progress = text => events.Publish(new ReleaseEvent.Progressed(text));
        warehouse.Label = name;
    }

    /// <summary>The environment's name.</summary>
    public string Name { get; }

    /// <summary>The base schema that consumers query.</summary>
    public string LiveSchema { get; }

    public IReleaseEvents Events { get; }

    public TimeProvider Clock { get; }

    public Ledger Ledger { get; }

    public Warehouse Warehouse { get; }

    public ReleaseConfig Config { get; }

    public List<StepSummary> Steps { get; } = [];

    public Lease Lease => _lease ?? throw new InvalidOperationException("this step needs the lease");

    /// <summary>Cancelled with the caller's token or when the lease is lost. Without a lease it never is.</summary>
    public CancellationToken Cancellation { get; private set; }

    /// <summary>The number of attempts of the command's swap; 0 if there was no swap.</summary>
    public int SwapAttempts { get; set; }

    /// <summary>What this command settled for an earlier one that was cut short; null for nothing.</summary>
    public string? Settled { get; set; }

    public bool HasLease => _lease is not null;

    /// <summary>
    /// Opens a session. It tries again for a moment if the warehouse can't be reached for a reason that passes by
    /// itself. A swap uses <see cref="OpenOnceAsync"/>, because it has a budget of its own.
    /// </summary>
    public Task<WarehouseSession> OpenAsync(CancellationToken cancellation) =>
        new ConnectionRetry(Warehouse, Events, Clock).RunAsync(OpenOnceAsync, cancellation);

    /// <summary>
    /// Opens a session without retrying a failed connection. Only a file that another process has open is waited for:
    /// while dbt runs or this process steps aside, a command that only reads may open the file for a moment, and a
    /// release must not fail because of that.
    /// </summary>
    public async Task<WarehouseSession> OpenOnceAsync(CancellationToken cancellation)
    {
        var start = Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await Warehouse.OpenAsync(cancellation);
            }
            catch (ReleaseException error)
                when (error.Code == ErrorCode.FileHeld && HasLease && Clock.GetElapsedTime(start) < _patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), Clock, cancellation);
            }
        }
    }

    /// <summary>The present time, by the clock that writes the ledger's times.</summary>
    public async Task<DateTimeOffset> ReadNowAsync(CancellationToken cancellation)
    {
        if (!Warehouse.Exists)
            return Clock.GetUtcNow();
        await using var session = await OpenAsync(cancellation);
        return (await ServerClock.ReadAsync(session, Clock, cancellation)).Now;
    }

    /// <summary>
    /// The moment that lies an age before now, by the server's clock; the beginning of time without an age.
    /// </summary>
    public async Task<DateTimeOffset> ReadOldestAsync(TimeSpan? age, CancellationToken cancellation)
    {
        if (age is not { } span)
            return DateTimeOffset.MinValue;
        var now = await ReadNowAsync(cancellation);
        return now - DateTimeOffset.MinValue < span ? DateTimeOffset.MinValue : now - span;
    }

    /// <summary>
    /// Drops idle connections after an error, because the fault that broke one connection may have broken them, too.
    /// </summary>
    public Task ReconnectAsync() => Warehouse.Traits.IsOneProcess ? Task.CompletedTask : Warehouse.StepAsideAsync();

    /// <summary>Refuses an engine on which data versions can't be whole, before anything is written.</summary>
    /// <exception cref="ReleaseException">DR4210 if changes of several tables can't be one transaction.</exception>
    public void RequireVersions()
    {
        if (!Warehouse.Traits.HasTransactionalDdl)
            throw new ReleaseException(
                ErrorCode.WarehouseCannot,
                $"{Warehouse.Description} commits each change of a table separately, so several tables can neither be "
                    + "copied as of one moment nor put back together"
            );
    }

    /// <summary>Takes the lease. The returned token ends when the caller's token ends or the lease is lost.</summary>
    public Task<CancellationTokenSource> AcquireAsync(TimeSpan wait, CancellationToken cancellation) =>
        AcquireAsync(new LeaseDemand(wait), cancellation);

    /// <inheritdoc cref="AcquireAsync(TimeSpan, CancellationToken)"/>
    public async Task<CancellationTokenSource> AcquireAsync(LeaseDemand demand, CancellationToken cancellation)
    {
        PrivateFolder.Sweep();
        _lease = await Lease.AcquireAsync(Warehouse, Ledger, Name, demand, Events, Clock, cancellation);
        var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _lease.Lost);
        Cancellation = linked.Token;
        return linked;
    }

    /// <summary>
    /// Runs one step and publishes its beginning and its end with the time that it took. The work returns the step's
    /// result as text.
    /// </summary>
    /// <returns>The text.</returns>
    public Task<string> StepAsync(string name, string detail, Func<Task<string>> work) =>
        StepAsync(name, detail, work, said => said);

    /// <summary>
    /// Runs one step that makes something, and publishes its beginning and its end with the time that it took.
    /// </summary>
    /// <param name="name">The step's name.</param>
    /// <param name="detail">What it is about to do, for people; may be empty.</param>
    /// <param name="work">Does it.</param>
    /// <param name="tell">Says the step's result as text, from what the work made.</param>
    /// <returns>What the work made.</returns>
    public async Task<T> StepAsync<T>(string name, string detail, Func<Task<T>> work, Func<T, string> tell)
    {
        Events.Publish(new ReleaseEvent.StepStarted(name, detail));
        var start = Clock.GetTimestamp();
        var startedAt = Clock.GetUtcNow();
        Warehouse.Label = $"{Name}:{name}";
        try
        {
            var made = await work();
            Finish(StepOutcome.Done, tell(made));
            return made;
        }
        catch (ReleaseException error) when (error.Code.Exit is ExitCode.Refused or ExitCode.Busy)
        {
            Finish(StepOutcome.Refused, error.Message);
            throw;
        }
        catch (Exception error)
        {
            Finish(StepOutcome.Failed, error is OperationCanceledException ? "cancelled" : error.Message);
            throw;
        }

        void Finish(StepOutcome state, string outcome)
        {
            Warehouse.Label = Name;
            var elapsed = Clock.GetElapsedTime(start);
            Steps.Add(
                new StepSummary(name, state, Math.Round(elapsed.TotalSeconds, 3))
                {
                    StartedAt = startedAt,
                    Detail = outcome,
                }
            );
            Events.Publish(new ReleaseEvent.StepFinished(name, state, elapsed, outcome));
        }
    }

    /// <summary>Writes a release's new state, one row of <c>steps</c> and the given rows, in one transaction.</summary>
    public async Task<ReleaseRecord> TransitionAsync(
        ReleaseRecord release,
        ReleaseState state,
        string step,
        string detail,
        IReadOnlyList<Sql> writes,
        CancellationToken cancellation
    )
    {
        var next = release with { State = state };
        await using var session = await OpenAsync(cancellation);
        await Ledger.WriteAsync(session, Lease, [.. writes, .. Transition(next, step, detail)], cancellation);
        return next;
    }

    /// <summary>
    /// Does the same as <see cref="TransitionAsync"/> with statements that change objects, see
    /// <see cref="Ledger.ChangeAsync"/>.
    /// </summary>
    public async Task<ReleaseRecord> ChangeAsync(
        ReleaseRecord release,
        ReleaseState state,
        string step,
        string detail,
        IReadOnlyList<Sql> objects,
        IReadOnlyList<Sql> rows,
        CancellationToken cancellation
    )
    {
        var next = release with { State = state };
        await using var session = await OpenAsync(cancellation);
        await Ledger.ChangeAsync(session, Lease, objects, [.. rows, .. Transition(next, step, detail)], cancellation);
        return next;
    }

    private Sql[] Transition(ReleaseRecord next, string step, string detail) =>
        [
            Ledger.UpdateRelease(next, Lease.Fencing),
            Ledger.InsertStep(
                next.Number,
                step,
                Ledger.Text(next.State),
                Steps.Count > 0 ? Steps[^1].Seconds : 0,
                detail,
                Lease.Fencing
            ),
        ];

    /// <summary>
    /// Gives an error of the warehouse or of DataRelease as one with a code; null for any other error.
    /// </summary>
    public ReleaseException? Translate(Exception error) =>
        error switch
        {
            ReleaseException known => known,
            OperationCanceledException when _lease is { Lost.IsCancellationRequested: true } => new ReleaseException(
                ErrorCode.LeaseLost,
                $"environment '{Name}' was taken over by another release",
                inner: error
            ),
            OperationCanceledException => new ReleaseException(ErrorCode.Cancelled, "cancelled", inner: error),
            DbException or TimeoutException or System.Net.Sockets.SocketException => Warehouse.Translate(error),
            IOException when FileFaults.IsDiskFull(error) => FileFaults.DiskFull(error),
            _ when NativeFaults.IsLibraryMissing(error) => NativeFaults.LibraryMissing(error),
            _ => null,
        };

    public async ValueTask DisposeAsync()
    {
        if (_lease is not null)
            await _lease.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
