using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using DataRelease.Builds;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks;

/// <summary>
/// Reading through the views that decide while a canary is under way, against plain views on the same tables, in the
/// same database and in turn: a point lookup by key, a join of three, an aggregate; prepared and not; 1,000, 100,000
/// and 1,000,000 rows.
/// </summary>
internal static class ViewBenchmark
{
    private const int LeastRuns = 3;
    private const int MostRuns = 300;
    private const double EasedGoal = 2;
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);

    /// <summary>What is asked, with the schema of the views as {0}, and how much more it may cost.</summary>
    private static readonly (string Name, string Sql, double Goal)[] _queries =
    [
        ("point lookup", "select * from {0}.orders where id = 77", 2),
        (
            "join of three",
            "select c.region, p.kind, sum(o.amount) from {0}.orders o join {0}.customers c on c.id = o.customer "
                + "join {0}.products p on p.id = o.product where c.region = 3 group by c.region, p.kind",
            5
        ),
        ("aggregate", "select customer % 10, count(*), sum(amount) from {0}.orders group by customer % 10", 2),
    ];

    public static async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var name in new[] { "PostgreSQL", "DuckDB" })
        {
            foreach (var rows in new[] { 1_000, 100_000, 1_000_000 })
            {
                await using var place = await BenchPlace.CreateAsync(name, cancellation);
                await BeginAsync(place, name, rows, cancellation);
                await using var session = await place.Warehouse.OpenAsync(cancellation);
                foreach (var isPrepared in new[] { true, false })
                foreach (var query in _queries)
                    await MeasureAsync(query, query.Goal, "", session, isPrepared);
                if (name != "PostgreSQL")
                    continue;
                // What docs/strategies.md tells those to set who join large views while a canary is under way.
                await using var eased = await place.Warehouse.OpenAsync(cancellation);
                foreach (var setting in new[] { "jit", "enable_nestloop" })
                    await eased.ExecuteAsync(Sql.Raw($"set {setting} = off"), cancellation);
                await MeasureAsync(
                    _queries[1],
                    EasedGoal,
                    ", with jit and enable_nestloop off",
                    eased,
                    isPrepared: false
                );

                async Task MeasureAsync(
                    (string Name, string Sql, double Goal) query,
                    double goal,
                    string with,
                    WarehouseSession deciding,
                    bool isPrepared
                )
                {
                    var (ours, plain) = await CompareAsync(
                        deciding.Connection,
                        session.Connection,
                        query.Sql,
                        isPrepared,
                        cancellation
                    );
                    Measure.PrintShort(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{query.Name} on {name}, {rows} rows, {(isPrepared ? "prepared" : "not prepared")}{with}"
                        ),
                        ours,
                        "plain views",
                        plain,
                        goal
                    );
                }
            }
        }
    }

    /// <summary>r1 is live, r2 is shown to somebody else, and plain views stand beside those that decide.</summary>
    private static async Task BeginAsync(BenchPlace place, string name, int rows, CancellationToken cancellation)
    {
        await using var session = await place.Warehouse.OpenAsync(cancellation);
        var isServer = name == "PostgreSQL";
        if (isServer)
            await session.ExecuteAsync(
                Sql.Raw(
                    "do $$ begin if not exists (select from pg_roles where rolname = 'bench_other') then "
                        + "create role bench_other; end if; end $$"
                ),
                cancellation
            );
        var config = ConfigReader.Read(
            "strategy: canary\ncanary:\n  steps: [{principals: [bench_other], pause: until promoted}]\n",
            "bench.yml",
            CheckKinds.All
        );
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", place.Warehouse, config, _ =>
                Task.FromResult<IGreenBuilder>(new ThreeTables(place.Warehouse, rows, isServer))
            ),
            new Silence(),
            TimeProvider.System
        );
        await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest { Detach = true }, cancellation));
        await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest { Detach = true }, cancellation));
        await session.ExecuteAsync(Sql.Raw("create schema plain"), cancellation);
        foreach (var table in ThreeTables.Names)
            await session.ExecuteAsync(
                Sql.Raw($"create view plain.{table} as select * from analytics__r1.{table}"),
                cancellation
            );
        if (isServer)
            await session.ExecuteAsync(Sql.Raw("analyze"), cancellation);
    }

    /// <summary>Medians in seconds, of runs that take turns.</summary>
    private static async Task<(double Deciding, double Plain)> CompareAsync(
        DbConnection ofDeciding,
        DbConnection ofPlain,
        string sql,
        bool isPrepared,
        CancellationToken cancellation
    )
    {
        await using var deciding = Command(ofDeciding, sql.Replace("{0}", "analytics", StringComparison.Ordinal));
        await using var plain = Command(ofPlain, sql.Replace("{0}", "plain", StringComparison.Ordinal));
        if (isPrepared)
        {
            await deciding.PrepareAsync(cancellation);
            await plain.PrepareAsync(cancellation);
        }
        var (ours, theirs) = (new List<double>(), new List<double>());
        var began = Stopwatch.GetTimestamp();
        for (var run = 0; run <= MostRuns; run++)
        {
            if (ours is [.., var last] && last >= _longest.TotalSeconds)
                break;
            if (run > LeastRuns && Stopwatch.GetElapsedTime(began) > _budget)
                break;
            var first = await TimeAsync(deciding, cancellation);
            var second = await TimeAsync(plain, cancellation);
            // The first pair warms caches.
            if (run == 0)
                continue;
            ours.Add(first);
            theirs.Add(second);
        }
        return (Measure.Median(ours), Measure.Median(theirs));
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static async Task<double> TimeAsync(DbCommand command, CancellationToken cancellation)
    {
        // What takes longer counts as that long.
        using var expired = new CancellationTokenSource(_longest);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, expired.Token);
        var start = Stopwatch.GetTimestamp();
        try
        {
            await using var reader = await command.ExecuteReaderAsync(both.Token);
            while (await reader.ReadAsync(both.Token))
                _ = reader.GetValue(0);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return _longest.TotalSeconds;
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

/// <summary>Orders with their customers and products; keys are indexed where an engine would index them.</summary>
internal sealed class ThreeTables(Warehouse warehouse, int rows, bool hasIndexes) : IGreenBuilder
{
    public static IReadOnlyList<string> Names { get; } = ["orders", "customers", "products"];

    public string Name => "three tables";

    public bool RunsOutside => false;

    public Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        BuildOptions build,
        string artifactsDirectory,
        IReleaseEvents events,
        CancellationToken cancellation
    ) =>
        Task.FromResult(
            new ProjectPlan(
                "three",
                "1.0.0",
                new Manifest(
                    12,
                    "1.8.0",
                    warehouse.Dialect.Name,
                    "three",
                    Names
                        .Select(table => new ManifestNode
                        {
                            UniqueId = $"model.three.{table}",
                            Kind = NodeKind.Model,
                            Name = table,
                            Alias = table,
                            PackageName = "three",
                            Database = target.Database,
                            Schema = target.GreenSchema,
                            Materialized = "table",
                            Checksum = "sha256:1",
                        })
                        .ToDictionary(node => node.UniqueId),
                    new Dictionary<string, string>()
                ),
                null
            )
        );

    public async Task<BuildResult> BuildAsync(GreenBuild build, IReleaseEvents events, CancellationToken cancellation)
    {
        await using var session = await warehouse.OpenAsync(cancellation);
        var schema = build.Target.GreenSchema;
        var (customers, products) = (Math.Max(1, rows / 10), Math.Max(1, rows / 100));
        foreach (
            var (table, columns, count) in new[]
            {
                (
                    "orders",
                    $"n as id, n % {customers} as customer, n % {products} as product, n * 1.25 as amount",
                    rows
                ),
                ("customers", "n - 1 as id, n % 10 as region, 'customer ' || n as name", customers),
                ("products", "n - 1 as id, n % 7 as kind, 'product ' || n as name", products),
            }
        )
        {
            var name = new RelationName(schema, table);
            await session.ExecuteAsync(
                $"create table {name} as select {Sql.Raw(columns)} from generate_series(1, {count}) s(n)",
                cancellation
            );
            if (hasIndexes)
                await session.ExecuteAsync($"create unique index on {name} (id)", cancellation);
        }
        if (hasIndexes)
            await session.ExecuteAsync(Sql.Raw("analyze"), cancellation);
        return new BuildResult([], ReadOnlyMemory<byte>.Empty);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
