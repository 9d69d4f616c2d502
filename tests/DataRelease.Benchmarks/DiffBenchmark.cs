using System.Diagnostics;
using System.Globalization;
using DataRelease.Diffs;
using DataRelease.DuckDb;
using DataRelease.Postgres;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks;

/// <summary>
/// Diffs of 1M or 10M rows by 10 and 30 columns: identical, 0.01 % changed with 100 added and 100 removed, changed in
/// the tail only, physically shuffled, without an index, without a key; each against its baseline, measured in turn in
/// the same run.
/// </summary>
internal static class DiffBenchmark
{
    private const int Runs = 3;

    /// <summary><c>PostgreSQL</c> or <c>DuckDB</c> to run one engine only.</summary>
    private const string EngineVariable = "DATARELEASE_BENCH_ENGINE";

    public static async Task RunAsync(CancellationToken cancellation)
    {
        await OnAsync("PostgreSQL", () => PostgresAsync(1_000_000, 10, 2.5, cancellation));
        await OnAsync("PostgreSQL", () => PostgresAsync(1_000_000, 30, 2.5, cancellation));
        await OnAsync("DuckDB", () => DuckDbAsync(1_000_000, 10, cancellation));
        await OnAsync("DuckDB", () => DuckDbAsync(1_000_000, 30, cancellation));
    }

    public static async Task RunTenMillionAsync(CancellationToken cancellation)
    {
        await OnAsync("PostgreSQL", () => PostgresAsync(10_000_000, 10, 3.5, cancellation));
        await OnAsync("DuckDB", () => DuckDbAsync(10_000_000, 10, cancellation));
    }

    private static Task OnAsync(string engine, Func<Task> work) =>
        Environment.GetEnvironmentVariable(EngineVariable) is { Length: > 0 } wanted && wanted != engine
            ? Task.CompletedTask
            : work();

