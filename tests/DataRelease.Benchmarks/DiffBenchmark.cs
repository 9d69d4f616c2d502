using System.Diagnostics;
using System.Globalization;
using DataRelease.Diffs;
using DataRelease.DuckDb;
using DataRelease.Postgres;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks;

/// <summary>
/// A diff of 1M rows by 10 columns, 0.01 % changed, 100 added and 100 removed, against <c>count(*)</c> of both sides and against
/// the SQL that people write: a full join with IS DISTINCT FROM, and EXCEPT both ways.
/// </summary>
internal static class DiffBenchmark
{
    private const int Rows = 1_000_000;
    private const int Runs = 3;
    private const string Columns = "id, a, b, c, d, t, u, n, m, happened";

    public static async Task RunAsync(CancellationToken cancellation)
    {
        await using (var database = await PostgresServer.CreateDatabaseAsync(cancellation))
        await using (var warehouse = new PostgresWarehouse(database.ConnectionString))
        {
            await RunAsync("PostgreSQL", warehouse, "alter table {0} add primary key (id)", cancellation);
        }
        using var folder = new TempFolder();
        await using var duck = new DuckDbWarehouse(folder["d.duckdb"], TimeProvider.System);
        await RunAsync("DuckDB", duck, null, cancellation);
    }

    private static async Task RunAsync(string engine, Warehouse warehouse, string? index, CancellationToken cancellation)
    {
        await using var session = await warehouse.OpenAsync(cancellation);
        foreach (var schema in new[] { "a", "b" })
        {
            var changed = schema == "b" ? "case when i % 10000 = 7 then 1 else 0 end" : "0";
            var (low, high) = schema == "b" ? (101, Rows + 100) : (1, Rows);
            await session.ExecuteAsync(Sql.Raw($"create schema {schema}"), cancellation);
            await session.ExecuteAsync(Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"""
                create table {schema}.t as select cast(i as bigint) as id, cast(i % 97 as integer) as a, cast(i % 1009 as integer) as b, cast((i * 7) % 100003 as integer) as c,
                    cast({changed} as integer) as d, 'name ' || (i % 5000) as t, case when i % 11 = 0 then null else 'text ' || (i % 333) end as u,
                    cast(i % 100000 as numeric(12,2)) / 100 as n, case when i % 13 = 0 then null else cast(i % 7000 as numeric(12,2)) end as m,
                    timestamp '2026-01-01 00:00:00' + (i % 100000) * interval '1 second' as happened
                from generate_series({low}, {high}) as g(i)
                """)), cancellation);
            if (index is not null) await session.ExecuteAsync(Sql.Raw(string.Format(CultureInfo.InvariantCulture, index, $"{schema}.t")), cancellation);
            if (index is not null) await session.ExecuteAsync(Sql.Raw($"vacuum analyze {schema}.t"), cancellation);
        }
        var relations = await warehouse.ReadRelationsAsync(session, ["a", "b"], cancellation);
        var count = await TimeAsync(() => session.QueryAsync(Sql.Raw("select (select count(*) from a.t), (select count(*) from b.t)"), row => row.ReadLong(0), cancellation));
        var ours = await TimeAsync(async () =>
        {
            var diff = await new RelationComparer(warehouse.Dialect).CompareAsync(session, "t", relations[0], relations[1], new DiffOptions { Key = ["id"], Samples = 5 }, cancellation);
            if ((diff.Added, diff.Removed) != (100, 100)) throw new InvalidOperationException($"{diff.Added} added, {diff.Removed} removed");
        });
        var join = string.Join(" or ", Columns.Split(", ").Skip(1).Select(column => $"x.{column} is distinct from y.{column}"));
        var full = await TimeAsync(() => session.QueryAsync(Sql.Raw($"select count(*) from a.t x full join b.t y on x.id = y.id where x.id is null or y.id is null or {join}"), row => row.ReadLong(0), cancellation));
        var except = await TimeAsync(() => session.QueryAsync(Sql.Raw($"""
            select count(*) from ((select {Columns} from a.t except select {Columns} from b.t) union all (select {Columns} from b.t except select {Columns} from a.t)) e
            """), row => row.ReadLong(0), cancellation));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{engine}, 1M x 10: diff with samples {ours * 1000:0} ms; count(*) of both {count * 1000:0} ms, ratio {ours / count:0.0}; full join {full * 1000:0} ms, ratio {ours / full:0.00}; EXCEPT both ways {except * 1000:0} ms, ratio {ours / except:0.00}"));
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var times = new List<double>();
        for (var run = 0; run <= Runs; run++)
        {
            var began = Stopwatch.GetTimestamp();
            await work();
            if (run > 0) times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        return Measure.Median(times);
    }
}
