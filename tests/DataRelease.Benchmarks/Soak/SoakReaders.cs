using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace DataRelease.Benchmarks.Soak;

/// <summary>Eighteen connections that read as people and tools do, with pauses of 0.02 to 0.25 s.</summary>
internal sealed class SoakReaders : IAsyncDisposable
{
    /// <summary>How long the long queries take by themselves, in seconds.</summary>
    public const int LongQuery = 5;

    private static readonly (string Name, int Readers)[] _kinds =
    [
        ("point", 3),
        ("sum", 2),
        ("join", 2),
        ("prepared", 2),
        ("long", 2),
        ("cursor", 2),
        ("copy", 1),
        ("repeatable read", 1),
        ("serializable", 1),
        ("pooled", 2),
    ];

    private readonly string _connection;
    private readonly int _rows;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _readers = [];

    public SoakReaders(string connection, int rows, bool jit, int seed)
    {
        _connection = new NpgsqlConnectionStringBuilder(connection)
        {
            Pooling = false,
            Options = $"-c jit={(jit ? "on" : "off")} -c jit_above_cost=100000",
            CommandTimeout = 0,
        }.ConnectionString;
        _rows = rows;
        foreach (var (name, readers) in _kinds)
        {
            for (var reader = 0; reader < readers; reader++)
            {
                var random = new Random(seed++);
                _readers.Add(Task.Run(() => ReadAsync(name, random)));
            }
        }
    }

    /// <summary>Milliseconds of each statement; of a long query what it took beyond its own time.</summary>
    public ConcurrentBag<double> Idle { get; } = [];

    /// <summary>The same of statements that ran while something was swapped.</summary>
    public ConcurrentBag<double> During { get; } = [];

    /// <summary>What went wrong: errors, mixed releases, empty reads.</summary>
    public ConcurrentBag<string> Wrong { get; } = [];

