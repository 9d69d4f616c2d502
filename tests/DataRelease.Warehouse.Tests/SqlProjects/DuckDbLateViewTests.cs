using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.SqlProjects;

/// <summary>A query of deep views has the rows that it has as it is written, and asks for each view once.</summary>
public sealed class DuckDbLateViewTests() : WarehouseSuite(Testing.Engines.Engine.DuckDb)
{
    [Theory]
    [InlineData("select count(*), sum(id) from s.top")]
    [InlineData("select top.id from s.top order by 1 desc limit 2")]
    [InlineData("select 'äöü s.top', t.id from \"s\" . \"TOP\" t, s.top where t.id = top.id order by all")]
    [InlineData("select * from (select id from s.top) top, s.base order by all -- don't")]
    [InlineData("with top as (select 7 as id) select (select count(*) from top), (select count(*) from s.top)")]
    [InlineData(
        "with recursive n as (select 1 as i union all select i + 1 from n where i < 3) "
            + "select i, count(*) from n, s.top group by i order by i"
    )]
    [InlineData("from s.top select max(id)")]
    [InlineData("select id, exists (select 1 from s.top x where x.id = b.id) from s.base b order by 1")]
    [InlineData("(select id from s.top) union all (select id from s.base) order by 1")]
    [InlineData("select 1 as \"dr 1\", count(*) as \"dr 2\" from s.top")]
    [InlineData("select \"a b\", never is null, letters, none from s.named order by all")]
    [InlineData("select count(*) from warehouse.s.top")]
    [InlineData("select s.top.id from s.top order by 1")]
    [InlineData("select count(*) from (pivot s.top on id using count(*))")]
    [InlineData("select i, id from (select * from s.top) q, lateral (select q.id + 1 as i) l order by 1")]
    public async Task It_has_the_rows_that_it_has_as_it_is_written(string query)
    {
        await MakeAsync();

        var found = await RowsAsync(query);

        IReadOnlyList<string> written = [];
        await Session.AsWrittenAsync(async () => written = await RowsAsync(query));
        found.ShouldBe(written);
        written.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Each_view_is_named_once()
    {
        await MakeAsync();

        await RowsAsync("select count(*) from s.top");

        var ran = Place.Statements[^1];
        ran.ShouldStartWith("with \"dr 1\"");
        ran.ShouldNotContain("s.v3 ");
        ran.ShouldEndWith("from \"dr 9\" as \"top\"");
    }

    [Fact]
    public async Task What_may_have_other_rows_each_time_is_written_out()
    {
        await MakeAsync();
        await ExecuteAsync(
            "create macro s.dice(x) as x + random()",
            "create view s.mixed as select id, s.dice(1) as d from s.top",
            "create view s.above as select a.d - b.d as d from s.mixed a join s.mixed b using (id)",
            "create view s.some as select id from s.top using sample 1 rows"
        );

        await RowsAsync("select count(*) from s.above");
        Place.Statements[^1].ShouldContain("s.above");
        (await RowsAsync("select count(*) from s.above where d <> 0")).ShouldBe(["3"]);
        await RowsAsync("select count(*) from s.some");
        Place.Statements[^1].ShouldContain("s.some");
    }

    [Fact]
    public async Task A_view_upon_deep_ones_is_made_as_it_is_written()
    {
        await MakeAsync();
        await ExecuteAsync(
            "comment on view s.named is 'kept'",
            "create view s.last as select t.id, n.* from s.top t join s.named n on t.id = n.\"a b\""
        );

        Place.Statements.ShouldContain("alter view \"s\".\"top\" rename to \"top aside\"");
        (
            await RowsAsync(
                "select view_name, comment from duckdb_views() where schema_name = 's' and comment is not null"
            )
        ).ShouldBe(["named|kept"]);
        (await RowsAsync("select count(*) from duckdb_views() where view_name like '% aside'")).ShouldBe(["0"]);
        (await RowsAsync("select sql from duckdb_views() where view_name = 'last'")).ShouldBe([
            "CREATE VIEW s.\"last\" AS SELECT t.id, n.* FROM s.top AS t INNER JOIN s.named AS n "
                + "ON ((t.id = n.\"a b\"));",
        ]);
        // DuckDB compares the columns that a view had when it was made with those that it has when it is read.
        IReadOnlyList<string> written = [];
        await Session.AsWrittenAsync(async () =>
            written = await RowsAsync("select id, letters from s.last order by 1")
        );
        written.ShouldBe(["1|a", "2|a", "3|a"]);
    }

    [Fact]
    public async Task A_view_that_fails_leaves_those_below_in_their_place()
    {
        await MakeAsync();

        await Should.ThrowAsync<System.Data.Common.DbException>(() =>
            ExecuteAsync("create view s.wrong as select nothing from s.top")
        );

        (await RowsAsync("select count(*) from s.top")).ShouldBe(["3"]);
        (
            await RowsAsync(
                "select view_name from duckdb_views() where view_name like '%aside%' or view_name = 'wrong'"
            )
        ).ShouldBeEmpty();
    }

    private async Task MakeAsync()
    {
        await ExecuteAsync(
            "create schema s",
            "create table s.base as select unnest([1, 2, 3]) as id",
            "create view s.v0 as select id from s.base"
        );
        for (var layer = 1; layer < 8; layer++)
            await ExecuteAsync(
                $"create view s.v{layer} as select a.id from s.v{layer - 1} a, s.v{layer - 1} "
                    + $"where a.id = v{layer - 1}.id"
            );
        await ExecuteAsync(
            "create view s.top as with top as (select id from s.v7) select id from top -- it's the last",
            "create view s.named (\"a b\", never, letters, none) as "
                + "select id, null, 'a' collate nocase, [] from s.top"
        );
    }

    private Task<IReadOnlyList<string>> RowsAsync(string query) =>
        Session.QueryAsync(
            Sql.Raw(query),
            row =>
                string.Join(
                    "|",
                    Enumerable.Range(0, row.FieldCount).Select(at => row.IsDBNull(at) ? "null" : $"{row.GetValue(at)}")
                ),
            Cancellation
        );
}
