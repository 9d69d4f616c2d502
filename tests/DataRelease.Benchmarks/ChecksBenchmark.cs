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
/// Ten aggregate-style checks on one relation of 1M rows by 10 columns against one <c>count(*), sum</c> scan of each
/// side, and against the one query that answers the same ten by hand: what is more than that is ours. All measured in
/// turn in the same run; and beside it what an exact <c>distinct_count</c> and a <c>distribution</c> cost.
/// </summary>
internal static class ChecksBenchmark
{
    private const int Rows = 1_000_000;
    private const int Runs = 9;
    private const double Goal = 1.5;
    private const double GoalByHand = 1.1;

    /// <summary>
    /// Ten of the kinds that one scan answers, without distinct_count, which sorts or hashes every value.
    /// </summary>
    private static readonly string[] _ten =
    [
        "row_count",
        "null_rate: {columns: [u]}",
        "null_rate: {columns: [m]}",
        "null_rate: {columns: [happened]}",
        "null_rate: {columns: [t], fail_over: 1%}",
        "aggregate: {columns: [n], measures: [sum]}",
        "aggregate: {columns: [n], measures: [avg], fail_over: 1%}",
        "aggregate: {columns: [a], measures: [max]}",
        "aggregate: {columns: [id], measures: [min]}",
        "freshness: {column: happened}",
    ];

    private const string Scan = "select count(*), sum(n)";

    /// <summary>
    /// What <see cref="_ten"/> want to know. The scan of the goal reads one column, this reads seven.
    /// </summary>
    private const string ByHand =
        "select count(*), count(u), count(m), count(happened), count(t), sum(n), avg(n), max(a), min(id), "
        + "max(happened)";

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

    private static async Task RunAsync(
        string engine,
        Warehouse warehouse,
        string? after,
        CancellationToken cancellation
    )
    {
        await using var session = await warehouse.OpenAsync(cancellation);
        foreach (var schema in new[] { "a", "b" })
        {
            await session.ExecuteAsync(Sql.Raw($"create schema {schema}"), cancellation);
            await session.ExecuteAsync(
                Sql.Raw(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"""
                        create table {schema}.t as select cast(i as bigint) as id, cast(i % 97 as integer) as a,
                        cast(i % 1009 as integer) as b, cast((i * 7) % 100003 as integer) as c,
                            cast(i % 5 as integer) as d, 'name ' || (i % 5000) as t, case when i % 11 = 0 then null
                            else 'text ' || (i % 333) end as u,
                            cast(i % 100000 as numeric(12,2)) / 100 as n,
                            case when i % 13 = 0 then null else cast(i % 7000 as numeric(12,2)) end as m,
                            timestamp '2026-01-01 00:00:00' + (i % 100000) * interval '1 second' as happened
                        from generate_series(1, {Rows}) as g(i)
                        """
                    )
                ),
                cancellation
            );
            if (after is not null)
                await session.ExecuteAsync(
                    Sql.Raw(string.Format(CultureInfo.InvariantCulture, after, schema)),
                    cancellation
                );
        }
        var sides = await warehouse.ReadRelationsAsync(session, ["a", "b"], cancellation);
        var relation = new ComparedRelation("model.shop.t", new RelationName("live", "t"), sides[0], sides[1]);
        Func<Task> Read(string select) =>
            async () =>
            {
                foreach (var schema in new[] { "a", "b" })
                    await session.QueryAsync(
                        Sql.Raw($"{select} from {schema}.t"),
                        row => row.GetValues(new object[row.FieldCount]),
                        cancellation
                    );
            };
        Func<Task> Check(params string[] checks)
        {
            // Grants and shapes are read from the catalog; what is measured is the scan.
            var config = ConfigReader
                .Read(
                    $"validate:\n  checks:\n    - schema: {{severity: 'off'}}\n    - grants: {{severity: "
                        + $"'off'}}\n{string.Join('\n', checks.Select(check => $"    - {check}"))}\n",
                    "benchmark",
                    CheckKinds.All
                )
                .Validate;
            return () => CheckAsync(warehouse, session, relation, config, checks.Length, cancellation);
        }
        // The dear ones have turns of their own: what they leave in the caches would slow the scan.
        var times = await InTurnAsync(Read(Scan), Read(ByHand), Check(_ten));
        Measure.Print($"{engine}, ten checks on 1M x 10", times[2], "count(*), sum of both", times[0], Goal);
        Measure.Print($"{engine}, ten checks on 1M x 10", times[2], "one query by hand of both", times[1], GoalByHand);
        foreach (
            var (what, checks) in new (string, string[])[]
            {
                ("with an exact distinct_count", [.. _ten, "distinct_count: {columns: [b]}"]),
                ("a distribution of two columns", ["distribution: {columns: [d, n]}"]),
            }
        )
        {
            times = await InTurnAsync(Read(Scan), Check(checks));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{engine}, {what}: {times[1] * 1000:0} ms, ratio {times[1] / times[0]:0.00} (no goal)"
                )
            );
        }
    }

    private static async Task CheckAsync(
        Warehouse warehouse,
        WarehouseSession session,
        ComparedRelation relation,
        ValidateConfig config,
        int least,
        CancellationToken cancellation
    )
    {
        var (outcomes, _) = await new ReleaseChecks(
            new CheckScope
            {
                Warehouse = warehouse,
                Relations = [relation],
                Config = config,
                Events = new RecordingEvents(),
                Clock = TimeProvider.System,
                Keys = _ =>
                    Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<string>>>(
                        new Dictionary<string, IReadOnlyList<string>>()
                    ),
            }
        ).RunAsync(session, cancellation);
        if (outcomes.Count < least || outcomes.Any(outcome => outcome.State != CheckState.Pass))
            throw new InvalidOperationException(string.Join('\n', outcomes));
    }

    /// <summary>Medians of all, each run right after the others, so that a busy moment meets all.</summary>
    private static async Task<IReadOnlyList<double>> InTurnAsync(params IReadOnlyList<Func<Task>> works)
    {
        var times = works.Select(_ => new List<double>()).ToList();
        for (var run = 0; run <= Runs; run++)
        {
            foreach (var (work, seconds) in works.Zip(times))
            {
                var began = Stopwatch.GetTimestamp();
                await work();
                if (run > 0)
                    seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
        }
        return [.. times.Select(Measure.Median)];
    }
}
