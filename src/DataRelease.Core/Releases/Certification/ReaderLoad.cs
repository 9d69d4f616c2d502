using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Certification;

/// <summary>
/// Readers that never pause, of every kind that the engine has: see <see cref="ReaderKind.Of"/>. Half of the readers
/// of a kind go from the first view to the last, half the other way round.
/// </summary>
internal sealed class ReaderLoad : IAsyncDisposable
{
    private static readonly TimeSpan _afterError = TimeSpan.FromMilliseconds(50);

    private readonly Warehouse _warehouse;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<ReaderTally> _tallies = [];
    private readonly List<Task> _readers = [];
    private volatile bool _stopped;
    private long _swapBegan;
    private long _swapEnded;

    private ReaderLoad(Warehouse warehouse, TimeProvider clock)
    {
        _warehouse = warehouse;
        _clock = clock;
    }

    /// <summary>What each reader saw. Read it after <see cref="DisposeAsync"/>.</summary>
    public IReadOnlyList<ReaderTally> Tallies => _tallies;

    /// <summary>True when readers are to end.</summary>
    public bool IsStopped => _stopped;

    /// <summary>Starts the readers; returns when each has read once.</summary>
    public static async Task<ReaderLoad> StartAsync(
        Warehouse warehouse,
        ReaderQuestions questions,
        int readers,
        Random random,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var load = new ReaderLoad(warehouse, clock);
        var kinds = ReaderKind.Of(warehouse);
        if (kinds.Take(readers).Any(kind => kind is ReaderKind.LongStatements))
            await questions.FitAsync(warehouse, random, clock, cancellation);
        var first = new List<Task>();
        for (var reader = 0; reader < readers; reader++)
        {
            var kind = kinds[reader % kinds.Count];
            var tally = new ReaderTally(kind.Name, kind.IsLong);
            load._tallies.Add(tally);
            var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            first.Add(ready.Task);
            var one = new Reader(
                load,
                warehouse,
                questions,
                reader / kinds.Count % 2 == 1,
                new Random(random.Next()),
                tally,
                clock,
                ready,
                load._abandon.Token
            );
            load._readers.Add(Task.Run(() => load.ReadAsync(kind, one), CancellationToken.None));
        }
        try
        {
            await Task.WhenAll(first).WaitAsync(cancellation);
            return load;
        }
        catch
        {
            await load.DisposeAsync();
            throw;
        }
    }

    /// <summary>Counts statements from now on as those during a swap.</summary>
    public void SwapBegins() => Interlocked.Exchange(ref _swapBegan, _clock.GetTimestamp());

    /// <summary>Ends the time that counts as during a swap.</summary>
    public void SwapEnds()
    {
        Interlocked.Exchange(ref _swapEnded, _clock.GetTimestamp());
        Interlocked.Exchange(ref _swapBegan, 0);
    }

    /// <summary>True if a statement that began then and ends now ran during a swap.</summary>
    public bool IsDuring(long start) =>
        Interlocked.Read(ref _swapBegan) != 0 || Interlocked.Read(ref _swapEnded) >= start;

    /// <summary>Lets running statements end, and abandons those that don't.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        _abandon.CancelAfter(TimeSpan.FromSeconds(10));
        await Task.WhenAll(_readers);
        _readers.Clear();
        _abandon.Dispose();
    }

    private async Task ReadAsync(ReaderKind kind, Reader reader)
    {
        try
        {
            while (!_stopped)
            {
                try
                {
                    await using var session = await _warehouse.OpenAsync(_abandon.Token);
                    await kind.ReadAsync(reader, session);
                }
                catch (Exception error)
                    when (error is DbException or Errors.ReleaseException or IOException or InvalidOperationException)
                {
                    // The error is counted, and the reader goes on with a new connection, as the client of a pool
                    // would.
                    reader.Tally.Fail(error);
                    reader.IsReady();
                    await Task.Delay(_afterError, _clock, _abandon.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The reader was abandoned.
        }
        finally
        {
            reader.IsReady();
        }
    }
}
