using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Migrations;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.SqlProjects;

/// <summary>Projects of plain SQL, released on every engine.</summary>
public abstract class SqlProjectSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    private SqlProjectConfig Sql { get; set; } = new() { Name = "made_up", Version = "1.0.0" };

    [Fact]
    public async Task The_example_goes_live_changes_and_goes_back()
    {
        NeedsWholeMigrations();
        Repository.CopyExample("sql", _folder.Path);
        Config = ConfigReader.Load(_folder.Path, null, _ => null, CheckKinds.All);
        Sql = Config.Project!;

        var first = await ReleaseAsync();

        first.Release!.Version.ShouldBe("1.0.0");
        first.Checks.Where(check => check.State == CheckState.Warn).ShouldBeEmpty();
        first.Steps.Select(step => step.Name).ShouldBe(["migrate", "plan", "carry", "build", "validate", "swap"]);
        (
            await ReadAsync("select channel, display_name, orders from analytics.orders_by_channel order by channel")
        ).ShouldBe(["shop|Store|2", "web|Web shop|3"]);
        (await RelationsAsync("analytics_marketing")).ShouldBe(["channel_mix:View"]);
        File.WriteAllText(
            _folder["models/orders_by_channel.sql"],
            "-- key: channel\nselect channel, 'x' as display_name, count(*) as orders, sum(amount) as amount "
                + "from $schema$.stg_orders group by channel\n"
        );
        Sql = Sql with { Version = "1.1.0" };
        var second = await ReleaseAsync();
        second
            .Changes.Select(relation => $"{relation.Relation} {relation.Change}")
            .ShouldBe(["analytics.orders_by_channel changed"]);
        (await ReadAsync("select distinct display_name from analytics.orders_by_channel")).ShouldBe(["x"]);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select distinct display_name from analytics.orders_by_channel order by 1")).ShouldBe([
            "Store",
            "Web shop",
        ]);
    }

    [Theory]
    [InlineData("tests/a/t.sql", "tests/b/t.sql", "tests of the same name, t")]
    [InlineData("tests/numbers_unique.sql", null, "tests of the same name, numbers_unique")]
    [InlineData("tests/numbers_not_null_id.sql", null, "tests of the same name, numbers_not_null_id")]
    public async Task A_test_never_takes_the_place_of_another(string one, string? other, string told)
    {
        _folder.Write("models/numbers.sql", "-- key: id\nselect 1 as id");
        _folder.Write(one, "select 1 as id");
        if (other is not null)
            _folder.Write(other, "select 1 as id where 1 = 0");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.ExitCode.ShouldNotBe(ExitCode.Done);
        report.Error!.Message.ShouldContain(told);
        report.Error.Where!.File.ShouldStartWith("tests/");
    }

    [Theory]
    [InlineData("-- unique-key: id", "write 'unique_key:'")]
    [InlineData("-- Unique_key: id", "write 'unique_key:'")]
    [InlineData("-- unique_key : id", "write 'unique_key:'")]
    [InlineData("-- UNIQUE KEY: id", "write 'unique_key:'")]
    [InlineData("-- unique-keys: id", "did you mean 'unique_key'?")]
    public async Task A_setting_that_is_written_otherwise_is_refused_and_not_ignored(string line, string told)
    {
        _folder.Write("models/numbers.sql", $"-- materialized: incremental\n{line}\nselect 1 as id");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SqlFileInvalid);
        report.Error.Message.ShouldContain(told);
        report.Error.Where!.Line.ShouldBe(2);
    }

    [Theory]
    [InlineData("order")]
    [InlineData("userId")]
    public async Task A_unique_key_may_have_any_name(string column)
    {
        await Place.ExecuteAsync("create schema app", "create table app.source as select 1 as id");
        _folder.Write(
            "models/numbers.sql",
            $"-- materialized: incremental\n-- unique_key: {column}\n"
                + $"select id as \"{column}\", 'a' as v from app.source"
        );
        await ReleaseAsync();
        await Place.ExecuteAsync("insert into app.source values (2)");

        await ReleaseAsync();

        (await ReadAsync($"select \"{column}\" from analytics.numbers order by 1")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Order_comes_from_what_the_queries_read()
    {
        Write(
            "models/a_last.sql",
            "with stg as (select 1 as id) select l.id from $schema$.m_middle l join stg on stg.id = l.id"
        );
        Write(
            "models/m_middle.sql",
            "-- materialized: table\nselect id from $schema$.z_first where id in (select id from $schema$.numbers)"
        );
        Write("models/z_first.sql", "select 1 as id, '$schema$.a_last' as \"not a reference\" -- from $schema$.a_last");
        Write("seeds/numbers.csv", "id\n1\n2\n");

        var report = await ReleaseAsync();

        report.Release!.Relations.ShouldBe(4);
        (await ReadAsync("select id from analytics.a_last")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_circle_is_an_error_at_the_reference()
    {
        Write("models/a.sql", "select *\nfrom $schema$.b");
        Write("models/b.sql", "select * from $schema$.c");
        Write("models/c.sql", "select *\nfrom\n  $schema$.a");

        var error = await ReleaseFailsAsync();

        error.Code.ShouldBe(ErrorCode.SqlCycle);
        error.Where.ShouldBe(new SourceLocation("models/c.sql", 3, 3));
        error.Message.ShouldContain("a reads b reads c reads a");
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_does_not_exist_is_an_error_at_its_place_and_every_file_says_its_own()
    {
        Write("models/a.sql", "select 1 as id\n  from $schema$.nowhere");
        Write("models/b.sql", "select id from elsewhere.orders");
        Write("models/c.sql", "select id from good");
        Write("models/good.sql", "select 1 as id");
        Write("models/wrong.sql", "select nothing\nfrom $schema$.good");
        Write("models/broken.sql", "selct 1");
        Write("tests/t.sql", "select * from $schema$.gone");

        var error = await ReleaseFailsAsync();

        error.Where.ShouldBe(new SourceLocation("models/a.sql", 2, 8));
        error.Message.ShouldContain("there is no model or seed 'nowhere'");
        error.Message.ShouldContain("models/b.sql(1,16): error DR2102: 'elsewhere.orders' does not exist");
        error.Message.ShouldContain(
            "models/c.sql(1,16): error DR2102: 'good' is a relation of the project and has to be written $schema$.good"
        );
        error.Message.ShouldContain("models/broken.sql(1,1): error DR2101");
        error.Message.ShouldContain("models/wrong.sql(1,8): error DR2101");
        error.Message.ShouldContain("tests/t.sql(1,15): error DR2102");
    }

    [Fact]
    public async Task A_test_that_finds_rows_keeps_the_release_from_going_live()
    {
        Write("models/a.sql", "select 1 as id union all select null");
        Write("tests/no_null.sql", "select * from $schema$.a where id is null");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.TestsFailed);
        report.Problems.ShouldContain(problem => problem.Where!.File == "tests/no_null.sql");
        report.Live.ShouldBeNull();
    }

    [Fact]
    public async Task A_key_is_tested_and_used_to_compare()
    {
        Write("models/a.sql", "-- key: id\nselect 1 as id, 10 as n union all select 2, 20");
        await ReleaseAsync();
        Write("models/a.sql", "-- key: id\nselect 1 as id, 11 as n union all select 2, 20");
        await DeployAsync();

        var diff = (await Engine().DiffAsync(new DiffRequest(), Cancellation)).Diffs.Single();

        diff.Key.ShouldBe(["id"]);
        diff.Changed.ShouldBe(1);
        Write("models/a.sql", "-- key: id\nselect 1 as id, 11 as n union all select 1, 20");
        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.TestsFailed);
    }

    [Fact]
    public async Task An_incremental_model_keeps_what_its_source_lost()
    {
        Write(
            "models/days.sql",
            "-- materialized: incremental\n-- unique_key: d\nselect 1 as d, 10 as n union all select 2, 20"
        );
        await ReleaseAsync();
        Write(
            "models/days.sql",
            "-- materialized: incremental\n-- unique_key: d\nselect 2 as d, 21 as n union all select 3, 30"
        );

        await ReleaseAsync();

        (await ReadAsync("select d, n from analytics.days order by d")).ShouldBe(["1|10", "2|21", "3|30"]);
    }

    [Fact]
    public async Task A_part_is_built_on_what_blue_has()
    {
        Write("models/base.sql", "-- materialized: table\nselect 1 as v");
        Write("models/top.sql", "-- materialized: table\nselect v, 1 as t from $schema$.base");
        await ReleaseAsync();
        Write("models/base.sql", "-- materialized: table\nselect 2 as v");
        Write("models/top.sql", "-- materialized: table\nselect v, 2 as t from $schema$.base");

        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["top"] } });

        (await ReadAsync("select v, t from analytics.top")).ShouldBe(["1|2"]);
    }

    [Fact]
    public async Task A_dry_run_before_the_migrations_ran_still_says_what_would_happen()
    {
        NeedsWholeMigrations();
        Repository.CopyExample("sql", _folder.Path);
        Config = ConfigReader.Load(_folder.Path, null, _ => null, CheckKinds.All);
        Sql = Config.Project!;

        var report = await Engine().PreviewReleaseAsync(new DeployRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Statements.ShouldContain("-- V0001__channels.sql (expand)");
        report.Summary.ShouldContain("after V0001__channels.sql, V0002__channel_owner.sql");
        (await HasSchemaAsync("shop_state")).ShouldBeFalse();
        (await HasSchemaAsync("data_release")).ShouldBeFalse();
    }

    [Fact]
    public void A_setting_that_is_misspelt_is_an_error_with_its_line()
    {
        Write("models/a.sql", "-- materialised: table\nselect 1 as id");
        Write("models/b.sql", "-- materialized: tabel\nselect 1 as id; select 2");

        var error = Should.Throw<ReleaseException>(() => SqlProject.Load(_folder.Path, Sql));

        error.Code.ShouldBe(ErrorCode.SqlFileInvalid);
        error.Message.ShouldContain("unknown setting 'materialised', did you mean 'materialized'?");
        error.Message.ShouldContain("'materialized' is 'tabel'");
        error.Message.ShouldContain("models/b.sql(2,1)");
    }

    [Fact]
    public async Task Seeds_keep_what_they_are_and_are_read_as_declared()
    {
        Write("seeds/plain.csv", "zip,big,ts\n01234,9007199254740993,2024-01-05T10:00:00+02:00\n");
        Write("seeds/codes/german.csv", "code;share;name\n'007';1,5;-\n'a;b';2,5;x\n");
        Sql = Sql with
        {
            Seeds =
            [
                ("codes/*", new SqlSeedConfig { Delimiter = ";", Quote = "'" }),
                (
                    "german",
                    new SqlSeedConfig
                    {
                        Types = new Dictionary<string, string> { ["share"] = "varchar(9)" },
                        NullValues = ["-"],
                    }
                ),
            ],
        };

        (await ReleaseAsync()).Error?.Format().ShouldBeNull();

        (
            await ReadAsync(
                "select zip || '', big + 1, ts = timestamp with time zone '2024-01-05 08:00:00+00' from analytics.plain"
            )
        ).ShouldBe(["01234|9007199254740994|True"]);
        (await ReadAsync("select code, share, name is null from analytics.german order by code")).ShouldBe([
            "007|1,5|True",
            "a;b|2,5|False",
        ]);
    }

    [Fact]
    public async Task A_bad_seed_is_named_and_not_its_consequences()
    {
        Write("models/a.sql", "select id from $schema$.numbers");
        Write("seeds/numbers.csv", "id\n1,2\n");

        var error = await ReleaseFailsAsync();

        error.Format().ShouldStartWith("seeds/numbers.csv(2,1): error DR3008: there are 1 columns");
        error.Message.ShouldNotContain("models/a.sql");
        Write("seeds/numbers.csv", "id\n1\n");
        Sql = Sql with
        {
            Seeds = [("*", new SqlSeedConfig { Types = new Dictionary<string, string> { ["id"] = "nonsense" } })],
        };
        (await ReleaseFailsAsync()).Format().ShouldStartWith("seeds/numbers.csv(1,1): error DR3008: ");
    }

    [Fact]
    public async Task A_name_that_the_engine_would_cut_is_refused()
    {
        var (name, column) = (new string('a', 1001), new string('b', 1001));
        if (Warehouse.Dialect.Name == "postgres")
            (name, column) = (new string('a', 64), new string('é', 32));
        Sql = Sql with { Name = "made_up" };
        if (name.Length < 200)
        {
            Write($"models/{name}.sql", "select 1 as id");
            var error = await ReleaseFailsAsync();
            error.Where.ShouldBe(new SourceLocation($"models/{name}.sql", 1, 1));
            error.Message.ShouldContain($"'{name}' is longer than 63 bytes, the limit of postgres for names");
            File.Delete(_folder[$"models/{name}.sql"]);
            Write($"models/{name[1..]}.sql", "select 1 as id");
            (await ReleaseAsync()).Error?.Format().ShouldBeNull();
            (await ReadAsync($"select id from analytics.{name[1..]}")).ShouldBe(["1"]);
            File.Delete(_folder[$"models/{name[1..]}.sql"]);
            Write("models/wide.sql", $"-- schema: {name[..55]}\nselect 1 as id");
            var wide = await ReleaseFailsAsync();
            wide.Code.ShouldBe(ErrorCode.WritesOutsideGreen);
            wide.Message.ShouldContain($"_{name[..55]}' is longer than");
            File.Delete(_folder["models/wide.sql"]);
        }
        Write("seeds/s.csv", $"{column}\n1\n");
        (await ReleaseFailsAsync()).Message.ShouldContain($"'{column}'");
    }

    [Theory]
    [InlineData("models/more.SQL", "more.sql")]
    [InlineData("models/deep/more.sql.txt", "more.sql")]
    [InlineData("models/more.ddl", "more.sql")]
    [InlineData("tests/more.Sql", "more.sql")]
    [InlineData("seeds/more.CSV", "more.csv")]
    [InlineData("seeds/more.csv.txt", "more.csv")]
    [InlineData("seeds/more.tsv", "more.csv")]
    public async Task A_file_that_would_be_passed_over_is_an_error_with_the_name_that_was_meant(
        string file,
        string meant
    )
    {
        Write("models/a.sql", "select 1 as id");
        Write("models/notes.md", "of models.sql");
        Write("models/a.sql~", "select 0 as id");
        Write(file, "select 2 as id");

        var error = await ReleaseFailsAsync();

        error.Code.ShouldBe(ErrorCode.SqlFileInvalid);
        error.Where.ShouldBe(new SourceLocation(file, 1, 1));
        error.Message.ShouldContain($"would not be read: did you mean '{meant}'?");
        File.Delete(_folder[file]);
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
    }

    [Theory]
    [InlineData("seeds: {contries: {delimiter: ';'}}", "project.seeds.contries", "seed", "did you mean 'countries'?")]
    [InlineData("seeds: {cods/*: {delimiter: ';'}}", "project.seeds.cods/*", "seed", "did you mean 'codes/*'?")]
    [InlineData("seeds: {elsewhere: {delimiter: ';'}}", "project.seeds.elsewhere", "seed", "")]
    [InlineData("models: {ordres: {materialized: table}}", "project.models.ordres", "model", "did you mean 'orders'?")]
    [InlineData("models: {countries: {materialized: table}}", "project.models.countries", "model", "")]
    public async Task Settings_for_what_is_not_there_are_an_error_with_the_name_that_was_meant(
        string settings,
        string named,
        string kind,
        string meant
    )
    {
        Write("seeds/countries.csv", "id;name\n1;one\n");
        Write("seeds/codes/kinds.csv", "id\n1\n");
        Write("models/orders.sql", "select 1 as id");
        Write("data-release.yml", $"project:\n  name: made_up\n  {settings}\n");
        Config = ConfigReader.Load(_folder.Path, null, _ => null, CheckKinds.All);
        Sql = Config.Project!;

        var error = await ReleaseFailsAsync();

        error.Code.ShouldBe(ErrorCode.ConfigInvalid);
        error.Message.ShouldContain($"'{named}' matches no {kind}");
        error.Message.ShouldContain(meant);
        (Path.GetFileName(error.Where!.File), error.Where.Line).ShouldBe(("data-release.yml", 3));
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
    }

    /// <inheritdoc/>
    protected override ReleaseEnvironment At(string name) =>
        new(
            name,
            "analytics",
            Warehouse,
            Config,
            _ =>
                Task.FromResult<IGreenBuilder>(
                    new SqlProjectBuilder(Warehouse, SqlProject.Load(_folder.Path, Sql), null)
                ),
            _folder.Path
        )
        {
            Migrations = _ =>
                Task.FromResult(
                    MigrationFolder.Read(
                        _folder.Path,
                        "migrations",
                        new ScriptVariables(new Dictionary<string, string> { ["schema"] = "shop_state" }, [])
                    )
                ),
        };

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task<ReleaseException> ReleaseFailsAsync() =>
        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Error.ShouldNotBeNull();

    protected void Write(string file, string text) => _folder.Write(file, text);
}

