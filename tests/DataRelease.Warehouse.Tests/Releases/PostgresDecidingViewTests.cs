using DataRelease.Postgres;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// Views that decide: what PostgreSQL makes of them, and that they are known again and nothing else is.
/// </summary>
public sealed class PostgresDecidingViewTests : PostgresReleaseSuite
{
    private static readonly PostgresSwapGrammar _grammar = new();
    private static readonly RelationName _live = new("analytics", "a");
    private static readonly RelationName _blue = new("Blue \"one\"", "a from b");
    private static readonly RelationName _green = new("green", "a");

    [Theory]
    [InlineData("prod")]
    [InlineData("it's")]
    [InlineData("""back\slash""")]
    [InlineData("two words, and (more) from \"x\"")]
    public async Task It_is_known_again_by_what_it_goes_by_and_what_it_shows(string environment)
    {
        await LedgerAsync(environment);
        var by = new Decider.Marker(new RelationName("data_release", "live"), environment);

        var read = await MakeAsync(by, "id int, amount int", "id int, amount int");

        read.ShouldNotBeNull().By.ShouldBe(by);
        read.Sides.ShouldBe(new Dictionary<int, RelationName> { [1] = _blue, [2] = _green }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("id int, gone text", "id int, fresh boolean")]
    [InlineData("id int, a numeric(10,2), b text", "b varchar(20), id bigint, a numeric(12,4)")]
    [InlineData("at timestamp(3) with time zone, t time, i interval day to second(2)", "at text, t text, i text")]
    [InlineData("a text[], \"a.b\" int, \"from\" int, \"as\" text", "\"as\" int, \"from\" text, a integer[]")]
    [InlineData("c \"char\", n name, \"data_release side\" int, \"null\" int", "c text, n text, \"null\" text")]
    [InlineData("""x "My schema"."Kind, of (it)" """, "x text")]
    [InlineData("b bit(3), v bit varying(5), d double precision", "b text, v text, d real")]
    public async Task Columns_of_every_kind_of_type_and_name_are_known_again(string blue, string green)
    {
        await LedgerAsync("prod");
        await Place.ExecuteAsync(
            """create schema "My schema" """,
            """create type "My schema"."Kind, of (it)" as enum ('a')"""
        );

        var read = await MakeAsync(Marker, blue, green);

        read.ShouldNotBeNull().Sides.Keys.ShouldBe([1, 2], ignoreOrder: true);
    }

    [Fact]
    public async Task The_row_repoints_it()
    {
        await LedgerAsync("prod");
        await MakeAsync(Marker, "id int", "id int", "1", "2");
        (await ReadAsync("select id from analytics.a")).ShouldBe(["1"]);

        await Place.ExecuteAsync("update data_release.live set number = 2");

        (await ReadAsync("select id from analytics.a")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_route_shows_each_principal_one_release_and_a_growing_share_only_adds_principals()
    {
        await LedgerAsync("prod");
        await Place.ExecuteAsync(
            "create table data_release.routes (environment text primary key, "
                + "blue int, green int, share int, salt text)",
            "create table data_release.exceptions (environment text, principal text, number int, "
                + "primary key (environment, principal))",
            "insert into data_release.routes values ('prod', 1, 2, 0, 'r2/')"
        );
        var route = new RouteView(
            new RelationName("data_release", "route_prod"),
            new RelationName("data_release", "routes"),
            new RelationName("data_release", "exceptions"),
            "prod",
            new Principal(PrincipalKind.Role, "", [])
        );
        await using (var session = await Place.Warehouse.OpenAsync(Cancellation))
            await session.ExecuteAsync(_grammar.CreateRoute(route), Cancellation);
        var by = new Decider.Route(route.View);

        var read = await MakeAsync(by, "id int", "id int", "1", "2");

        read.ShouldNotBeNull().By.ShouldBe(by);
        (await ReadAsync("select id from analytics.a")).ShouldBe(["1"]);
        await Place.ExecuteAsync("insert into data_release.exceptions values ('prod', session_user, 2)");
        (await ReadAsync("select id from analytics.a")).ShouldBe(["2"]);
        await Place.ExecuteAsync(
            "delete from data_release.exceptions",
            $"update data_release.routes set share = {RouteView.Whole}"
        );
        (await ReadAsync("select id from analytics.a")).ShouldBe(["2"]);
        await Place.ExecuteAsync("insert into data_release.exceptions values ('prod', session_user, 1)");
        (await ReadAsync("select id from analytics.a")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("limit 5")]
    [InlineData("and shown.id > 0")]
    [InlineData("or true")]
    [InlineData("order by 1")]
    [InlineData("union all select 3")]
    public async Task A_view_with_more_to_it_is_somebody_elses(string more)
    {
        await LedgerAsync("prod");
        await MakeAsync(Marker, "id int", "id int");
        var query = _grammar.CreateDeciding(View(Marker, "id", "integer"))!.Render(Place.Warehouse.Dialect).Text;

        await Place.ExecuteAsync($"{query} {more}");

        (await DefinitionAsync()).ShouldContain("data_release");
        _grammar.ReadDeciding(await DefinitionAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData(
        "select s.id * 2 as id from (select 1 as n, id from green.a union all select 2, id from green.a) s where "
            + "s.n = (select m.number from data_release.live m where m.environment = 'prod')"
    )]
    [InlineData(
        "select s.id from (select 1 as n, id * 2 as id from green.a union all select 2, id from green.a) s "
            + "where s.n = (select m.number from data_release.live m where m.environment = 'prod')"
    )]
    [InlineData(
        "select s.id from (select 1 as n, id from green.a union select 2, id from green.a) s where s.n = "
            + "(select m.number from data_release.live m where m.environment = 'prod')"
    )]
    [InlineData(
        "select s.id from (select 1 as n, id from green.a union all select 2, id from green.a) s where s.n = "
            + "(select m.previous from data_release.live m where m.environment = 'prod')"
    )]
    [InlineData(
        "select s.id from (select 1 as n, id from green.a union all select 2, id from green.a) s where s.n = "
            + "(select m.number from data_release.live m where m.environment = 'prod' limit 1)"
    )]
    [InlineData("select id from green.a")]
    public async Task A_view_that_looks_like_one_is_somebody_elses(string query)
    {
        await LedgerAsync("prod");
        await Place.ExecuteAsync("create schema green", "create table green.a (id int)", "create schema analytics");
        await Place.ExecuteAsync($"create view analytics.a as {query}");

        _grammar.ReadDeciding(await DefinitionAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task The_form_of_versions_before_is_known_again_too()
    {
        await LedgerAsync("prod");
        await Place.ExecuteAsync(
            "create schema analytics",
            "create schema green",
            "create table green.a (id int)",
            "create table green.b (id text)",
            """
            create view analytics.a as select id from green.a where (select number from data_release.live
            where environment = 'prod') = 1 union all select cast(cast(id as text) as int) as id from green.b
            where (select number from data_release.live where environment = 'prod') = 2
            """
        );

        var read = _grammar.ReadDeciding(await DefinitionAsync());

        read.ShouldNotBeNull().By.ShouldBe(Marker);
        read.Sides[2].ShouldBe(new RelationName("green", "b"));
    }

    [Fact]
    public async Task Indexes_of_both_tables_are_used_and_the_other_table_is_not_touched()
    {
        await LedgerAsync("prod");
        await MakeAsync(Marker, "id int primary key", "id int primary key");
        await Place.ExecuteAsync(
            "insert into \"Blue \"\"one\"\"\".\"a from b\" select generate_series(1, 20000)",
            "insert into green.a select generate_series(1, 20000)",
            "analyze"
        );

        var first = await PlanAsync("select id from analytics.a order by id limit 10");
        var greatest = await PlanAsync("select max(id) from analytics.a");
        var joined = await PlanAsync("select a.id from (values (1), (5), (7)) v(id) join analytics.a a on a.id = v.id");

        foreach (var plan in new[] { first, greatest, joined })
        {
            plan.ShouldContain("Index Only Scan");
            plan.ShouldContain("never executed");
            plan.ShouldNotContain("Seq Scan on a");
            plan.ShouldNotContain("Subquery Scan");
        }
    }

    private static Decider Marker => new Decider.Marker(new RelationName("data_release", "live"), "prod");

    private async Task LedgerAsync(string environment) =>
        await Place.ExecuteAsync(
            "create schema data_release",
            "create table data_release.live (environment text primary key, number int, previous int)",
            $"insert into data_release.live values ({Place.Warehouse.Dialect.Literal(environment)}, 1, 1)"
        );

    private static DecidingView View(Decider by, string name, string type)
    {
        CatalogColumn[] columns = [new(name, 1, type, true, null)];
        return new DecidingView(
            _live,
            columns,
            [],
            by,
            new DecidingSide(_blue, columns, 1),
            new DecidingSide(_green, columns, 2)
        );
    }

    /// <summary>Two tables and a view on them as the grammar writes it, read back.</summary>
    private async Task<DecidingText?> MakeAsync(
        Decider by,
        string blue,
        string green,
        string? blueRow = null,
        string? greenRow = null
    )
    {
        var dialect = Place.Warehouse.Dialect;
        await Place.ExecuteAsync(
            $"create schema {dialect.Quote(_blue.Schema)}",
            $"create schema {dialect.Quote(_green.Schema)}",
            $"create table {dialect.Quote(_blue)} ({blue})",
            $"create table {dialect.Quote(_green)} ({green})",
            "create schema analytics"
        );
        if (blueRow is not null)
            await Place.ExecuteAsync(
                $"insert into {dialect.Quote(_blue)} values ({blueRow})",
                $"insert into {dialect.Quote(_green)} values ({greenRow})"
            );
        await using var session = await Place.Warehouse.OpenAsync(Cancellation);
        var relations = await Place.Warehouse.ReadRelationsAsync(session, [_blue.Schema, _green.Schema], Cancellation);
        CatalogRelation Of(RelationName name) => relations.Single(relation => relation.Name == name);
        var view = new DecidingView(
            _live,
            Of(_blue).Columns,
            [],
            by,
            new DecidingSide(_blue, Of(_blue).Columns, 1),
            new DecidingSide(_green, Of(_green).Columns, 2)
        );
        await session.ExecuteAsync(_grammar.CreateDeciding(view)!, Cancellation);
        return _grammar.ReadDeciding(await DefinitionAsync());
    }

    private async Task<string> DefinitionAsync()
    {
        await using var session = await Place.Warehouse.OpenAsync(Cancellation);
        return (await Place.Warehouse.ReadViewDefinitionsAsync(session, ["analytics"], Cancellation))[_live];
    }

    private async Task<string> PlanAsync(string query) =>
        string.Join('\n', await ReadAsync($"explain (analyze, costs off, timing off, summary off) {query}"));
}
