using System.Diagnostics;
using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks;

/// <summary>
/// One data version of about 1 GB (8 million rows unless DATARELEASE_BENCH_ROWS says otherwise), a hundredth of its
/// rows changed, restored, and the restored table compared with the version's checksum once more by <c>backup restore
/// --dry-run</c>. One run, no goal.
/// </summary>
internal static class RestoreBenchmark
{
    public static async Task RunAsync(CancellationToken cancellation)
    {
        var rows = Environment.GetEnvironmentVariable("DATARELEASE_BENCH_ROWS") is null
            ? 8_000_000
            : BackupBenchmark.Rows;
        foreach (var name in new[] { "DuckDB", "PostgreSQL" })
        {
            await using var place = await BenchPlace.CreateAsync(name, cancellation);
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
                $"create table {new RelationName("app", "big")} as {BenchPlace.Query(rows)}",
                cancellation
            );
            var bytes = await place.Warehouse.ReadBytesAsync(session, new RelationName("app", "big"), cancellation)
                ?? 0;
            var start = Stopwatch.GetTimestamp();
            await session.ExecuteAsync(Sql.Raw("create table app.plain as select * from app.big"), cancellation);
            var plain = Stopwatch.GetElapsedTime(start).TotalSeconds;
            await session.ExecuteAsync(Sql.Raw("drop table app.plain"), cancellation);
            var taken = await BenchPlace.RequireAsync(
                engine.BackupCreateAsync(new BackupCreateRequest { Tables = ["app.big"] }, cancellation)
            );
            await session.ExecuteAsync(
                Sql.Raw("update app.big set amount = amount + 1 where id % 100 = 0"),
                cancellation
            );
            var restored = await BenchPlace.RequireAsync(
                engine.BackupRestoreAsync(new BackupRequest { Version = "v1" }, cancellation)
            );
            var again = await BenchPlace.RequireAsync(
                engine.BackupRestoreAsync(new BackupRequest { Version = "v1", DryRun = true }, cancellation)
            );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}, {rows} rows, {bytes / 1e6:0} MB: create table as {plain:0.0} s, backup create "
                        + $"{taken.Steps.Single(step => step.Name == "backup").Seconds:0.0} s, backup restore "
                        + $"{restored.Steps.Single(step => step.Name == "restore").Seconds:0.0} s, then "
                        + $"{again.Plan.Single().Change}: {taken.DataVersions[0].Tables[0].Checksum}"
                )
            );
        }
    }
}