    public bool IsSwapping { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_readers);
        _stop.Dispose();
    }

    private async Task ReadAsync(string kind, Random random)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(
                    kind == "pooled"
                        ? new NpgsqlConnectionStringBuilder(_connection) { Pooling = true }.ConnectionString
                        : _connection
                );
                await connection.OpenAsync(_stop.Token);
                do
                {
                    await OnceAsync(kind, connection, random);
                    await Task.Delay(random.Next(20, 250), _stop.Token);
                } while (kind != "pooled");
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (NpgsqlException error) when (_stop.IsCancellationRequested)
            {
                _ = error;
                return;
            }
            catch (NpgsqlException error)
            {
                Wrong.Add($"{kind}: {error.Message}");
            }
        }
    }

    private async Task OnceAsync(string kind, NpgsqlConnection connection, Random random)
    {
        string One() => SoakProject.View(random.Next(SoakProject.Tables));
        string[] Some(int count)
        {
            var all = Enumerable.Range(0, SoakProject.Tables).ToArray();
            random.Shuffle(all);
            return [.. all.Take(count).Select(SoakProject.View)];
        }
        string Union(IEnumerable<string> views) =>
            "select min(release), max(release), count(*) from ("
            + $"{string.Join(" union all ", views.Select(view => $"select release from {view} where id < 50"))}) u";
        string Join(string[] views) =>
            $"select least({string.Join(", ", views.Select((_, at) => $"min(v{at}.release)"))}), "
            + $"greatest({string.Join(", ", views.Select((_, at) => $"max(v{at}.release)"))}), count(*) from "
            + $"{string.Join(" join ", views.Select((view, at) => $"{view} v{at}{(at == 0 ? "" : " using (id)")}"))} "
            + $"where v0.id between {random.Next(_rows / 2)} and {_rows}";
        string Point() => $"select release, release, 1 from {One()} where id = {random.Next(1, _rows)}";

        switch (kind)
        {
            case "point" or "pooled":
                await AskAsync(connection, Point());
                break;
            case "sum":
                await AskAsync(connection, $"select min(release), max(release), count(*) from {One()}");
                break;
            case "join":
                await AskAsync(connection, Join(Some(random.Next(2, 5))));
                break;
            case "prepared":
                await PreparedAsync(connection, [Union(Some(8)), Join(Some(3)), Point()], random);
                break;
            case "long":
                await AskAsync(
                    connection,
                    Union(Some(3)).Replace("count(*)", $"count(*), pg_sleep({LongQuery})", StringComparison.Ordinal),
                    LongQuery * 1000
                );
                break;
            case "cursor":
                await CursorAsync(connection, Some(2), random);
                break;
            case "copy":
                await CopyAsync(connection, One());
                break;
            default:
                await TransactionAsync(connection, kind, [Union(Some(12)), Join(Some(3)), Point()], random);
                break;
        }
    }

    private async Task PreparedAsync(NpgsqlConnection connection, string[] questions, Random random)
    {
        foreach (var question in questions)
        {
            await using var command = new NpgsqlCommand(question, connection);
            await command.PrepareAsync(_stop.Token);
            for (var time = 0; time < 5; time++)
            {
                try
                {
                    await MeasureAsync(() => AnswerAsync(command));
                }
                catch (PostgresException error)
                    when (error.MessageText.Contains("cached plan", StringComparison.Ordinal))
                {
                    // A view of another shape: a client prepares anew.
                    break;
                }
                await Task.Delay(random.Next(20, 100), _stop.Token);
            }
            await command.UnprepareAsync(_stop.Token);
        }
    }

    /// <summary>A report that is read in pieces: it holds its views for half a second to a second and a half.</summary>
    private async Task CursorAsync(NpgsqlConnection connection, string[] views, Random random)
    {
        await using var transaction = await connection.BeginTransactionAsync(_stop.Token);
        await MeasureAsync(async () =>
        {
            await RunAsync(
                connection,
                "declare c cursor for select a.release, b.release from "
                    + $"{views[0]} a join {views[1]} b using (id) order by id"
            );
            return (0, 0, 1);
        });
        for (var time = 0; time < 5; time++)
        {
            await MeasureAsync(async () =>
            {
                await using var command = new NpgsqlCommand("fetch 100 from c", connection);
                await using var rows = await command.ExecuteReaderAsync(_stop.Token);
                var (least, greatest, count) = (int.MaxValue, 0, 0L);
                while (await rows.ReadAsync(_stop.Token))
                {
                    least = Math.Min(least, Math.Min(rows.GetInt32(0), rows.GetInt32(1)));
                    greatest = Math.Max(greatest, Math.Max(rows.GetInt32(0), rows.GetInt32(1)));
                    count++;
                }
                return (least, greatest, count);
            });
            await Task.Delay(random.Next(100, 300), _stop.Token);
        }
        await transaction.CommitAsync(_stop.Token);
    }

    private Task<int> CopyAsync(NpgsqlConnection connection, string view) =>
        MeasureAsync(async () =>
        {
            using var text = await connection.BeginTextExportAsync(
                $"copy (select release from {view}) to stdout",
                _stop.Token
            );
            var seen = new HashSet<string>();
            while (await text.ReadLineAsync(_stop.Token) is { } line)
                seen.Add(line);
            return (0, seen.Count - 1, seen.Count);
        });

    private async Task TransactionAsync(NpgsqlConnection connection, string level, string[] questions, Random random)
    {
        await using var transaction = await connection.BeginTransactionAsync(
            level == "serializable"
                ? System.Data.IsolationLevel.Serializable
                : System.Data.IsolationLevel.RepeatableRead,
            _stop.Token
        );
        var seen = new HashSet<int>();
        foreach (var question in questions)
        {
            seen.Add(await AskAsync(connection, question));
            await Task.Delay(random.Next(20, 200), _stop.Token);
        }
        if (seen.Count > 1)
            Wrong.Add($"{level}: releases {string.Join(", ", seen)} in one snapshot");
        await transaction.CommitAsync(_stop.Token);
    }

    private async Task<int> AskAsync(NpgsqlConnection connection, string question, double own = 0)
    {
        await using var command = new NpgsqlCommand(question, connection);
        return await MeasureAsync(() => AnswerAsync(command), own);
    }

    private async Task<(int, int, long)> AnswerAsync(NpgsqlCommand command)
    {
        await using var row = await command.ExecuteReaderAsync(_stop.Token);
        if (!await row.ReadAsync(_stop.Token) || row.IsDBNull(0))
            return (0, 0, 0);
        return (row.GetInt32(0), row.GetInt32(1), Convert.ToInt64(row.GetValue(2), null));
    }

    /// <returns>The release that it saw.</returns>
    private async Task<int> MeasureAsync(Func<Task<(int Least, int Greatest, long Rows)>> ask, double own = 0)
    {
        var isDuring = IsSwapping;
        var start = Stopwatch.GetTimestamp();
        var (least, greatest, rows) = await ask();
        (isDuring || IsSwapping ? During : Idle).Add(
            Math.Max(0, Stopwatch.GetElapsedTime(start).TotalMilliseconds - own)
        );
        if (rows == 0)
            Wrong.Add("an empty read");
        else if (least != greatest)
            Wrong.Add($"releases {least} and {greatest} in one statement");
        return least;
    }

    private async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(_stop.Token);
    }
}
