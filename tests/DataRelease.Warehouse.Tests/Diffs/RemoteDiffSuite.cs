using DataRelease.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>A diff across two databases says what a diff within one would say of the same rows.</summary>
public abstract class RemoteDiffSuite(Engine engine) : WarehouseSuite(engine)
{
    private readonly Engine _engine = engine;
    private WarehousePlace _elsewhere = null!;
    private WarehouseSession _other = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _elsewhere = await WarehousePlace.CreateAsync(_engine);
        _other = await _elsewhere.Warehouse.OpenAsync(Cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_other is not null)
            await _other.DisposeAsync();
        if (_elsewhere is not null)
            await _elsewhere.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Random_tables_differ_across_databases_as_they_do_within_one()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("DATARELEASE_TEST_SEED"), out var given)
            ? given
            : Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 25; round++)
        {
            var (blue, green) = (Rows(random), Rows(random));
            await ExecuteAsync(
                "drop schema if exists a cascade",
                "drop schema if exists b cascade",
                "create schema a",
                "create schema b",
                Create("a", blue),
                Create("b", green)
            );
            await OnOtherAsync("drop schema if exists a cascade", "create schema a", Create("a", blue));
            foreach (var key in new string[][] { ["k1"], ["k1", "k2"], [] })
            {
                var options = new DiffOptions
                {
                    Key = key,
                    Samples = 50,
                    Tolerances = new Dictionary<string, DiffTolerance> { ["n"] = new(1m, null) },
                };

                var within = await new RelationComparer(Warehouse.Dialect).CompareAsync(
                    Session,
                    "t",
                    await SideAsync(Session, Warehouse, "a"),
                    await SideAsync(Session, Warehouse, "b"),
                    options,
                    Cancellation
                );
                var across = await RemoteAsync(options);

                var why = $"seed {seed}, round {round}, key {string.Join(",", key)}";
                (across.BlueRows, across.GreenRows, across.Added, across.Removed, across.Changed).ShouldBe(
                    (within.BlueRows, within.GreenRows, within.Added, within.Removed, within.Changed),
                    why
                );
                across.ChangedByColumn.ShouldBe(within.ChangedByColumn, ignoreOrder: true, why);
                Texts(across).ShouldBe(Texts(within), ignoreOrder: true, why);
            }
        }
    }

    [Fact]
    public async Task Differing_rows_are_shown_in_key_order_with_what_was_before_and_after()
    {
        await OnOtherAsync(
            "create schema a",
            $"create table a.t as select i as id, 'v' || i as v, 'secret' || i as s from {Series(1, 1000)}"
        );
        await ExecuteAsync(
            "create schema b",
            $"create table b.t as select i as id, case when i % 100 = 0 then 'w' || i else 'v' || i end as v, "
                + $"case when i % 100 = 0 then 'x' else 'secret' || i end as s from {Series(3, 1002)}"
        );

        var diff = await RemoteAsync(
            new DiffOptions
            {
                Key = ["id"],
                Samples = 2,
                Sensitive = ["s"],
            }
        );

        (diff.Added, diff.Removed, diff.Changed, diff.Plan!.Name).ShouldBe((2, 2, 10, "remote-checksums"));
        diff.ChangedByColumn.ShouldBe(new Dictionary<string, long> { ["v"] = 10, ["s"] = 10 }, ignoreOrder: true);
        var changed = diff.Samples.Where(sample => sample.Kind == RowKind.Changed).ToList();
        changed.ConvertAll(sample => sample.Key["id"]).ShouldBe(["100", "200"]);
        (changed[0].Before["v"], changed[0].After["v"], changed[0].After["s"]).ShouldBe(("v100", "w100", "(hidden)"));
        diff.Samples.Where(sample => sample.Kind == RowKind.Removed)
            .Select(sample => sample.Key["id"])
            .ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Equal_tables_cross_the_network_as_checksums_only()
    {
        await OnOtherAsync(
            "create schema a",
            $"create table a.t as select i as id, 'v' || i as v from {Series(1, 5000)}"
        );
        await ExecuteAsync(
            "create schema b",
            $"create table b.t as select i as id, 'v' || i as v from {Series(1, 5000)}"
        );

        var diff = await RemoteAsync(new DiffOptions { Key = ["id"], Samples = 5 });

        diff.IsEqual.ShouldBeTrue();
        diff.GreenRows.ShouldBe(5000);
        Place.Statements.Count(statement => statement.Contains("order by part", StringComparison.Ordinal)).ShouldBe(0);
    }

    [Fact]
    public async Task More_changes_than_are_asked_for_by_name_are_counted_all()
    {
        await OnOtherAsync(
            "create schema a",
            $"create table a.t as select i as id, i as x, i as y from {Series(1, 30000)}"
        );
        await ExecuteAsync(
            "create schema b",
            $"create table b.t as select i as id, i + 1 as x, case when i % 3 = 0 then 0 else i end as y from "
                + Series(1, 30000)
        );

        var diff = await RemoteAsync(
            new DiffOptions
            {
                Key = ["id"],
                Samples = 1,
                Statistics = true,
            }
        );

        diff.Changed.ShouldBe(30000);
        diff.ChangedByColumn.ShouldBe(new Dictionary<string, long> { ["x"] = 30000, ["y"] = 10000 }, ignoreOrder: true);
        diff.Statistics.Single(column => column.Column == "x").Green.Max.ShouldBe("30001");
    }

    [Fact]
    public async Task The_database_that_refuses_is_the_one_whose_error_is_told()
    {
        await OnOtherAsync(
            "create schema a",
            $"create table a.t as select i as id, 1 as only_here from {Series(1, 10)}"
        );
        await ExecuteAsync("create schema b", $"create table b.t as select i as id from {Series(1, 10)}");

        var error = await Should.ThrowAsync<System.Data.Common.DbException>(() =>
            RemoteAsync(new DiffOptions { Key = ["id"], Where = Sql.Raw("only_here = 1") })
        );

        error.Message.ShouldContain("only_here");
        (await Session.ScalarAsync($"select 1", Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task A_query_is_a_side_too()
    {
        await OnOtherAsync("create schema a", $"create table a.t as select i as id, i * 2 as x from {Series(1, 100)}");

        var query = await DiffSide.OfQueryAsync(
            Session,
            "query",
            Sql.Raw($"select i as id, i + i as x from {Series(1, 101)}"),
            Cancellation
        );
        var diff = await new RemoteComparer().CompareAsync(
            "t",
            new RemoteSide(_other, await SideAsync(_other, _elsewhere.Warehouse, "a")),
            new RemoteSide(Session, query),
            new DiffOptions { Key = ["id"] },
            Cancellation
        );

        (diff.Added, diff.Removed, diff.Changed).ShouldBe((1, 0, 0));
    }

    /// <summary>Numbers from and to, as a table <c>g(i)</c>.</summary>
    private static string Series(int from, int to) => $"generate_series({from}, {to}) as g(i)";

    private async Task<RelationDiff> RemoteAsync(DiffOptions options) =>
        await new RemoteComparer().CompareAsync(
            "t",
            new RemoteSide(_other, await SideAsync(_other, _elsewhere.Warehouse, "a")),
            new RemoteSide(Session, await SideAsync(Session, Warehouse, "b")),
            options,
            Cancellation
        );

    private static async Task<DiffSide> SideAsync(
        WarehouseSession session,
        Warehouses.Warehouse warehouse,
        string schema
    ) =>
        DiffSide.Of(
            (await warehouse.ReadRelationsAsync(session, [schema], Cancellation)).Single(relation =>
                relation.Name.Name == "t"
            )
        );

    private async Task OnOtherAsync(params IEnumerable<string> statements)
    {
        foreach (var statement in statements)
            await _other.ExecuteAsync(Sql.Raw(statement), Cancellation);
    }

    private static List<string> Rows(Random random)
    {
        string Some(params string[] values) => values[random.Next(values.Length)];
        return
        [
            .. Enumerable
                .Range(0, random.Next(40))
                .Select(_ =>
                    $"({Some("null", "1", "2", "3", "4", "5", "6", "7")}, {random.Next(3)}, "
                    + $"{Some("null", "''", "'x'", "'x '", "'1|2'")}, "
                    + $"{Some("null", "0", "1.00", "2", "2.5", "-1")})"
                ),
        ];
    }

    private static string Create(string schema, List<string> rows) =>
        $"create table {schema}.t as select cast(k1 as integer) as k1, cast(k2 as integer) as k2, cast(x as "
        + $"varchar) as x, cast(n as decimal(10,2)) as n from (values "
        + $"{string.Join(", ", rows.Append("(0, 0, 'end', 0)"))}) v(k1, k2, x, n)";

    private static List<string> Texts(RelationDiff diff) =>
        [
            .. diff.Samples.Select(sample =>
                $"{sample.Kind.Word()} {Text(sample.Key)} {Text(sample.Before)} {Text(sample.After)}"
            ),
        ];

    private static string Text(IReadOnlyDictionary<string, string?> values) =>
        string.Join(
            ",",
            values
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => $"{pair.Key}={pair.Value ?? "null"}")
        );
}

public sealed class DuckDbRemoteDiffTests() : RemoteDiffSuite(Engine.DuckDb);

public sealed class PostgresRemoteDiffTests() : RemoteDiffSuite(Engine.Postgres);