public sealed class DuckDbSqlProjects() : SqlProjectSuite(Testing.Engines.Engine.DuckDb)
{
    [Theory]
    [InlineData("table")]
    [InlineData("view")]
    public async Task Statements_that_DuckDb_takes_for_queries_are_models(string materialized)
    {
        Write("seeds/sales.csv", "city,year,amount\nRome,2024,1\nRome,2025,2\nOslo,2024,3\n");
        Write("models/kinds.sql", $"-- materialized: {materialized}\nsummarize $schema$.sales");
        Write("models/shape.sql", $"-- materialized: {materialized}\ndescribe $schema$.sales");
        Write(
            "models/wide.sql",
            $"-- materialized: {materialized}\npivot $schema$.sales on year in (2024, 2025) "
                + "using sum(amount) group by city"
        );
        Write("models/reader.sql", "select column_name as name from $schema$.kinds order by 1");
        Write("models/first.sql", "from $schema$.wide");

        await ReleaseAsync();

        (await ReadAsync("select name from analytics.reader order by 1")).ShouldBe(["amount", "city", "year"]);
        (await ReadAsync("from analytics.wide order by city")).ShouldBe(["Oslo|3|null", "Rome|1|2"]);
        Write("models/reader.sql", "select column_name as name, 1 as more from $schema$.kinds");
        await ReleaseAsync();
        (await Engine().DiffAsync(new DiffRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Theory]
    [InlineData("models", "table")]
    [InlineData("models", "view")]
    [InlineData("tests", "")]
    public async Task A_pivot_whose_columns_come_from_the_data_is_refused_with_the_reason(
        string folder,
        string materialized
    )
    {
        Write("seeds/sales.csv", "city,year,amount\nRome,2024,1\n");
        Write(
            $"{folder}/wide.sql",
            (materialized.Length > 0 ? $"-- materialized: {materialized}\n" : "")
                + "pivot $schema$.sales on year using sum(amount)"
        );

        var error = await ReleaseFailsAsync();

        error.Code.ShouldBe(ErrorCode.SqlQueryInvalid);
        error.Where!.File.ShouldBe($"{folder}/wide.sql");
        error.Message.ShouldContain("the columns of this pivot come from the data");
        error.ToDo.ShouldContain("in ('a', 'b')");
    }
}

public sealed class PostgresSqlProjects() : SqlProjectSuite(Testing.Engines.Engine.Postgres);
