using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// A build that names live, or another release, where it means its own relation; every engine says so itself.
/// </summary>
public abstract class LiveReadSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    private bool _isSql;

    [Theory]
    [InlineData("select id from analytics.orders")]
    [InlineData("select id from \"analytics\" . \"orders\" o")]
    [InlineData("select ID from ANALYTICS.ORDERS")]
    [InlineData("with orders as (select 7 as id) select o.id from orders join analytics.orders o on true")]
    [InlineData("with a as (with b as (select * from analytics.orders) select * from b) select id from a")]
    [InlineData("select 1 as id where exists (select 1 from analytics.orders)")]
    [InlineData("select (select max(id) from analytics.orders) as id")]
    [InlineData("select 1 as id union all select id from analytics.orders -- the last word")]
    [InlineData(
        "select a.id, b.id as id2 from {green}.orders a left join lateral (select * from analytics.orders) b on true"
    )]
    public async Task A_name_of_live_in_any_place_of_a_query_is_refused(string query)
    {
        await ReleaseAsync(With(1));
        foreach (var materialized in new[] { "table", "view", "incremental" })
        {
            With(2);
            Project.With("top", query, materialized);

            var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

            report.Error.ShouldNotBeNull($"{materialized}: {query}").Code.ShouldBe(ErrorCode.LiveRead);
            report.ExitCode.ShouldBe(ExitCode.Refused);
            report.Problems.ShouldHaveSingleItem().Message.ShouldBe("top reads analytics.orders, which is live");
            (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
            (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("select 'analytics.orders' as id")]
    [InlineData("select 1 as id -- from analytics.orders")]
    [InlineData("with analytics as (select 1 as orders) select analytics.orders as id from analytics")]
    [InlineData("with orders as (select 1 as id) select id from orders")]
    [InlineData("select id from analytics.of_others")]
    [InlineData("select id from {green}.orders")]
    public async Task What_only_looks_like_it_and_what_is_anothers_in_the_same_schema_is_read(string query)
    {
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync("create table analytics.of_others as select 5 as id");
        With(2);
        Project.With("top", query);

        await ReleaseAsync();
    }

    [Fact]
    public async Task Another_releases_schema_is_refused_and_a_number_that_only_begins_alike_is_not()
    {
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync("create schema analytics__r17");
        await Place.ExecuteAsync("create table analytics__r17.t as select 5 as id");
        With(2);
        Project.With("top", "select id from analytics__r17.t");
        await ReleaseAsync();
        Project.With("top", "select id from analytics__r1.orders");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.LiveRead);
        report.Error.Message.ShouldContain("top reads analytics__r1.orders, which is another release's");
    }

    [Fact]
    public async Task A_read_through_views_of_others_is_refused_by_the_views_name()
    {
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync("create schema reporting");
        await Place.ExecuteAsync("create view reporting.inner_one as select id from analytics.orders");
        await Place.ExecuteAsync("create view reporting.outer_one as select id from reporting.inner_one");
        await Place.ExecuteAsync("create view reporting.harmless as select 1 as id");
        With(2);
        Project.With("top", "select h.id from reporting.harmless h, reporting.outer_one o");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.LiveRead);
        report
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldBe(
                "top reads reporting.outer_one, a view or function that reads analytics.orders, which is live"
            );
    }

    /// <summary>Functions in <c>reporting</c> that read <c>analytics.orders</c>, and how each is called.</summary>
    protected abstract IReadOnlyList<(string Function, string Call)> Reading { get; }

    /// <summary>A function that only names it in a text or a comment, and its call.</summary>
    protected abstract (string Function, string Call) Harmless { get; }

    [Fact]
    public async Task A_read_through_a_function_is_refused_by_the_functions_name()
    {
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync("create schema reporting");
        await Place.ExecuteAsync(Harmless.Function);
        foreach (var (function, call) in Reading)
        {
            await ExecuteWholeAsync(function);
            foreach (var materialized in new[] { "table", "view" })
            {
                With(2);
                Project.With("top", call, materialized);

                var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

                report.Error.ShouldNotBeNull($"{materialized}: {function}").Code.ShouldBe(ErrorCode.LiveRead);
                report
                    .Problems.ShouldHaveSingleItem()
                    .Message.ShouldEndWith(", a view or function that reads analytics.orders, which is live");
                (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
            }
        }
        Project.With("top", Harmless.Call);
        await ReleaseAsync(With(2));
    }

    /// <summary>Queries that hand on a text which reads <c>analytics.orders</c> and is run.</summary>
    protected abstract IReadOnlyList<string> RunningTexts { get; }

    /// <summary>Queries with a text that nothing runs, or that reads what is not live.</summary>
    protected abstract IReadOnlyList<string> HarmlessTexts { get; }

    [Fact]
    public async Task A_text_that_a_query_has_run_is_read_as_the_query_is()
    {
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync("create schema reporting", "create table reporting.mine as select 3 as id");
        await PrepareTextsAsync();
        foreach (var query in RunningTexts)
        {
            foreach (var materialized in new[] { "table", "view" })
            {
                With(2);
                Project.With("top", query, materialized);

                var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

                report.Error.ShouldNotBeNull($"{materialized}: {query}").Code.ShouldBe(ErrorCode.LiveRead, query);
                report.Problems.ShouldHaveSingleItem().Message.ShouldStartWith("top reads ");
                (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
            }
        }
        With(2);
        foreach (var (query, at) in HarmlessTexts.Select((query, at) => (query, at)))
            Project.With($"harmless{at}", query);
        Project.Without("top");
        await ReleaseAsync();
    }

    /// <summary>Makes what <see cref="RunningTexts"/> need.</summary>
    protected virtual Task PrepareTextsAsync() => Task.CompletedTask;

    /// <summary>Runs one statement that the driver is not to split.</summary>
    protected virtual Task ExecuteWholeAsync(string statement) => Place.ExecuteAsync(statement);

    [Fact]
    public async Task A_relation_that_left_the_project_is_live_still()
    {
        Project.With("orders", "select 1 as id").With("old", "select 5 as id");
        await ReleaseAsync();
        Project.Without("old").With("top", "select id from analytics.old");

        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.LiveRead);
    }

    [Fact]
    public async Task A_partial_build_reads_what_it_leaves_out_where_blue_has_it()
    {
        await ReleaseAsync(With(1));
        Project.With("top", "select id from analytics__r1.orders");

        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["top"] } });

        (await ReadAsync("select id from analytics.top")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_file_of_a_sql_project_is_named_with_its_line_tests_too()
    {
        _isSql = true;
        Write("models/orders.sql", "select 1 as id");
        await ReleaseAsync();
        Write(
            "models/top.sql",
            "-- materialized: table\nselect id\nfrom $schema$.orders\njoin analytics.orders using (id)"
        );
        Write("tests/same.sql", "select * from $schema$.orders\nexcept\nselect * from analytics.orders");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.LiveRead);
        report
            .Problems.Select(problem => $"{problem.Where}: {problem.Message}")
            .ShouldBe([
                "models/top.sql(4,6): top reads analytics.orders, which is live",
                "tests/same.sql(3,15): same reads analytics.orders, which is live",
            ]);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("analytics.orders", true)]
    [InlineData("other, orders", true)]
    [InlineData("other", false)]
    [InlineData("false", false)]
    public async Task Who_means_it_says_so(string allowed, bool isAllowed)
    {
        _isSql = true;
        Write("models/orders.sql", "select 1 as id");
        await ReleaseAsync();
        Write("models/top.sql", $"-- allow_live_reads: {allowed}\nselect id from analytics.orders");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error?.Code.ShouldBe(isAllowed ? null : ErrorCode.LiveRead);
        (report.Error is null).ShouldBe(isAllowed);
    }

    /// <inheritdoc/>
    protected override ReleaseEnvironment At(string name) =>
        !_isSql
            ? base.At(name)
            : new(
                name,
                "analytics",
                Warehouse,
                Config,
                _ =>
                    Task.FromResult<IGreenBuilder>(
                        new SqlProjectBuilder(
                            Warehouse,
                            SqlProject.Load(_folder.Path, new SqlProjectConfig { Name = "made_up", Version = "1.0.0" }),
                            null
                        )
                    ),
                _folder.Path
            );

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Write(string file, string text) => _folder.Write(file, text);
}

