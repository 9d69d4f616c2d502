using System.Globalization;
using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks;

/// <summary>
/// What commands cost in an environment with 10,000 releases behind it, against one with 100: at most 1.3×. The project
/// has 30 tables; what was released before is rows of the ledger only, copied from its first release.
/// </summary>
internal static class HistoryBenchmark
{
    private const int Few = 100;
    private const int Many = 10_000;
    private const int Runs = 5;
    private const int Tables = 30;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var engineName in new[] { "DuckDB", "PostgreSQL" })
        {
            await using var few = await Aged.CreateAsync(engineName, Few, cancellation);
            await using var many = await Aged.CreateAsync(engineName, Many, cancellation);
            var times = new Dictionary<string, (List<double> Few, List<double> Many)>();
            for (var run = 0; run <= Runs; run++)
            {
                foreach (var (name, command) in Commands(cancellation))
                {
                    var (young, old) = (await TimeAsync(command, few), await TimeAsync(command, many));
                    // The first pair compiles.
                    if (run == 0)
                        continue;
                    if (!times.TryGetValue(name, out var taken))
                        times.Add(name, taken = ([], []));
                    taken.Few.Add(young);
                    taken.Many.Add(old);
                }
            }
            foreach (var (name, taken) in times)
                Measure.Print(
                    string.Create(CultureInfo.InvariantCulture, $"{name} on {engineName} after {Many} releases"),
                    Measure.Median(taken.Many),
                    string.Create(CultureInfo.InvariantCulture, $"after {Few}"),
                    Measure.Median(taken.Few),
                    1.3
                );
        }
    }

    private static IEnumerable<(string Name, Func<ReleaseEngine, Task<ReleaseReport>> Run)> Commands(
        CancellationToken cancellation
    ) =>
        [
            ("status", async engine => await engine.StatusAsync(cancellation)),
            ("plan", async engine => await engine.PlanAsync(new DeployRequest(), cancellation)),
            ("release", async engine => await engine.ReleaseAsync(new DeployRequest(), cancellation)),
            ("rollback", async engine => await engine.RollbackAsync(new RollbackRequest(), cancellation)),
            ("prune", async engine => await engine.PruneAsync(new PruneRequest(), cancellation)),
            ("history of ten", async engine => await engine.HistoryAsync(new HistoryRequest(10), cancellation)),
            ("doctor", async engine => await engine.DoctorAsync(new DoctorRequest(), cancellation)),
        ];

    private static async Task<double> TimeAsync(Func<ReleaseEngine, Task<ReleaseReport>> command, Aged place)
    {
        var began = TimeProvider.System.GetTimestamp();
        await BenchPlace.RequireAsync(command(place.Engine));
        return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>An environment with releases behind it that are retired.</summary>
    private sealed class Aged(BenchPlace place, TempFolder folder, ReleaseEngine engine) : IAsyncDisposable
    {
        public ReleaseEngine Engine { get; } = engine;

        public static async Task<Aged> CreateAsync(string engineName, int releases, CancellationToken cancellation)
        {
            var folder = new TempFolder();
            for (var table = 0; table < Tables; table++)
                folder.Write(
                    string.Create(CultureInfo.InvariantCulture, $"models/t{table:00}.sql"),
                    "-- materialized: table\nselect 1 as id, 'one' as name\n"
                );
            var place = await BenchPlace.CreateAsync(engineName, cancellation);
            var engine = new ReleaseEngine(
                new ReleaseEnvironment("prod", "analytics", place.Warehouse, new ReleaseConfig(), _ =>
                    Task.FromResult<IGreenBuilder>(
                        new SqlProjectBuilder(
                            place.Warehouse,
                            SqlProject.Load(folder.Path, new SqlProjectConfig { Name = "aged" }),
                            null
                        )
                    )
                ),
                new Silence(),
                TimeProvider.System
            );
            await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest(), cancellation));
            await AgeAsync(place.Warehouse, releases, cancellation);
            for (var recent = 0; recent < 3; recent++)
                await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest(), cancellation));
            return new Aged(place, folder, engine);
        }

        /// <summary>Copies every row of the first release in the ledger, as of releases that are retired.</summary>
        private static async Task AgeAsync(Warehouse warehouse, int releases, CancellationToken cancellation)
        {
            await using var session = await warehouse.OpenAsync(cancellation);
            var tables = await warehouse.ReadRelationsAsync(session, ["data_release"], cancellation);
            foreach (var table in tables)
            {
                var columns = table.Columns.Select(column => column.Name).ToList();
                if (table.Name.Name is "live" or "leases" || !columns.Contains("number"))
                    continue;
                var small = columns.Contains("content") ? (Sql)$" and octet_length(t.content) < 4096" : Sql.Empty;
                await session.ExecuteAsync(
                    $"""
                    insert into {table.Name} ({Sql.Join(", ", columns.Select(column => new Identifier(column)))})
                    select {Sql.Join(", ", columns.Select(Aging))} from {table.Name} t,
                    generate_series(2, {releases + 1}) s(n) where t.number = 1{small}
                    """,
                    cancellation
                );
            }
            if (tables.Any(table => table.Name.Name == "releases"))
                await session.ExecuteAsync((Sql)$"analyze", cancellation);
        }

        private static Sql Aging(string column) =>
            column switch
            {
                "number" or "origin" => (Sql)$"n",
                "state" => (Sql)$"case when t.state = 'live' then 'retired' else t.state end",
                "green_schema" or "physical_schema" => (Sql)$"'analytics__r' || n",
                _ => (Sql)$"t.{new Identifier(column)}",
            };

        public async ValueTask DisposeAsync()
        {
            await place.DisposeAsync();
            folder.Dispose();
        }
    }
}
