using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary><c>plan --sql</c>: the SQL of what is live beside that of the project, whoever builds it.</summary>
public abstract class PlannedSqlSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();
    private string? _package;

    [Fact]
    public async Task A_project_of_SQL_shows_what_somebody_wrote()
    {
        Write("models/kept.sql", "select 1 as id");
        Write(
            "models/orders.sql",
            "-- materialized: table\nselect\n    1 as id,\n    'a' as name\nfrom $schema$.kept\n"
        );
        Write("models/gone.sql", "select 3 as id");
        await ReleaseAsync();
        Write(
            "models/orders.sql",
            "-- materialized: table\nselect\n    2 as id,\n    'a' as name\nfrom $schema$.kept\n"
        );
        Write("models/added.sql", "select id\nfrom $schema$.orders");
        File.Delete(_folder["models/gone.sql"]);

        var plan = await PlanAsync();

        var sql = plan["orders"].Sql.ShouldNotBeNull();
        (sql.File, sql.Before, sql.After, sql.Note).ShouldBe(("models/orders.sql", "r1 (1.0.0)", "made_up 1.0.0", ""));
        sql.Lines.ShouldBe([
            "@@ -1,5 +1,5 @@",
            " -- materialized: table",
            " select",
            "-    1 as id,",
            "+    2 as id,",
            "     'a' as name",
            " from $schema$.kept",
        ]);
        var added = plan["added"].Sql.ShouldNotBeNull();
        added.Before.ShouldBeNull();
        added.Lines.Skip(1).ShouldBe(["+select id", "+from $schema$.orders"]);
        plan["kept"].Sql.ShouldBeNull();
        (plan["gone"].Change, plan["gone"].Sql).ShouldBe((RelationChange.Dropped, null));
        (await PlanAsync(sql: false)).Values.ShouldAllBe(relation => relation.Sql == null);
    }

    [Fact]
    public async Task A_relation_that_a_later_release_shares_has_the_text_that_it_was_built_from()
    {
        Write("models/orders.sql", "select 1 as id");
        Write("models/other.sql", "select 1 as id");
        await ReleaseAsync();
        Write("models/orders.sql", "select 2 as id");
        Write("models/other.sql", "select 2 as id");
        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["other"] } });

        var sql = (await PlanAsync())["orders"].Sql.ShouldNotBeNull();

        sql.Before.ShouldBe("r1 (1.0.0)");
        sql.Lines.Skip(1).ShouldBe(["-select 1 as id", "+select 2 as id"]);
    }

    [Fact]
    public async Task What_was_there_before_the_first_release_has_no_text()
    {
        await Place.ExecuteAsync("create schema analytics", "create table analytics.orders as select 1 as id");
        Write("models/orders.sql", "select 1 as id");

        var sql = (await PlanAsync())["orders"].Sql.ShouldNotBeNull();

        sql.Lines.ShouldBeEmpty();
        sql.Note.ShouldContain("belongs to no release");
    }

    [Fact]
    public async Task A_release_whose_text_the_ledger_lacks_says_so()
    {
        Write("models/orders.sql", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync("delete from data_release.artifacts where name = 'manifest.json'");
        Write("models/orders.sql", "select 2 as id");

        var sql = (await PlanAsync())["orders"].Sql.ShouldNotBeNull();

        (sql.Before, sql.Note).ShouldBe(("r1 (1.0.0)", "the ledger has no SQL text of r1 (1.0.0)"));
    }

    [Fact]
    public async Task A_package_shows_its_SQL_with_live_names_whatever_it_was_compiled_for()
    {
        _package = await PackAsync(1, "dev", "select 1 as id");
        await ReleaseAsync();
        _package = await PackAsync(2, "staging", "select 1 as id\nwhere true");

        var plan = await PlanAsync();

        plan["numbers"].Sql!.Lines.Skip(1).ShouldBe([" select 1 as id", "+where true"]);
        plan["numbers"].Sql!.Before.ShouldBe("r1 (1.0.0)");
        // Nothing but the names of its schema is another.
        plan["days"].Change.ShouldBe(RelationChange.Affected);
        plan["days"].Sql.ShouldBeNull();
        _package = await PackAsync(3, "staging", "select 1 as id", days: "\nwhere id > 0");
        (await PlanAsync())["days"]
            .Sql!.Lines.Skip(1)
            .ShouldBe([" select id from \"analytics\".\"numbers\"", "+where id > 0"]);
    }

    [Fact]
    public async Task Compiled_SQL_that_may_hold_a_secret_is_not_shown()
    {
        _package = await PackAsync(1, "dev", "select 'hunter2' as id", "select '{{ env_var('TOKEN') }}' as id");
        await ReleaseAsync();
        _package = await PackAsync(2, "dev", "select 'hunter3' as id", "select '{{ env_var('TOKEN') }}' as id -- two");

        var plan = await PlanAsync();

        plan["numbers"].Sql!.Lines.ShouldBeEmpty();
        plan["numbers"].Sql!.Note.ShouldContain("may contain values of variables");
        // Neither from the side of live.
        _package = await PackAsync(3, "dev", "select 1 as id");
        (await PlanAsync())["numbers"].Sql!.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_written_is_not_held_against_what_was_compiled()
    {
        Write("models/numbers.sql", "select 1 as id");
        await ReleaseAsync();
        _package = await PackAsync(2, "dev", "select 2 as id");

        var sql = (await PlanAsync())["numbers"].Sql.ShouldNotBeNull();

        sql.Lines.ShouldBeEmpty();
        sql.Note.ShouldContain("can't be compared");
    }

    protected override ReleaseEnvironment At(string name) =>
        new(name, "analytics", Warehouse, Config, async token =>
            _package is null
                ? new SqlProjectBuilder(
                    Warehouse,
                    SqlProject.Load(_folder.Path, new SqlProjectConfig { Name = "made_up", Version = "1.0.0" }),
                    null
                )
                : new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(_package, token), 2)
        );

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<Dictionary<string, PlannedRelation>> PlanAsync(bool sql = true)
    {
        var report = await Engine().PlanAsync(new DeployRequest { Sql = sql }, Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report
            .Plan.Where(row => row.Change != RelationChange.Differs)
            .ToDictionary(relation => relation.Relation.Split('.')[1]);
    }

    private void Write(string file, string text) => _folder.Write(file, text);

    private async Task<string> PackAsync(
        int version,
        string schema,
        string numbers,
        string? raw = null,
        string days = ""
    )
    {
        var project = new CompiledProject(_folder[$"p{version}"], Warehouse.Dialect.Name, "made_up_db", schema)
        {
            Version = $"{version}.0.0",
        };
        project
            .Model("numbers", numbers, raw: raw)
            .Model(
                "days",
                $"select id from {project.Ref("numbers")}{days}",
                after: ["numbers"],
                raw: $"select id from {{{{ ref('numbers') }}}}{days}"
            )
            .Write();
        return (
            await ReleasePacker.PackAsync(
                new PackRequest
                {
                    ProjectDir = project.Folder,
                    OutputDir = _folder["packages"],
                    Accepted = raw is null ? [] : ["model.made_up.numbers"],
                },
                Cancellation
            )
        ).Path;
    }
}

public sealed class DuckDbPlannedSql() : PlannedSqlSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresPlannedSql() : PlannedSqlSuite(Testing.Engines.Engine.Postgres);
