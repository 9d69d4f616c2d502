using System.Data;
using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Certification;

/// <summary>
/// Readers that never pause. They run unprepared and prepared statements, and transactions of several statements at
/// each isolation level of the engine. The statements are joins and unions over several pointer views. Half of the
/// readers go from the first view to the last, half the other way round.
/// </summary>
internal sealed class ReaderLoad : IAsyncDisposable
{
    private const int PreparedStatements = 4;
    private const int StatementsOfATransaction = 3;

    private readonly Warehouse _warehouse;
    private readonly IReadOnlyList<RelationName> _views;
    private readonly TimeProvider _clock;
    private readonly bool _wander;
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<ReaderTally> _tallies = [];
    private readonly List<Task> _readers = [];
    private volatile bool _stopped;
    private long _swapBegan;
    private long _swapEnded;

    private ReaderLoad(Warehouse warehouse, IReadOnlyList<RelationName> views, bool wander, TimeProvider clock)
    {
        _wander = wander;
        _warehouse = warehouse;
        _views = views;
        _clock = clock;
    }

    /// <summary>What each reader saw. Read it after <see cref="DisposeAsync"/>.</summary>
    public IReadOnlyList<ReaderTally> Tallies => _tallies;

    /// <summary>Starts the readers; returns when each has read once.</summary>
    public static async Task<ReaderLoad> StartAsync(
        Warehouse warehouse,
        IReadOnlyList<RelationName> views,
        int readers,
        bool wander,
        Random random,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var load = new ReaderLoad(warehouse, views, wander, clock);
        var styles = 2 + warehouse.Traits.ReaderIsolations.Count;
        var first = new List<Task>();
        for (var reader = 0; reader < readers; reader++)
        {
            var tally = new ReaderTally();
            load._tallies.Add(tally);
            var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            first.Add(ready.Task);
            var style = reader % styles;
            var descending = reader / styles % 2 == 1;
            var own = new Random(random.Next());
            load._readers.Add(
                Task.Run(() => load.ReadAsync(style, descending, own, tally, ready), CancellationToken.None)
            );
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

    /// <summary>Lets running statements end, and abandons those that don't.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        _abandon.CancelAfter(TimeSpan.FromSeconds(10));
        await Task.WhenAll(_readers);
        _readers.Clear();
        _abandon.Dispose();
    }

    private async Task ReadAsync(
        int style,
        bool descending,
        Random random,
        ReaderTally tally,
        TaskCompletionSource ready
    )
    {
        try
        {
            while (!_stopped)
            {
                try
                {
                    await using var session = await _warehouse.OpenAsync(_abandon.Token);
                    if (style == 1)
                        await ReadPreparedAsync(session, descending, random, tally, ready);
                    else
                        await ReadUnpreparedAsync(
                            session,
                            style == 0 ? null : _warehouse.Traits.ReaderIsolations[style - 2],
                            descending,
                            random,
                            tally,
                            ready
                        );
                }
                catch (Exception error)
                    when (error is DbException or Errors.ReleaseException or IOException or InvalidOperationException)
                {
                    // The error is counted, and the reader goes on with a new connection, as the client of a pool
                    // would.
                    tally.Fail(error);
                    ready.TrySetResult();
                    await Task.Delay(TimeSpan.FromMilliseconds(50), _clock, _abandon.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The reader was abandoned.
        }
        finally
        {
            ready.TrySetResult();
        }
    }

    private async Task ReadUnpreparedAsync(
        WarehouseSession session,
        IsolationLevel? isolation,
        bool descending,
        Random random,
        ReaderTally tally,
        TaskCompletionSource ready
    )
    {
        while (!_stopped)
        {
            if (isolation is null)
            {
                await MeasureAsync(Choose(descending, random), session, tally);
            }
            else
            {
                var seen = new HashSet<int>();
                await session.AsReaderAsync(
                    isolation.Value,
                    async () =>
                    {
                        foreach (var question in Transaction(descending, random))
                            seen.UnionWith(await MeasureAsync(question, session, tally));
                    },
                    _abandon.Token
                );
                tally.Transactions++;
                if (seen.Count > 1)
                    tally.MixedTransactions++;
                // Not even a transaction with one snapshot may see two releases.
                if (seen.Count > 1 && isolation != IsolationLevel.ReadCommitted)
                    tally.Torn++;
            }
            ready.TrySetResult();
        }

        Task<int[]> MeasureAsync(Question question, WarehouseSession on, ReaderTally into) =>
            AskAsync(question, into, async () => (await on.QueryAsync(question.Sql, Answer, _abandon.Token))[0]);
    }

    private async Task ReadPreparedAsync(
        WarehouseSession session,
        bool descending,
        Random random,
        ReaderTally tally,
        TaskCompletionSource ready
    )
    {
        var prepared = new List<(Question Question, DbCommand Command)>();
        try
        {
            for (var statement = 0; statement < PreparedStatements; statement++)
            {
                var question = Choose(descending, random);
                var command = session.Connection.CreateCommand();
                command.CommandText = question.Sql.Render(session.Dialect).Text;
                prepared.Add((question, command));
                await command.PrepareAsync(_abandon.Token);
            }
            while (!_stopped)
            {
                var (question, command) = prepared[random.Next(prepared.Count)];
                await AskAsync(question, tally, async () =>
                {
                    await using var row = await command.ExecuteReaderAsync(_abandon.Token);
                    await row.ReadAsync(_abandon.Token);
                    return Answer(row);
                });
                ready.TrySetResult();
            }
        }
        finally
        {
            foreach (var (_, command) in prepared)
                await command.DisposeAsync();
        }
    }

    /// <summary>Runs one statement, measures its time, and judges what it saw.</summary>
    /// <returns>The releases that the statement saw.</returns>
    private async Task<int[]> AskAsync(
        Question question,
        ReaderTally tally,
        Func<Task<(int? Least, int? Greatest, long Rows)>> ask
    )
    {
        var start = _clock.GetTimestamp();
        var (least, greatest, rows) = await ask();
        var elapsed = (float)_clock.GetElapsedTime(start).TotalMilliseconds;
        var isDuring = Interlocked.Read(ref _swapBegan) != 0 || Interlocked.Read(ref _swapEnded) >= start;
        (isDuring ? tally.During : tally.Calm).Add(elapsed);
        if (rows < question.Rows || least is null || greatest is null)
        {
            tally.Empty++;
            return [];
        }
        if (least == greatest)
            return [least.Value];
        tally.Torn++;
        return [least.Value, greatest.Value];
    }

    /// <summary>A join of four views or a union of eight.</summary>
    private Question Choose(bool descending, Random random)
    {
        var joins = random.Next(2) == 0;
        var chosen = Views(joins ? 4 : 8, descending, random);
        return joins ? Join(chosen) : Union(chosen);
    }

    /// <summary>
    /// The statements of one transaction: first all views of a report, then joins of some of them in changing orders.
    /// If the load wanders, each statement reads other views.
    /// </summary>
    private List<Question> Transaction(bool descending, Random random)
    {
        if (_wander)
            return [.. Enumerable.Range(0, StatementsOfATransaction).Select(_ => Choose(descending, random))];
        var report = Views(8, descending, random);
        List<Question> questions = [Union(report)];
        while (questions.Count < StatementsOfATransaction)
        {
            var some = report.ToArray();
            random.Shuffle(some);
            questions.Add(Join([.. some.Take(4)]));
        }
        return questions;
    }

    private List<int> Views(int most, bool descending, Random random)
    {
        var chosen = Enumerable.Range(0, most).Select(_ => random.Next(_views.Count)).Distinct().Order().ToList();
        if (descending)
            chosen.Reverse();
        return chosen;
    }

    private Question Union(List<int> views)
    {
        var all = Sql.Join(" union all ", views.Select(view => (Sql)$"select release from {_views[view]}"));
        return new Question(
            $"select min(release), max(release), count(*) from ({all}) r",
            (long)views.Count * ScratchProject.Rows
        );
    }

    private Question Join(List<int> views)
    {
        var from = Sql.Join(
            " join ",
            views.Select(
                (view, index) =>
                    index == 0
                        ? (Sql)$"{_views[view]} {new Identifier("a0")}"
                        : (Sql)$"{_views[view]} {new Identifier($"a{index}")} using (id)"
            )
        );
        Sql[] Each(string function) =>
            [.. views.Select((_, index) => (Sql)$"{Sql.Raw(function)}({new Identifier($"a{index}")}.release)")];
        return new Question(
            Sql.By(dialect =>
                $"select {dialect.Least(Each("min"))}, {dialect.Greatest(Each("max"))}, count(*) from {from}"
            ),
            ScratchProject.Rows
        );
    }

    private static (int? Least, int? Greatest, long Rows) Answer(DbDataReader row) =>
        (
            row.IsDBNull(0)
                ? null
                : Convert.ToInt32(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture),
            row.IsDBNull(1)
                ? null
                : Convert.ToInt32(row.GetValue(1), System.Globalization.CultureInfo.InvariantCulture),
            Convert.ToInt64(row.GetValue(2), System.Globalization.CultureInfo.InvariantCulture)
        );

    /// <summary>A statement, and the number of rows that it finds in any release.</summary>
    private sealed record Question(Sql Sql, long Rows);
}
