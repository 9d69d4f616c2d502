using System.Diagnostics;
using System.Globalization;
using DataRelease.Builds;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks;

/// <summary>
/// A canary's weight: the step that changes it, against an UPDATE of one row by hand on a connection of its own; and
/// the locks that the whole command asks for while somebody reads every view and the ledger.
/// <c>advance</c> with one measurement that is due, against a bare <c>status</c>.
/// </summary>
internal static class WatchBenchmark
{
    private const int Runs = 15;

    public static async Task RunWeightAsync(CancellationToken cancellation)
    {
        foreach (var name in new[] { "PostgreSQL", "DuckDB" })
        {
            await using var place = await BenchPlace.CreateAsync(name, cancellation);
            var steps = string.Join(
                ", ",
                Enumerable
                    .Range(1, Runs + 2)
                    .Select(step =>
                        string.Create(CultureInfo.InvariantCulture, $"{{weight: {step}%, pause: until promoted}}")
                    )
            );
            var engine = Engine(place, name, $"strategy: canary\ncanary:\n  steps: [{steps}]\n");
            await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest { Detach = true }, cancellation));
            await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest { Detach = true }, cancellation));
            await using (var session = await place.Warehouse.OpenAsync(cancellation))
            {
                await session.ExecuteAsync(Sql.Raw("create table plain_row as select 1 as share"), cancellation);
            }
            var (step, command, byHand) = (new List<double>(), new List<double>(), new List<double>());
            await using var locks = name == "PostgreSQL" ? await LockWatch.StartAsync(place, cancellation) : null;
            for (var run = 0; run <= Runs; run++)
            {
                var hand = await ByHandAsync(place.Warehouse, run, cancellation);
                var start = Stopwatch.GetTimestamp();
                var report = await BenchPlace.RequireAsync(engine.PromoteAsync(new WatchRequest(), cancellation));
                var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (run == 0)
                    continue;
                byHand.Add(hand);
                command.Add(seconds);
                step.Add(report.Steps.Single(done => done.Name == "expose").Seconds);
            }
            Measure.PrintShort(
                $"change of weight on {name}",
                Measure.Median(step),
                "one row by hand",
                Measure.Median(byHand),
                10
            );
            Measure.PrintShort(
                $"the whole promote on {name}",
                Measure.Median(command),
                "one row by hand",
                Measure.Median(byHand),
                200
            );
            if (locks is null)
                continue;
            Console.WriteLine(
                $"locks that {Runs + 1} changes of weight asked for against readers: {locks.Asked} (goal 0)"
                    + (locks.Asked == 0 ? "" : "  MISSED")
            );
            // What is counted is there to be seen: the swap asks for them, and gets them once the reader is gone.
            var swap = engine.PromoteAsync(new WatchRequest { Full = true }, cancellation);
            await locks.SeeAsync(cancellation);
            await locks.LeaveAsync();
            await BenchPlace.RequireAsync(swap);
            Console.WriteLine($"for comparison, those of the swap until the reader was gone: {locks.Asked}");
        }
    }

    public static async Task RunAdvanceAsync(CancellationToken cancellation)
    {
        foreach (var name in new[] { "PostgreSQL", "DuckDB" })
        {
            await using var place = await BenchPlace.CreateAsync(name, cancellation);
            var engine = Engine(
                place,
                name,
                "monitor: {duration: 1h, metrics: [{name: rows, provider: sql, query: 'select count(*) from "
                    + "{green:products}', success_condition: value > 0, interval: 1s}]}"
            );
            await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest { Detach = true }, cancellation));
            var (advance, status) = (new List<double>(), new List<double>());
            for (var run = 0; run <= Runs; run++)
            {
                // Each finds one measurement due.
                await Task.Delay(TimeSpan.FromSeconds(1.1), cancellation);
                var start = Stopwatch.GetTimestamp();
                var report = await BenchPlace.RequireAsync(engine.AdvanceAsync(new WatchRequest(), cancellation));
                var first = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (report.Watch!.Metrics.Single().Successes != run + 2)
                    throw new InvalidOperationException($"the measurement of run {run} was not due");
                start = Stopwatch.GetTimestamp();
                await BenchPlace.RequireAsync(engine.StatusAsync(cancellation));
                var second = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (run == 0)
                    continue;
                advance.Add(first);
                status.Add(second);
            }
            Measure.PrintShort(
                $"advance with one due measurement on {name}",
                Measure.Median(advance),
                "status",
                Measure.Median(status),
                5
            );
        }
    }

    private static ReleaseEngine Engine(BenchPlace place, string name, string config) =>
        new(
            new ReleaseEnvironment(
                "prod",
                "analytics",
                place.Warehouse,
                ConfigReader.Read(config, "bench.yml", CheckKinds.All),
                _ => Task.FromResult<IGreenBuilder>(new ThreeTables(place.Warehouse, 1_000, name == "PostgreSQL"))
            ),
            new Silence(),
            TimeProvider.System
        );

    private static async Task<double> ByHandAsync(Warehouse warehouse, int value, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        await using var session = await warehouse.OpenAsync(cancellation);
        await session.ExecuteAsync($"update plain_row set share = {value}", cancellation);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>
    /// A reader in the middle of a transaction over every view and the ledger: whoever asks for a lock that readers
    /// mind has to wait, and is seen waiting.
    /// </summary>
    private sealed class LockWatch : IAsyncDisposable
    {
        private readonly WarehouseSession _reader;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _watching;
        private readonly HashSet<string> _asked = [];
        private bool _isGone;

        private LockWatch(WarehouseSession reader, WarehouseSession watcher)
        {
            _reader = reader;
            _watching = WatchAsync(watcher);
        }

        public int Asked
        {
            get
            {
                lock (_asked)
                    return _asked.Count;
            }
        }

        public static async Task<LockWatch> StartAsync(BenchPlace place, CancellationToken cancellation)
        {
            var reader = await place.Warehouse.OpenAsync(cancellation);
            var names = await reader.QueryAsync(
                Sql.Raw(
                    "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = "
                        + "c.relnamespace where c.relkind in ('r', 'v') and (n.nspname like 'analytics%' or n.nspname "
                        + "= 'data_release')"
                ),
                row => row.GetString(0),
                cancellation
            );
            await reader.ExecuteAsync(Sql.Raw("begin"), cancellation);
            await reader.ExecuteAsync(
                Sql.Raw($"lock table {string.Join(", ", names)} in access share mode"),
                cancellation
            );
            return new LockWatch(reader, await place.Warehouse.OpenAsync(cancellation));
        }

        /// <summary>Waits until one is asked for.</summary>
        public async Task SeeAsync(CancellationToken cancellation)
        {
            while (Asked == 0)
                await Task.Delay(1, cancellation);
        }

        /// <summary>The reader goes.</summary>
        public async Task LeaveAsync()
        {
            if (_isGone)
                return;
            _isGone = true;
            await _stop.CancelAsync();
            await _watching;
            await _reader.DisposeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await LeaveAsync();
            _stop.Dispose();
        }

        private async Task WatchAsync(WarehouseSession watcher)
        {
            await using (watcher)
            {
                while (!_stop.IsCancellationRequested)
                {
                    var waiting = await watcher.QueryAsync(
                        Sql.Raw(
                            "select pid || ' ' || coalesce(relation, 0) from pg_locks where mode = "
                                + "'AccessExclusiveLock' and not granted and locktype = 'relation'"
                        ),
                        row => row.GetString(0),
                        CancellationToken.None
                    );
                    lock (_asked)
                        _asked.UnionWith(waiting);
                    // Who waits does so for longer.
                    await Task.Delay(5, CancellationToken.None);
                }
            }
        }
    }
}
