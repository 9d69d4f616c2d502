using System.Globalization;
using CsCheck;
using DataRelease.Diffs;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>
/// Tables of many pages whose rows lie in the order of their key, more or less: parts by page find what one full join
/// finds. <c>DATARELEASE_TEST_CASES</c> sets how many, <c>DATARELEASE_TEST_SEED</c> which.
/// </summary>
public sealed class PageRangesTests() : WarehouseSuite(Engine.Postgres)
{
    private const int CasesByDefault = 8;

    /// <summary>What can be done to green or blue; {0} is the table, {1} and {2} keys.</summary>
    private static readonly string[] _edits =
    [
        "delete from {0} where id between {1} and {1} + 300",
        "delete from {0} where id % 7 = 3 and id > {1}",
        "update {0} set n = n + 1 where id = {1}",
        "update {0} set t = null where id between {1} and {1} + 40",
        "update {0} set id = -id where id = {1}",
        "insert into {0} select {1}, n, t from {0} where id = {2}",
        "insert into {0} select id, n, t from {0} where id between {1} and {1} + 20",
        "insert into {0} select id, n + 1, t from {0} where id between {1} and {1} + 5",
        "insert into {0} values (null, 1, 'x'), (null, 1, 'x')",
        "insert into {0} select 100000 + g, g, 'new' from generate_series(1, 500) g",
        "update {0} set id = case id when {1} then {2} else {1} end where id in ({1}, {2})",
    ];

    /// <summary>Keys of other types that lie in the order of the number; null for the number as it stands.</summary>
    private static readonly string?[] _keys =
    [
        null,
        null,
        null,
        "lpad((id + 200000)::text, 8, '0') as id",
        "timestamptz '2026-01-01' + id * interval '1 second' as id",
        "lpad(to_hex(id + 200000), 32, '0')::uuid as id",
        "id::numeric as id",
        "id / 100 as id, lpad((id % 100)::text, 3, '0') as id2",
    ];