public sealed class DuckDbLiveReads() : LiveReadSuite(Testing.Engines.Engine.DuckDb)
{
    protected override IReadOnlyList<(string Function, string Call)> Reading =>
        [
            (
                "create macro reporting.newest() as (select max(id) from analytics.orders)",
                "select reporting.newest() as id"
            ),
            (
                "create macro reporting.rows_of(a) as table select id + a as id from ANALYTICS.\"orders\"",
                "from reporting.rows_of(1)"
            ),
            (
                "create macro reporting.twice(a) as reporting.newest() * a",
                "select 1 as id where exists (select reporting.TWICE(2))"
            ),
        ];

    protected override (string Function, string Call) Harmless =>
        ("create macro reporting.harmless() as 'from analytics.orders'", "select reporting.harmless() as id");

    protected override IReadOnlyList<string> RunningTexts =>
        [
            "select id from query('select id from analytics.orders')",
            "select id from query('from ' || 'analytics' || '.orders')",
            "select id from query(format('from {}.{}', 'analytics', 'orders'))",
            "select id from query('from query(''from analytics.orders'')')",
            "select id from query_table('analytics.orders')",
            "select id from query_table('ANALYTICS.\"orders\"')",
            "select id from query_table(analytics.orders)",
            "select id from query_table(['reporting.mine', 'analytics.orders'])",
            "select 1 as id where exists (from QUERY('from analytics.orders'))",
            "with a as (from query_table('analytics.orders')) select id from a",
            "from json_execute_serialized_sql(json_serialize_sql('select id from analytics.orders'))",
            "select id from reporting.any_of('analytics.orders')",
            "select id from reporting.handed_on('orders')",
            "select id from reporting.any_of_view",
        ];

