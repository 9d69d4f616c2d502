using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// An environment that a command has opened: sessions, the ledger with the lease once taken, whom to tell, and the
/// time.
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

    /// <summary>Ends with the caller's token or the lease; of a command without a lease it never does.</summary>
    public CancellationToken Cancellation { get; private set; }

    /// <summary>Attempts that the command's swap took; 0 if it made none.</summary>
    public int SwapAttempts { get; set; }

    /// <summary>What an earlier command had done and this one told the ledger of; null for nothing.</summary>
    public string? Settled { get; set; }

    public bool HasLease => _lease is not null;

    /// <summary>
    /// Opens a session, again and again for a moment where the warehouse can't be reached for a reason that passes by
    /// itself. For all but the swap, which has a time of its own.
    /// </summary>
    public Task<WarehouseSession> OpenAsync(CancellationToken cancellation) =>
        new ConnectionRetry(Warehouse, Events, Clock).RunAsync(OpenOnceAsync, cancellation);

    /// <summary>
    /// Opens a session. Where one process has the file at a time, a command that only reads may have it for a moment
    /// while
    /// dbt or we are away: a release waits for that in place of being lost by it.
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

    /// <summary>Now, by the clock that writes the ledger's times.</summary>
    public async Task<DateTimeOffset> ReadNowAsync(CancellationToken cancellation)
    {
        if (!Warehouse.Exists)
            return Clock.GetUtcNow();
        await using var session = await OpenAsync(cancellation);
        return (await ServerClock.ReadAsync(session, Clock, cancellation)).Now;
    }

    /// <summary>
    /// The moment before which something is older than the age, by the server's clock; the beginning of time without an
    /// age.
    /// </summary>
    public async Task<DateTimeOffset> ReadOldestAsync(TimeSpan? age, CancellationToken cancellation)
    {
        if (age is not { } span)
            return DateTimeOffset.MinValue;
        var now = await ReadNowAsync(cancellation);
        return now - DateTimeOffset.MinValue < span ? DateTimeOffset.MinValue : now - span;
    }

    /// <summary>After an error: what broke one connection may have broken those that wait for their next use.</summary>
    public Task ReconnectAsync() => Warehouse.Traits.IsOneProcess ? Task.CompletedTask : Warehouse.StepAsideAsync();

    /// <summary>Before a data version is taken or put back.</summary>
    /// <exception cref="ReleaseException">DR4210 where several tables are not copied, or replaced, as one.</exception>
    public void RequireVersions()
    {
        if (!Warehouse.Traits.HasTransactionalDdl)
            throw new ReleaseException(
                ErrorCode.WarehouseCannot,
                $"{Warehouse.Description} commits each change of a table separately, so that several tables are neither "
                    + "copied as of one moment nor put back together"
            );
    }

    /// <summary>Takes the lease, and a token that ends when the caller's does or the lease is lost.</summary>
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

    /// <summary>Runs one step, timed and told; the text it returns says what came of it.</summary>
    public async Task StepAsync(string name, string detail, Func<Task<string>> work)
    {
        Events.Publish(new ReleaseEvent.StepStarted(name, detail));
        var start = Clock.GetTimestamp();
        var startedAt = Clock.GetUtcNow();
        Warehouse.Label = $"{Name}:{name}";
        try
        {
            var outcome = await work();
            Finish("done", outcome);
        }
        catch (ReleaseException error) when (error.Code.Exit is ExitCode.Refused or ExitCode.Busy)
        {
            Finish("refused", error.Message);
            throw;
        }
        catch (Exception error)
        {
            Finish("failed", error is OperationCanceledException ? "cancelled" : error.Message);
            throw;
        }

        void Finish(string state, string outcome)
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

    /// <summary>
    /// Writes the release's new state and one row of steps, with whatever belongs to it, in one transaction.
    /// </summary>
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

    /// <summary>The same where objects go with the state, see <see cref="Ledger.ChangeAsync"/>.</summary>
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

    /// <summary>Any error as one with a code; what is not the warehouse's or ours is rethrown as it is.</summary>
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
            _ => null,
        };

    public async ValueTask DisposeAsync()
    {
        if (_lease is not null)
            await _lease.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