    [Fact]
    public async Task Parts_by_page_find_what_one_join_finds()
    {
        await ExecuteAsync("create schema a", "create schema b");
        var cases = int.TryParse(
            Environment.GetEnvironmentVariable("DATARELEASE_TEST_CASES"),
            CultureInfo.InvariantCulture,
            out var wanted
        )
            ? wanted
            : CasesByDefault;
        var seed = Environment.GetEnvironmentVariable("DATARELEASE_TEST_SEED") is { Length: > 0 } given
            ? given
            : "0000PgRngs02";
        var edit = Gen.Select(
            Gen.Int[0, _edits.Length - 1],
            Gen.Bool,
            Gen.Int[1, 9000],
            Gen.Int[1, 9000],
            (which, isGreen, one, two) =>
                (
                    Schema: isGreen ? "b" : "a",
                    Statement: string.Format(
                        CultureInfo.InvariantCulture,
                        _edits[which],
                        isGreen ? "b.t" : "a.t",
                        one,
                        two
                    )
                )
        );
        var kept = 0;
        await Gen.Select(
                edit.Array[0, 4],
                edit.Array[0, 4],
                Gen.Bool,
                Gen.Bool,
                Gen.Int[0, _keys.Length - 1].Select(which => _keys[which])
            )
            .SampleAsync(
                async (before, after, isTested, isSorted, typed) =>
                {
                    await ExecuteAsync(
                        "drop table if exists a.t",
                        "drop table if exists b.t",
                        "create table a.t as select g::bigint as id, g % 11 as n, 'some text that makes the "
                            + "rows wider ' || g as t from generate_series(1, 9000) g order by g"
                    );
                    // Done before the copy, an edit changes both sides and where rows lie; after it, one.
                    foreach (var (_, statement) in before)
                        await ExecuteAsync(statement.Replace("b.t", "a.t", StringComparison.Ordinal));
                    await ExecuteAsync("create table b.t as select * from a.t order by id");
                    foreach (var (_, statement) in after)
                        await ExecuteAsync(statement);
                    // Then rows that share a key lie beside each other.
                    if (isSorted)
                        await ExecuteAsync(
                            "create table b.sorted as select * from b.t order by id",
                            "drop table b.t",
                            "alter table b.sorted rename to t"
                        );
                    foreach (var schema in typed is null ? [] : new[] { "a", "b" })
                        await ExecuteAsync(
                            $"create table {schema}.typed as select {typed}, n, t from {schema}.t",
                            $"drop table {schema}.t",
                            $"alter table {schema}.typed rename to t"
                        );
                    string[] key =
                        typed is not null && typed.Contains("id2", StringComparison.Ordinal) ? ["id", "id2"] : ["id"];
                    var relations = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);
                    Task<RelationDiff> CompareAsync(DiffStrategy strategy) =>
                        new RelationComparer(Warehouse.Dialect).CompareAsync(
                            Session,
                            "t",
                            relations[0],
                            relations[1],
                            new DiffOptions
                            {
                                Key = key,
                                KeyIsTested = isTested,
                                Samples = 5,
                                Statistics = true,
                                Strategy = strategy,
                            },
                            Cancellation
                        );

                    var (pages, join) = (
                        await CompareAsync(DiffStrategy.PageRanges),
                        await CompareAsync(DiffStrategy.FullJoin)
                    );

                    if (pages.Plan!.Strategy == DiffStrategy.PageRanges)
                        kept++;
                    (pages.Added, pages.Removed, pages.Changed, pages.BlueRows, pages.GreenRows).ShouldBe(
                        (join.Added, join.Removed, join.Changed, join.BlueRows, join.GreenRows)
                    );
                    pages
                        .ChangedByColumn.OrderBy(pair => pair.Key)
                        .ShouldBe(join.ChangedByColumn.OrderBy(pair => pair.Key));
                    pages
                        .Samples.Select(sample => (sample.Kind, string.Join('/', sample.Key.Values)))
                        .ShouldBe(join.Samples.Select(sample => (sample.Kind, string.Join('/', sample.Key.Values))));
                    pages.Statistics.ShouldBe(join.Statistics);
                    // A test that claims too much spares the search for keys that rows share in rows that are equal.
                    if (!isTested)
                        (pages.AmbiguousRows, pages.KeyProblems).ShouldBe((join.AmbiguousRows, join.KeyProblems));
                },
                seed: seed,
                iter: cases,
                threads: 1
            );
        kept.ShouldBeGreaterThan(0);
    }

    /// <summary>
    /// Rows that share a key, on one side or both, beside each other or far apart; equal all of them.
    /// </summary>
    [Theory]
    [InlineData("order by id", "order by id, n", 21, 63)]
    [InlineData("order by id, n", "order by id", 21, 63)]
    [InlineData("", "", 0, 84)]
    public async Task Keys_that_rows_share_are_found(string blueOrder, string greenOrder, int surplus, int ambiguous)
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.rows as select g::bigint as id, g % 11 as n, 'some text that makes the rows "
                + "wider ' || g as t from generate_series(1, 9000) g order by g",
            "create table a.twice as select * from a.rows",
            "insert into a.twice select * from a.rows where id between 100 and 120",
            $"create table a.t as select * from {(blueOrder == "order by id" ? "a.rows" : "a.twice")} {blueOrder}",
            $"create table b.t as select * from {(greenOrder == "order by id" ? "a.rows" : "a.twice")} {greenOrder}"
        );
        var relations = (await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation))
            .Where(relation => relation.Name.Name == "t")
            .ToList();

        var diff = await new RelationComparer(Warehouse.Dialect).CompareAsync(
            Session,
            "t",
            relations[0],
            relations[1],
            new DiffOptions { Key = ["id"], Strategy = DiffStrategy.PageRanges },
            Cancellation
        );

        (diff.Added + diff.Removed, diff.Changed, diff.AmbiguousRows).ShouldBe((surplus, 0, ambiguous));
    }

    [Fact]
    public async Task Rows_that_moved_far_are_not_added_and_removed()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t as select g::bigint as id, 'some text that makes the rows wider ' || g as t "
                + "from generate_series(1, 50000) g order by g",
            "create table b.t as select * from a.t order by (id % 10000 = 0), id"
        );
        var relations = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);

        var diff = await new RelationComparer(Warehouse.Dialect).CompareAsync(
            Session,
            "t",
            relations[0],
            relations[1],
            new DiffOptions { Key = ["id"] },
            Cancellation
        );

        (diff.Plan!.Strategy, diff.IsEqual, diff.BlueRows, diff.GreenRows).ShouldBe(
            (DiffStrategy.PageRanges, true, 50000, 50000)
        );
    }

    [Theory]
    [InlineData("g / 20")]
    [InlineData("case when g between 10000 and 20000 then 10000 else g end")]
    public async Task A_key_that_many_rows_share_is_not_joined_part_by_part(string key)
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            $"create table a.t as select ({key})::bigint as id, g as n, 'some text that makes the rows wider' "
                + $"as t from generate_series(1, 60000) g order by g",
            "create table b.t as select id, case when n = 15000 then 0 else n end as n, t from a.t"
        );
        var relations = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);

        var diff = await new RelationComparer(Warehouse.Dialect).CompareAsync(
            Session,
            "t",
            relations[0],
            relations[1],
            new DiffOptions { Key = ["id"] },
            Cancellation
        );

        diff.Plan!.Strategy.ShouldNotBe(DiffStrategy.PageRanges);
        (diff.Added, diff.Removed, diff.Changed).ShouldBe((1, 1, 0));
    }
}