    protected override IReadOnlyList<string> HarmlessTexts =>
        [
            "select 'select id from analytics.orders' as id",
            "select id from query('select id from reporting.mine')",
            "select id from query_table('reporting.mine')",
            "select id from reporting.any_of('reporting.mine')",
            "select id, 'from analytics.orders' as note from query('from reporting.mine')",
        ];

    /// <summary>The parser writes out no pivot whose columns come from the data.</summary>
    [Theory]
    [InlineData("pivot analytics.orders on id using count(*)", true)]
    [InlineData("pivot \"analytics\" /* x */ . ORDERS on id using count(*)", true)]
    [InlineData("with p as (pivot (select * from analytics.orders) on id using count(*)) from p", true)]
    [InlineData("pivot {green}.orders on id using count(*)", false)]
    [InlineData("pivot (select 'analytics.orders' as id) on id using count(*) -- analytics.orders", false)]
    public async Task A_pivot_of_live_is_refused(string query, bool isRefused)
    {
        await ReleaseAsync(With(1));
        With(2);
        Project.With("top", query);

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error?.Code.ShouldBe(isRefused ? ErrorCode.LiveRead : null, report.Error?.Format());
        (report.Error is null).ShouldBe(!isRefused);
    }

    protected override Task PrepareTextsAsync() =>
        Place.ExecuteAsync(
            "create macro reporting.any_of(t) as table from query_table(t)",
            "create macro reporting.handed_on(t) as table from reporting.any_of('analytics.' || t)",
            "create view reporting.any_of_view as from reporting.any_of('analytics.orders')"
        );
}

public sealed class PostgresLiveReads() : LiveReadSuite(Testing.Engines.Engine.Postgres)
{
    protected override IReadOnlyList<(string Function, string Call)> Reading =>
        [
            (
                "create function reporting.newest() returns int language sql as 'select max(id) from analytics.orders'",
                "select reporting.newest() as id"
            ),
            (
                "create function reporting.bound() returns int language sql begin atomic "
                    + "select max(id) from analytics.orders; end",
                "select reporting.bound() as id"
            ),
            (
                "create function reporting.spoken(a int) returns setof int language plpgsql as $$ begin "
                    + "return query select id + a from ANALYTICS . \"orders\"; end $$",
                "select id from reporting.spoken(1) as id"
            ),
            (
                "create function reporting.twice() returns int language sql as 'select 2 * reporting.newest()'",
                "select 1 as id where exists (select reporting.TWICE())"
            ),
        ];

    protected override (string Function, string Call) Harmless =>
        (
            "create function reporting.harmless() returns text language sql as "
                + "'select ''from analytics.orders'' -- analytics.orders'",
            "select reporting.harmless() as id"
        );

    protected override IReadOnlyList<string> RunningTexts =>
        [
            "select query_to_xml('select id from analytics.orders', true, true, '')::text as id",
            "select query_to_xml('select id ' || 'from analytics.orders', true, true, '')::text as id",
            "select query_to_xml($q$select id from ANALYTICS . \"orders\"$q$, true, true, '')::text as id",
            "select query_to_xml(E'select id\\nfrom analytics.orders', true, true, '')::text as id",
            "select query_to_xml('select query_to_xml(''table analytics.orders'', true, true, '''')', true, true, "
                + "'')::text as id",
            "select query_to_xmlschema('select id from analytics.orders', true, true, '')::text as id",
            "with a as (select PG_CATALOG.\"query_to_xml\"('table analytics.orders', true, true, '')::text as id) "
                + "select id from a",
            "select table_to_xml('analytics.orders', true, true, '')::text as id",
            "select schema_to_xml('analytics', true, true, '')::text as id",
            "select word as id from ts_stat('select to_tsvector(id::text) from analytics.orders')",
            "select reporting.run() as id",
            "select reporting.asked()::text as id",
        ];

    protected override IReadOnlyList<string> HarmlessTexts =>
        [
            "select 'select id from analytics.orders'::text as id",
            "select query_to_xml('select id from reporting.mine', true, true, '')::text as id",
            "select schema_to_xml('reporting', true, true, '')::text as id",
            "select query_to_xml('select ''analytics.orders'' as id', true, true, '')::text as id",
        ];

    protected override async Task PrepareTextsAsync()
    {
        await ExecuteWholeAsync(
            "create function reporting.run() returns int language plpgsql as $$ declare found int; begin "
                + "execute 'select max(id) from analytics.orders' into found; return found; end $$"
        );
        await ExecuteWholeAsync(
            "create function reporting.asked() returns xml language sql as "
                + "$$ select query_to_xml('table analytics.orders', true, true, '') $$"
        );
    }

    protected override async Task ExecuteWholeAsync(string statement)
    {
        await using var connection = await Place.Postgres!.OpenAsync(Cancellation);
        await using var batch = new Npgsql.NpgsqlBatch(connection)
        {
            BatchCommands = { new Npgsql.NpgsqlBatchCommand(statement) },
        };
        await batch.ExecuteNonQueryAsync(Cancellation);
    }
}
