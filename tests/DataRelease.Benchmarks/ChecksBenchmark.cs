using System.Diagnostics;
using System.Globalization;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.DuckDb;
using DataRelease.Postgres;
using DataRelease.Reports;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks;

/// <summary>
/// Ten aggregate-style checks on one relation of 1M rows by 10 columns against one <c>count(*), sum</c> scan of each side,
/// both measured in turn in the same run; and beside it what an exact <c>distinct_count</c> and a <c>distribution</c> add.
/// </summary>
internal static class ChecksBenchmark
{
    private const int Rows = 1_000_000;
    private const int Runs = 5;
    private const double Goal = 1.5;

    /// <summary>Ten of the kinds that one scan answers, without distinct_count, which sorts or hashes every value.</summary>
    private static readonly string[] _ten =
    [
        "row_count", "null_rate: {columns: [u]}", "null_rate: {columns: [m]}", "null_rate: {columns: [happened]}", "null_rate: {columns: [t], fail_over: 1%}",
        "aggregate: {columns: [n], measures: [sum]}", "aggregate: {columns: [n], measures: [avg], fail_over: 1%}", "aggregate: {columns: [a], measures: [max]}",
        "aggregate: {columns: [id], measures: [min]}", "freshness: {column: happened}",
    ];

    public static async Task RunAsync(CancellationToken cancellation)
    {
        await using (var database = await PostgresServer.CreateDatabaseAsync(cancellation))
        await using (var warehouse = new PostgresWarehouse(database.ConnectionString))
        {
            await RunAsync("PostgreSQL", warehouse, "vacuum analyze {0}.t", cancellation);
        }
        using var folder = new TempFolder();
        await using var duck = new DuckDbWarehouse(folder["c.duckdb"], TimeProvider.System);
        await RunAsync("DuckDB", duck, null, cancellation);
    }

    private static async Task RunAsync(string engine, Warehouse warehouse, string? after, CancellationToken cancellation)
    {
        await using var session = await warehouse.OpenAsync(cancellation);
        foreach (var schema in new[] { "a", "b" })
        {
            await session.ExecuteAsync(Sql.Raw($"create schema {schema}"), cancellation);
            await session.ExecuteAsync(Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"""
                create table {schema}.t as select cast(i as bigint) as id, cast(i % 97 as integer) as a, cast(i % 1009 as integer) as b, cast((i * 7) % 100003 as integer) as c,
                    cast(i % 5 as integer) as d, 'name ' || (i % 5000) as t, case when i % 11 = 0 then null else 'text ' || (i % 333) end as u,
                    cast(i % 100000 as numeric(12,2)) / 100 as n, case when i % 13 = 0 then null else cast(i % 7000 as numeric(12,2)) end as m,
                    timestamp '2026-01-01 00:00:00' + (i % 100000) * interval '1 second' as happened
                from generate_series(1, {Rows}) as g(i)
                """)), cancellation);
            if (after is not null) await session.ExecuteAsync(Sql.Raw(string.Format(CultureInfo.InvariantCulture, after, schema)), cancellation);
        }
        var sides = await warehouse.ReadRelationsAsync(session, ["a", "b"], cancellation);
        var relation = new ComparedRelation("model.shop.t", new RelationName("live", "t"), sides[0], sides[1]);
        async Task ScanAsync()
        {
            foreach (var schema in new[] { "a", "b" }) await session.QueryAsync(Sql.Raw($"select count(*), sum(n) from {schema}.t"), row => row.ReadLong(0), cancellation);
        }
        var (scan, ten) = await InTurnAsync(ScanAsync, () => CheckAsync(warehouse, session, relation, _ten, cancellation));
        Measure.Print($"{engine}, ten checks on 1M x 10", ten, "count(*), sum of both", scan, Goal);
        var (again, distinct) = await InTurnAsync(ScanAsync, () => CheckAsync(warehouse, session, relation, [.. _ten, "distinct_count: {columns: [b]}"], cancellation));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}, with an exact distinct_count: {distinct * 1000:0} ms, ratio {distinct / again:0.00} (no goal)"));
        var (third, spread) = await InTurnAsync(ScanAsync, () => CheckAsync(warehouse, session, relation, ["distribution: {columns: [d, n]}"], cancellation));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}, a distribution of two columns: {spread * 1000:0} ms, ratio {spread / third:0.00} (no goal)"));
    }

    private static async Task CheckAsync(Warehouse warehouse, WarehouseSession session, ComparedRelation relation, string[] checks, CancellationToken cancellation)
    {
        // Grants and shapes are read from the catalog; what is measured is the scan.
        var yaml = $"validate:\n  checks:\n    - schema: {{severity: 'off'}}\n    - grants: {{severity: 'off'}}\n{string.Join('\n', checks.Select(check => $"    - {check}"))}\n";
        var (outcomes, _) = await new ReleaseChecks(new CheckScope
        {
            Warehouse = warehouse,
            Relations = [relation],
            Config = ConfigReader.Read(yaml, "benchmark").Validate,
            Events = new RecordingEvents(),
            Clock = TimeProvider.System,
            Keys = _ => Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<string>>>(new Dictionary<string, IReadOnlyList<string>>()),
        }).RunAsync(session, cancellation);
        if (outcomes.Count < checks.Length || outcomes.Any(outcome => outcome.State != CheckState.Pass))
            throw new InvalidOperationException(string.Join('\n', outcomes));
    }

    /// <summary>Medians of both, each run right after the other, so that a busy moment meets both.</summary>
    private static async Task<(double First, double Second)> InTurnAsync(Func<Task> first, Func<Task> second)
    {
        var (one, two) = (new List<double>(), new List<double>());
        for (var run = 0; run <= Runs; run++)
        {
            foreach (var (work, times) in new[] { (first, one), (second, two) })
            {
                var began = Stopwatch.GetTimestamp();
                await work();
                if (run > 0) times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
        }
        return (Measure.Median(one), Measure.Median(two));
    }
}
