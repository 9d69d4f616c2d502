using System.Diagnostics;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks;

/// <summary>
/// Carrying a table over on PostgreSQL, with a key and two more indexes (2 million rows unless DATARELEASE_BENCH_ROWS
/// says otherwise): at most 1.15× <c>create table as</c> with the same indexes made afterwards, and at most 2× it
/// alone. What carrying took while the indexes stood before the rows is printed beside it.
/// </summary>
internal static class CarryBenchmark
{
    private const int Runs = 3;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        var rows = Environment.GetEnvironmentVariable("DATARELEASE_BENCH_ROWS") is null
            ? 2_000_000
            : BackupBenchmark.Rows;
        await using var place = await BenchPlace.CreateAsync("PostgreSQL", cancellation);
        await using var session = await place.Warehouse.OpenAsync(cancellation);
        var (from, to) = (new RelationName("blue", "events"), new RelationName("green", "events"));
        Sql[] indexes =
        [
            $"alter table {to} add primary key (id)",
            $"create index on {to} (customer)",
            $"create index on {to} (at, a)",
        ];
        await session.ExecuteBatchAsync(
            [
                $"create schema blue",
                $"create schema green",
                $"create table {from} as {BenchPlace.Query(rows)}",
                $"alter table {from} add primary key (id)",
                $"create index on {from} (customer)",
                $"create index on {from} (at, a)",
                $"analyze {from}",
            ],
            cancellation
        );
        Sql plain = $"create table {to} as select * from {from}";
        var ways = new Dictionary<string, Func<Task<IReadOnlyList<Sql>>>>
        {
            ["carry"] = () => place.Warehouse.ReadCopyAsync(session, from, to, cancellation),
            ["create table as"] = () => Task.FromResult<IReadOnlyList<Sql>>([plain]),
            ["create table as, then indexes"] = () => Task.FromResult<IReadOnlyList<Sql>>([plain, .. indexes]),
            ["indexes before rows"] = () =>
                Task.FromResult<IReadOnlyList<Sql>>([
                    $"create table {to} (like {from} including all)",
                    $"insert into {to} select * from {from}",
                    $"analyze {to}",
                ]),
        };
        var seconds = ways.Keys.ToDictionary(way => way, _ => new List<double>());
        var logged = new Dictionary<string, double>();
        for (var run = 0; run < Runs; run++)
        {
            foreach (var (way, read) in ways)
            {
                await session.ExecuteAsync(Sql.Raw("checkpoint"), cancellation);
                var before = (string)(await session.ScalarAsync($"select pg_current_wal_lsn()::text", cancellation))!;
                var began = Stopwatch.GetTimestamp();
                var statements = await read();
                await session.InTransactionAsync(
                    TransactionPurpose.ChangeObjects,
                    () => session.ExecuteBatchAsync(statements, cancellation),
                    cancellation
                );
                seconds[way].Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
                logged[way] = Convert.ToDouble(
                    await session.ScalarAsync(
                        $"select pg_wal_lsn_diff(pg_current_wal_lsn(), {before}::pg_lsn)::float8",
                        cancellation
                    ),
                    CultureInfo.InvariantCulture
                );
                await session.ExecuteAsync($"drop table {to}", cancellation);
            }
        }
        var median = seconds.ToDictionary(way => way.Key, way => Measure.Median(way.Value));
        foreach (var (way, bytes) in logged)
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{way}: {median[way]:0.00} s, {bytes / 1e6:0} MB of log")
            );
        const string indexed = "create table as, then indexes";
        Measure.Print("carry", median["carry"], indexed, median[indexed], 1.15);
        Measure.Print("carry", median["carry"], "create table as", median["create table as"], 2);
    }
}
