using System.Diagnostics;
using System.Globalization;
using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.DuckDb;
using DataRelease.Postgres;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Benchmarks;

/// <summary>
/// Rollback of code with about 1 MB and about 1 GB of data in a table (rows from DATARELEASE_BENCH_ROWS; 8 million are
/// about 1 GB on PostgreSQL): the time until live is back must not depend on it.
/// </summary>
internal static class RollbackBenchmark
{
    private const int Runs = 5;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        var large = BackupBenchmark.Rows;
        foreach (var engineName in new[] { "DuckDB", "PostgreSQL" })
        {
            var medians = new List<double>();
            foreach (var rows in new[] { 8_000, large })
            {
                await using var place = await BenchPlace.CreateAsync(engineName, cancellation);
                var engine = new ReleaseEngine(
                    new ReleaseEnvironment("prod", "analytics", place.Warehouse, new ReleaseConfig(), _ =>
                        Task.FromResult<IGreenBuilder>(new OneTable(place.Warehouse, rows))
                    ),
                    new Silence(),
                    TimeProvider.System
                );
                await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest(), cancellation));
                await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest(), cancellation));
                var seconds = new List<double>();
                for (var run = 0; run <= 2 * Runs; run++)
                {
                    var report = await BenchPlace.RequireAsync(
                        engine.RollbackAsync(new RollbackRequest { To = run % 2 == 0 ? "r1" : "r2" }, cancellation)
                    );
                    if (run > 0)
                        seconds.Add(report.Steps.Single(step => step.Name == "rollback").Seconds);
                }
                medians.Add(Measure.Median(seconds));
            }
            Measure.Print(
                string.Create(CultureInfo.InvariantCulture, $"rollback on {engineName}, {large} rows"),
                medians[1],
                "8000 rows",
                medians[0],
                1.5
            );
        }
    }

    private sealed class OneTable(Warehouse warehouse, int rows) : IGreenBuilder
    {
        public string Name => "one table";

        public bool RunsOutside => false;

        public Task<ProjectPlan> PlanAsync(
            GreenTarget target,
            BuildOptions build,
            string artifactsDirectory,
            IReleaseEvents events,
            CancellationToken cancellation
        )
        {
            var node = new ManifestNode
            {
                UniqueId = "model.one.big",
                Kind = NodeKind.Model,
                Name = "big",
                Alias = "big",
                PackageName = "one",
                Database = target.Database,
                Schema = target.GreenSchema,
                Materialized = "table",
                Checksum = "sha256:1",
            };
            return Task.FromResult(
                new ProjectPlan(
                    "one",
                    "1.0.0",
                    new Manifest(
                        12,
                        "1.8.0",
                        warehouse.Dialect.Name,
                        "one",
                        new Dictionary<string, ManifestNode> { [node.UniqueId] = node },
                        new Dictionary<string, string>()
                    ),
                    null
                )
            );
        }

        public async Task<BuildResult> BuildAsync(
            GreenBuild build,
            IReleaseEvents events,
            CancellationToken cancellation
        )
        {
            await using var session = await warehouse.OpenAsync(cancellation);
            await session.ExecuteAsync(
                $"create table {new RelationName(build.Target.GreenSchema, "big")} as {BenchPlace.Query(rows)}",
                cancellation
            );
            return new BuildResult([], ReadOnlyMemory<byte>.Empty);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>
/// A data version of a table, its restore and its export, each against the engine's own plainest way: CREATE TABLE AS
/// of the same rows (at most 1.3×), COPY TO a Parquet file on DuckDB, COPY TO a file of text on PostgreSQL (at most
/// 1.5×).
/// </summary>
internal static class BackupBenchmark
{
    private const int Runs = 3;

    public static int Rows =>
        int.TryParse(
            Environment.GetEnvironmentVariable("DATARELEASE_BENCH_ROWS"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var rows
        )
            ? rows
            : 1_000_000;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var name in new[] { "DuckDB", "PostgreSQL" })
        {
            await using var place = await BenchPlace.CreateAsync(name, cancellation);
            using var folder = new TempFolder();
            var engine = new ReleaseEngine(
                new ReleaseEnvironment("prod", "analytics", place.Warehouse, new ReleaseConfig(), _ =>
                    throw new InvalidOperationException("nothing is built here")
                ),
                new Silence(),
                TimeProvider.System
            );
            await using var session = await place.Warehouse.OpenAsync(cancellation);
            await session.ExecuteAsync(Sql.Raw("create schema app"), cancellation);
            await session.ExecuteAsync(
                $"create table {new RelationName("app", "big")} as {BenchPlace.Query(Rows)}",
                cancellation
            );
            var (backup, restore, export, table, copy) = (
                new List<double>(),
                new List<double>(),
                new List<double>(),
                new List<double>(),
                new List<double>()
            );
            for (var run = 0; run <= Runs; run++)
            {
                var plain = await TimeAsync(() =>
                    session.ExecuteAsync(Sql.Raw("create table app.plain as select * from app.big"), cancellation)
                );
                await session.ExecuteAsync(Sql.Raw("drop table app.plain"), cancellation);
                var taken = await BenchPlace.RequireAsync(
                    engine.BackupCreateAsync(new BackupCreateRequest { Tables = ["app.big"] }, cancellation)
                );
                await session.ExecuteAsync(
                    Sql.Raw("update app.big set amount = amount + 1 where id % 100 = 0"),
                    cancellation
                );
                var restored = await BenchPlace.RequireAsync(
                    engine.BackupRestoreAsync(new BackupRequest { Version = taken.DataVersions[0].Id }, cancellation)
                );
                foreach (var version in (await engine.BackupListAsync(cancellation)).DataVersions)
                    await BenchPlace.RequireAsync(
                        engine.BackupDropAsync(new BackupRequest { Version = version.Id }, cancellation)
                    );
                if (name == "PostgreSQL")
                    await session.ExecuteAsync(Sql.Raw("vacuum full app.big"), cancellation);
                var own = await TimeAsync(() => CopyOutAsync(session, name, folder[$"own{run}"], cancellation));
                var relation = (await place.Warehouse.ReadRelationsAsync(session, ["app"], cancellation)).Single(
                    relation => relation.Name.Name == "big"
                );
                var ours = await TimeAsync(() =>
                    place.Warehouse.ExportParquetAsync(
                        session,
                        relation.Name,
                        relation.Columns,
                        folder[$"ours{run}.parquet"],
                        cancellation
                    )
                );
                File.Delete(folder[$"own{run}"]);
                File.Delete(folder[$"ours{run}.parquet"]);
                if (run == 0)
                    continue;
                table.Add(plain);
                backup.Add(taken.Steps.Single(step => step.Name == "backup").Seconds);
                restore.Add(restored.Steps.Single(step => step.Name == "restore").Seconds);
                export.Add(ours);
                copy.Add(own);
            }
            var rows = string.Create(CultureInfo.InvariantCulture, $"{Rows} rows");
            Measure.Print(
                $"backup create on {name}, {rows}",
                Measure.Median(backup),
                "create table as",
                Measure.Median(table),
                1.3
            );
            Measure.Print(
                $"backup restore on {name}, {rows}",
                Measure.Median(restore),
                "create table as",
                Measure.Median(table),
                1.3
            );
            Measure.Print(
                $"Parquet export on {name}, {rows}",
                Measure.Median(export),
                name == "DuckDB" ? "COPY TO Parquet" : "COPY TO text",
                Measure.Median(copy),
                1.5
            );
        }
    }

    private static async Task CopyOutAsync(
        WarehouseSession session,
        string name,
        string file,
        CancellationToken cancellation
    )
    {
        if (name == "DuckDB")
        {
            await session.ExecuteAsync($"copy app.big to {new SqlText(file)} (format parquet)", cancellation);
            return;
        }
        await using var target = File.CreateText(file);
        using var rows = await ((NpgsqlConnection)session.Connection).BeginTextExportAsync(
            "copy app.big to stdout",
            cancellation
        );
        var buffer = new char[1 << 16];
        int read;
        while ((read = await rows.ReadAsync(buffer, cancellation)) > 0)
            await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

/// <summary>An empty database for a benchmark.</summary>
internal sealed class BenchPlace : IAsyncDisposable
{
    private readonly PostgresDatabase? _postgres;
    private readonly TempFolder? _folder;

    private BenchPlace(Warehouse warehouse, PostgresDatabase? postgres, TempFolder? folder)
    {
        Warehouse = warehouse;
        _postgres = postgres;
        _folder = folder;
    }

    public Warehouse Warehouse { get; }

    public static async Task<BenchPlace> CreateAsync(string engine, CancellationToken cancellation)
    {
        if (engine == "DuckDB")
        {
            var folder = new TempFolder();
            return new BenchPlace(new DuckDbWarehouse(folder["bench.duckdb"]), null, folder);
        }
        var database = await PostgresServer.CreateDatabaseAsync(cancellation);
        return new BenchPlace(
            new PostgresWarehouse(
                new NpgsqlConnectionStringBuilder(database.ConnectionString)
                {
                    Pooling = true,
                    CommandTimeout = 0,
                }.ConnectionString
            ),
            database,
            null
        );
    }

    /// <summary>Rows of ten columns, about 125 bytes each on PostgreSQL.</summary>
    public static Sql Query(int rows) =>
        Sql.Raw(
            string.Create(
                CultureInfo.InvariantCulture,
                $"select n as id, n % 1000 as customer, cast(n * 1.25 as numeric(12,2)) as amount, "
                    + $"cast('2024-01-01' as timestamp) + n * interval '1 second' as at, 'name of row ' || n as "
                    + $"name, n % 7 as a, n % 11 as b, cast(n as double precision) / 3 as ratio, n % 2 = 0 as even, "
                    + $"'a longer text that fills the row up, number ' || n as note from generate_series(1, {rows}) "
                    + $"s(n)"
            )
        );

    public static async Task<T> RequireAsync<T>(Task<T> command)
        where T : ReleaseReport
    {
        var report = await command;
        return report.Error is null ? report : throw new InvalidOperationException(report.Error.Format());
    }

    public async ValueTask DisposeAsync()
    {
        await Warehouse.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _folder?.Dispose();
    }
}

/// <summary>Nobody listens.</summary>
internal sealed class Silence : IReleaseEvents
{
    public void Publish(ReleaseEvent happened) { }
}