    private static async Task PostgresAsync(long rows, int columns, double goal, CancellationToken cancellation)
    {
        await using var database = await PostgresServer.CreateDatabaseAsync(cancellation);
        await using var warehouse = new PostgresWarehouse(database.ConnectionString);
        await using var session = await warehouse.OpenAsync(cancellation);
        var tables = await CreateAsync(warehouse, session, rows, columns, cancellation);
        await ExecuteAsync(session, ["vacuum analyze"], cancellation);
        var what = string.Create(CultureInfo.InvariantCulture, $"PostgreSQL {rows / 1_000_000}M x {columns}");
        var ours = new Ours(warehouse, session, tables);
        Sql count = Sql.Raw("select (select count(*) from a.t), (select count(*) from b.changed)");
        var hash = Sql.Raw(
            $"select (select bit_xor({RowHash(tables)}) from a.t), (select bit_xor({RowHash(tables)}) from b.changed)"
        );

        var times = await InTurnAsync(
            new()
            {
                ["hash"] = () => QueryAsync(session, hash, cancellation),
                ["bucket"] = () => ours.DiffAsync("changed", ["id"], GreenRows.Changed, cancellation),
                ["untested"] = () =>
                    ours.DiffAsync("changed", ["id"], GreenRows.Changed, cancellation, isTested: false),
                ["nokey"] = () => ours.DiffAsync("changed", [], GreenRows.Changed, cancellation),
            }
        );
        Measure.Print($"{what}, key without index", times["bucket"], "cheapest row hash of both", times["hash"], 1.5);
        Note($"{what}, key without index or test", times["untested"], "cheapest row hash of both", times["hash"]);
        Measure.Print($"{what}, no key", times["nokey"], "cheapest row hash of both", times["hash"], 2);

        await ExecuteAsync(
            session,
            [
                "alter table a.t add primary key (id)",
                "alter table b.identical add primary key (id)",
                "alter table b.changed add primary key (id)",
                "alter table b.tail add primary key (id)",
                "alter table b.shuffled add primary key (id)",
                "vacuum analyze",
            ],
            cancellation
        );
        var (join, except) = (Sql.Raw(FullJoin(tables)), Sql.Raw(Except(tables)));
        times = await InTurnAsync(
            new()
            {
                ["count"] = () => QueryAsync(session, count, cancellation),
                ["hash"] = () => QueryAsync(session, hash, cancellation),
                ["changed"] = () => ours.DiffAsync("changed", ["id"], GreenRows.Changed, cancellation),
                ["identical"] = () => ours.DiffAsync("identical", ["id"], GreenRows.Identical, cancellation),
                ["tail"] = () => ours.DiffAsync("tail", ["id"], GreenRows.Tail, cancellation),
                ["shuffled"] = () => ours.DiffAsync("shuffled", ["id"], GreenRows.Changed, cancellation),
                ["statistics"] = () =>
                    ours.DiffAsync("changed", ["id"], GreenRows.Changed, cancellation, withStatistics: true),
                ["join"] = () => QueryAsync(session, join, cancellation),
                ["except"] = () => QueryAsync(session, except, cancellation),
            }
        );
        Measure.Print($"{what}, key indexed", times["changed"], "count(*) of both", times["count"], goal);
        Measure.Print($"{what}, identical", times["identical"], "count(*) of both", times["count"], goal);
        Measure.Print($"{what}, changed in the tail", times["tail"], "count(*) of both", times["count"], goal);
        Measure.Print($"{what}, shuffled", times["shuffled"], "cheapest row hash of both", times["hash"], 1.7);
        Measure.Print($"{what}, with statistics", times["statistics"], "without", times["changed"], 2);
        // At least 3 and 8 times as fast is demanded of 10M rows.
        Compare(
            $"{what}, key indexed",
            times["changed"],
            "full join with IS DISTINCT FROM",
            times["join"],
            rows >= 10_000_000 ? 1.0 / 3 : null
        );
        Compare(
            $"{what}, key indexed",
            times["changed"],
            "EXCEPT both ways",
            times["except"],
            rows >= 10_000_000 ? 1.0 / 8 : null
        );
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"memory of this process at its peak: {process.PeakWorkingSet64 >> 20} MB, goal 150 (it has "
                    + $"no engine in it so far as DuckDB has not run)"
            )
        );
    }

    private static async Task DuckDbAsync(long rows, int columns, CancellationToken cancellation)
    {
        using var folder = new TempFolder();
        await using var warehouse = new DuckDbWarehouse(folder["d.duckdb"], TimeProvider.System);
        await using var session = await warehouse.OpenAsync(cancellation);
        var tables = await CreateAsync(warehouse, session, rows, columns, cancellation);
        var what = string.Create(CultureInfo.InvariantCulture, $"DuckDB {rows / 1_000_000}M x {columns}");
        var ours = new Ours(warehouse, session, tables);
        foreach (
            var (name, green) in new[]
            {
                ("changed", GreenRows.Changed),
                ("identical", GreenRows.Identical),
                ("tail", GreenRows.Tail),
                ("shuffled", GreenRows.Changed),
            }
        )
        {
            var times = await InTurnAsync(
                new()
                {
                    ["ours"] = () => ours.DiffAsync(name, ["id"], green, cancellation),
                    ["full join"] = () => QueryAsync(session, Sql.Raw(FullJoin(tables, name)), cancellation),
                    ["checksums by hand"] = () => ByHandAsync(session, tables, name, cancellation),
                    ["EXCEPT both ways"] = () => QueryAsync(session, Sql.Raw(Except(tables, name)), cancellation),
                }
            );
            var best = times.Where(pair => pair.Key != "ours").MinBy(pair => pair.Value);
            Measure.Print($"{what}, {name}", times["ours"], $"its fastest of three, {best.Key}", best.Value, 1.3);
        }
        var whole = await InTurnAsync(
            new()
            {
                ["nokey"] = () => ours.DiffAsync("changed", [], GreenRows.Changed, cancellation),
                ["untested"] = () =>
                    ours.DiffAsync("changed", ["id"], GreenRows.Changed, cancellation, isTested: false),
                ["statistics"] = () =>
                    ours.DiffAsync("changed", ["id"], GreenRows.Changed, cancellation, withStatistics: true),
                ["changed"] = () => ours.DiffAsync("changed", ["id"], GreenRows.Changed, cancellation),
                ["except"] = () => QueryAsync(session, Sql.Raw(Except(tables)), cancellation),
            }
        );
        Compare($"{what}, no key", whole["nokey"], "EXCEPT both ways", whole["except"], 1.3);
        Measure.Print($"{what}, with statistics", whole["statistics"], "without", whole["changed"], 2);
        Note($"{what}, key not tested", whole["untested"], "tested", whole["changed"]);
    }

    private static async Task<DiffTables> CreateAsync(
        Warehouse warehouse,
        WarehouseSession session,
        long rows,
        int columns,
        CancellationToken cancellation
    )
    {
        var tables = new DiffTables(warehouse, session, rows, columns);
        await ExecuteAsync(session, ["create schema a", "create schema b"], cancellation);
        await tables.CreateAsync("a.t", null, false, cancellation);
        await tables.CreateAsync("b.identical", GreenRows.Identical, false, cancellation);
        await tables.CreateAsync("b.changed", GreenRows.Changed, false, cancellation);
        await tables.CreateAsync("b.tail", GreenRows.Tail, false, cancellation);
        await tables.CreateAsync("b.shuffled", GreenRows.Changed, true, cancellation);
        return tables;
    }

    /// <summary>
    /// Medians, the works run in turn so that all see the same machine; a first round warms the caches.
    /// </summary>
    private static async Task<Dictionary<string, double>> InTurnAsync(Dictionary<string, Func<Task>> works)
    {
        var times = works.Keys.ToDictionary(name => name, _ => new List<double>());
        for (var run = 0; run <= Runs; run++)
        {
            foreach (var (name, work) in works)
            {
                var began = Stopwatch.GetTimestamp();
                await work();
                if (run > 0)
                    times[name].Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
        }
        return times.ToDictionary(pair => pair.Key, pair => Measure.Median(pair.Value));
    }

    private static Task<IReadOnlyList<int>> QueryAsync(
        WarehouseSession session,
        Sql sql,
        CancellationToken cancellation
    ) => session.QueryAsync(sql, row => row.FieldCount, cancellation);

    private static async Task ExecuteAsync(
        WarehouseSession session,
        IEnumerable<string> statements,
        CancellationToken cancellation
    )
    {
        foreach (var statement in statements)
            await session.ExecuteAsync(Sql.Raw(statement), cancellation);
    }

    /// <summary>
    /// The server's hash function of each column, combined by XOR: the cheapest that sees every column.
    /// </summary>
    private static string RowHash(DiffTables tables) =>
        string.Join(
            " # ",
            tables
                .Values.Select(
                    (column, index) =>
                        (index % 9) switch
                        {
                            <= 3 => $"hashint4extended({column}, {index})",
                            4 => $"hashtextextended({column}, {index})",
                            5 => $"coalesce(hashtextextended({column}, {index}), 1)",
                            6 => $"hash_numeric_extended({column}, {index})",
                            7 => $"coalesce(hash_numeric_extended({column}, {index}), 1)",
                            _ => $"coalesce(hashfloat8extended(date_part('epoch', {column}), {index}), 1)",
                        }
                )
                .Prepend("hashint8extended(0, id)")
        );

    private static string FullJoin(DiffTables tables, string green = "changed") =>
        $"select count(*) from a.t x full join b.{green} y on x.id = y.id where x.id is null or y.id is null "
        + $"or {string.Join(" or ", tables.Values.Select(column => $"x.{column} is distinct from y.{column}"))}";

    private static string Except(DiffTables tables, string green = "changed")
    {
        var columns = string.Join(", ", tables.Values.Prepend("id"));
        return $"select count(*) from ((select {columns} from a.t except select {columns} from b.{green}) union "
            + $"all (select {columns} from b.{green} except select {columns} from a.t)) e";
    }

    /// <summary>
    /// What an expert would write on DuckDB: hashes of ranges of the key, then the rows of those that differ.
    /// </summary>
    private static async Task ByHandAsync(
        WarehouseSession session,
        DiffTables tables,
        string green,
        CancellationToken cancellation
    )
    {
        var columns = string.Join(", ", tables.Values.Prepend("id"));
        string Sums(string table) =>
            $"(select id >> 8 as part, count(*) as n, bit_xor(hash(hash({columns}))) as h from {table} group by 1)";
        var parts = await session.QueryAsync(
            Sql.Raw(
                $"select part from {Sums("a.t")} x full join {Sums($"b.{green}")} y using (part) where x.n is "
                    + $"distinct from y.n or x.h is distinct from y.h"
            ),
            row => row.GetInt64(0),
            cancellation
        );
        if (parts.Count == 0)
            return;
        var among = $"where id >> 8 in (select unnest([{string.Join(",", parts)}]::bigint[]))";
        await QueryAsync(
            session,
            Sql.Raw(
                $"select count(*) from (select * from a.t {among}) x full join (select * from b.{green} "
                    + $"{among}) y on x.id = y.id where x.id is null or y.id is null or "
                    + string.Join(" or ", tables.Values.Select(column => $"x.{column} is distinct from y.{column}"))
            ),
            cancellation
        );
    }

    private static void Note(string what, double seconds, string baseline, double baselineSeconds) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {seconds * 1000:0} ms; {baseline}: {baselineSeconds * 1000:0} ms; ratio "
                    + $"{seconds / baselineSeconds:0.00}"
            )
        );

    private static void Compare(string what, double seconds, string baseline, double baselineSeconds, double? goal)
    {
        if (goal is { } most)
            Measure.Print(what, seconds, baseline, baselineSeconds, most);
        else
            Note(what, seconds, baseline, baselineSeconds);
    }

    /// <summary>The product's diff with samples, its answer checked.</summary>
    private sealed class Ours(Warehouse warehouse, WarehouseSession session, DiffTables tables)
    {
        public async Task DiffAsync(
            string green,
            IReadOnlyList<string> key,
            GreenRows expected,
            CancellationToken cancellation,
            bool withStatistics = false,
            bool isTested = true
        )
        {
            var relations = await warehouse.ReadRelationsAsync(session, ["a", "b"], cancellation);
            var diff = await new RelationComparer(warehouse.Dialect).CompareAsync(
                session,
                green,
                relations.Single(relation => relation.Name.Name == "t"),
                relations.Single(relation => relation.Name.Name == green),
                new DiffOptions
                {
                    Key = key,
                    KeyIsTested = isTested,
                    Samples = 5,
                    Statistics = withStatistics,
                },
                cancellation
            );
            var edge = expected == GreenRows.Identical ? 0 : 100;
            var changed = expected == GreenRows.Identical ? 0 : tables.ChangedRows;
            if (key.Count == 0)
                (edge, changed) = ((int)(edge + changed), 0);
            if (
                Math.Abs(diff.Added - edge) > 1
                || Math.Abs(diff.Removed - edge) > 1
                || Math.Abs(diff.Changed - changed) > 1
            )
                throw new InvalidOperationException(
                    $"{green}: {diff.Added} added, {diff.Removed} removed, {diff.Changed} changed; "
                        + diff.Plan!.Explain()
                );
            if (_shown.Add((green, key.Count)))
                Console.WriteLine($"  {green}: {diff.Plan!.Name}, {diff.TempBytes >> 20} MB of temporary files");
        }

        private readonly HashSet<(string, int)> _shown = [];
    }
}
