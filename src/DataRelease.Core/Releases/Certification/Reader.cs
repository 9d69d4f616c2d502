using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Certification;

/// <summary>One reader of a load: it asks, measures, and judges what it saw.</summary>
/// <param name="load">The load.</param>
/// <param name="warehouse">What it reads from.</param>
/// <param name="questions">What it asks.</param>
/// <param name="descending">True if it goes from the last view to the first.</param>
/// <param name="random">Its own.</param>
/// <param name="tally">What it saw.</param>
/// <param name="clock">Measures and pauses.</param>
/// <param name="ready">Is set when it has read once.</param>
/// <param name="abandon">Ends a statement that does not end.</param>
internal sealed class Reader(
    ReaderLoad load,
    Warehouse warehouse,
    ReaderQuestions questions,
    bool descending,
    Random random,
    ReaderTally tally,
    TimeProvider clock,
    TaskCompletionSource ready,
    CancellationToken abandon
)
{
    public ReaderTally Tally => tally;

    public Random Random => random;

    public CancellationToken Abandon => abandon;

    public bool IsStopped => load.IsStopped;

    /// <summary>What the reader may ask next.</summary>
    public Question Choose() => questions.Choose(descending, random);

    public Question Long() => questions.Long(random);

    public Question Rows() => questions.Rows(descending, random);

    public IReadOnlyList<Question> Transaction() => questions.Transaction(descending, random);

    /// <summary>Says that the reader has read once.</summary>
    public void IsReady() => ready.TrySetResult();

    /// <summary>A pause as a person or a report makes between two statements.</summary>
    public Task PauseAsync() => Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 200)), clock, abandon);

    /// <summary>A session of its own, as a pool gives one for each statement.</summary>
    public Task<WarehouseSession> OpenAsync() => warehouse.OpenAsync(abandon);

    /// <summary>Asks in a session.</summary>
    /// <returns>The releases that the statement saw.</returns>
    public Task<int[]> AskAsync(Question question, WarehouseSession session) =>
        AskAsync(question, async () => (await session.QueryAsync(question.Sql, Answer, abandon))[0]);

    /// <summary>Asks by a prepared command.</summary>
    public Task<int[]> AskAsync(Question question, DbCommand command) => AskAsync(question, async () =>
        {
            await using var row = await command.ExecuteReaderAsync(abandon);
            await row.ReadAsync(abandon);
            return Answer(row);
        });

    /// <summary>Asks for rows of releases, in a way of the engine's own.</summary>
    public Task<int[]> AskAsync(Question question, ReaderStyle style, WarehouseSession session) =>
        AskAsync(question, async () =>
        {
            var releases = await style.ReadAsync(session, question.Sql, PauseAsync, abandon);
            return releases.Count == 0 ? (null, null, 0) : (releases.Min(), releases.Max(), releases.Count);
        });

    private async Task<int[]> AskAsync(Question question, Func<Task<(int? Least, int? Greatest, long Rows)>> ask)
    {
        var start = clock.GetTimestamp();
        var (least, greatest, rows) = await ask();
        var elapsed = (float)clock.GetElapsedTime(start).TotalMilliseconds;
        (load.IsDuring(start) ? tally.During : tally.Calm).Add(elapsed);
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

    private static (int? Least, int? Greatest, long Rows) Answer(DbDataReader row) =>
        (
            row.IsDBNull(0) ? null : Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture),
            row.IsDBNull(1) ? null : Convert.ToInt32(row.GetValue(1), CultureInfo.InvariantCulture),
            Convert.ToInt64(row.GetValue(2), CultureInfo.InvariantCulture)
        );
}
