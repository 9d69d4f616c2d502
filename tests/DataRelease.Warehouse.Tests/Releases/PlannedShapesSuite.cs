using System.IO.Compression;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.Migrations;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>What <c>plan</c> says before a build of the columns that consumers see.</summary>
public abstract class PlannedShapesSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();
    private string? _package;
    private bool _isDbt;

    [Fact]
    public async Task Columns_that_come_go_move_and_get_another_type_are_named_before_anything_is_built()
    {
        Write("models/orders.sql", "-- materialized: table\nselect 1 as id, 'a' as status, 5 as amount");
        Write("models/days.sql", "select id, amount from $schema$.orders");
        Write("models/moved.sql", "select 1 as a, 2 as b");
        await ReleaseAsync();
        Write("models/orders.sql", "-- materialized: table\nselect 1 as id, cast(5 as bigint) as amount, true as paid");
        Write("models/moved.sql", "select 2 as b, 1 as a");

        var report = await PlanAsync();

        var orders = Shape(report, "orders").ShouldNotBeNull();
        orders.Removed.Select(column => column.Name).ShouldBe(["status"]);
        orders.Added.ShouldBe([new ShapeColumn("paid", Type("boolean", "BOOLEAN"))]);
        orders.Retyped.ShouldBe([new RetypedColumn("amount", Type("integer", "INTEGER"), Type("bigint", "BIGINT"))]);
        orders.IsReordered.ShouldBeFalse();
        Shape(report, "moved")!.Phrases.ShouldBe(["another order of columns"]);
        // A view whose own code stays gets the type of the table that it reads.
        Shape(report, "days")!.Retyped.Select(column => column.Name).ShouldBe(["amount"]);
        report.Summary.ShouldContain("; the shape of 3 changes for consumers");
        (await ReadAsync("select schema_name from information_schema.schemata")).ShouldNotContain(name =>
            name.Contains("plan", StringComparison.Ordinal) || name.Contains("__r2", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_change_that_leaves_the_columns_says_nothing_of_shapes()
    {
        Write("models/orders.sql", "-- materialized: table\nselect 1 as id");
        Write("models/days.sql", "select id from $schema$.orders");
        await ReleaseAsync();
        Write("models/orders.sql", "-- materialized: table\nselect 2 as id");

        var report = await PlanAsync();

        report.Plan.ShouldAllBe(row => row.Shape == null);
        report.Summary.ShouldNotContain("shape");
    }

    [Fact]
    public async Task A_view_that_becomes_a_table_is_told_even_if_its_columns_stay()
    {
        Write("models/orders.sql", "select 1 as id");
        await ReleaseAsync();
        Write("models/orders.sql", "-- materialized: table\nselect 1 as id");

        Shape(await PlanAsync(), "orders")!.Phrases.ShouldBe(["the view becomes a table"]);
    }

    [Fact]
    public async Task A_view_outside_is_named_with_the_columns_that_it_loses()
    {
        Write("models/orders.sql", "-- materialized: table\nselect 1 as id, 'a' as status, 5 as amount");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            "create schema bi",
            "create view bi.daily as select status, sum(amount) as total from analytics.orders group by status",
            "create view bi.ids as select id from analytics.orders",
            "create view bi.everything as select * from analytics.orders"
        );
        Write("models/orders.sql", "-- materialized: table\nselect 1 as id, 5 as amount");

        var orders = Shape(await PlanAsync(), "orders").ShouldNotBeNull();

        orders
            .Readers.Select(reader => reader.ToString())
            .ShouldBe(["view bi.daily (status)", "view bi.everything (status)"]);
    }

    [Fact]
    public async Task What_migrations_precede_is_known_after_the_build()
    {
        Write("models/orders.sql", "select 1 as id");
        await ReleaseAsync();
        Write("models/orders.sql", "select 2 as id");
        Write("migrations/V1__more.sql", "create table public_more (id int);");

        var orders = Shape(await PlanAsync(), "orders").ShouldNotBeNull();

        orders.Unknown.ShouldBe("shape known after the build, which migrations precede");
    }

    [Fact]
    public async Task A_page_has_copies_SQL_and_statements_and_the_report_only_what_was_asked_for()
    {
        _package = await PackAsync(1, "select 1 as id", "select 1 as id, 2 as n");
        await ReleaseAsync();
        _package = await PackAsync(2, "select 2 as id", "select 1 as id, 3 as n");

        var report = await Engine().PlanAsync(new DeployRequest { Page = true }, Cancellation);

        report.Statements.ShouldBeEmpty();
        report.Plan.ShouldAllBe(row => row.Sql == null);
        var page = report.Page.ShouldNotBeNull();
        (page.Release, page.Version, page.Live).ShouldBe(("r2", "2.0.0", "r1 (1.0.0)"));
        page.Statements.ShouldNotBeEmpty();
        page.Rows.Single(row => row.Relation == "analytics.numbers").Sql.ShouldNotBeNull();
        page.Rows.Where(row => row.Copy is not null).Select(row => row.Relation).ShouldBe(["analytics.kept"]);
        (await PlanAsync()).Page.ShouldBeNull();
    }

    [Fact]
    public async Task A_package_is_asked_too_and_a_copied_table_is_not_guessed()
    {
        _package = await PackAsync(1, "select 1 as id", "select 1 as id, 2 as n");
        await ReleaseAsync();
        _package = await PackAsync(2, "select 1 as id, 'x' as name", "select 1 as id, 3 as n");

        var first = await PlanAsync();

        Shape(first, "numbers")!.Added.Select(column => column.Name).ShouldBe(["name"]);
        Shape(first, "days")!.Added.Select(column => column.Name).ShouldBe(["name"]);
        // The query has the columns that the table has.
        Shape(first, "kept").ShouldBeNull();

        _package = await PackAsync(3, "select 1 as id", "select 1 as id, 3 as n, 4 as more");

        var second = await PlanAsync();

        Shape(second, "numbers").ShouldBeNull();
        Shape(second, "kept")!.Unknown.ShouldBe("shape known after the build, which starts from a copy of blue");
    }

    [Fact]
    public async Task A_dashboard_that_reads_what_changes_is_named_and_one_that_reads_the_rest_is_not()
    {
        _package = await PackAsync(1, "select 1 as id", "select 1 as id, 2 as n", "days", "kept");
        await ReleaseAsync();
        _package = await PackAsync(2, "select 2 as id", "select 1 as id, 2 as n", "days", "kept");

        var report = await PlanAsync();

        Row(report, "days").Exposures.ShouldBe(["dashboard Board of days"]);
        Row(report, "kept").Exposures.ShouldBeEmpty();
        Row(report, "numbers").Exposures.ShouldBeEmpty();
        // The owner is a person, and a package goes elsewhere.
        using var package = await ZipFile.OpenReadAsync(_package, Cancellation);
        foreach (var entry in package.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(Cancellation));
            (await reader.ReadToEndAsync(Cancellation)).ShouldNotContain("ann@example.com");
        }
    }

    [Fact]
    public async Task Of_a_dbt_project_an_enforced_contract_is_known_and_nothing_else()
    {
        _isDbt = true;
        Project.With("orders", "select 1 as id, 'a' as status, 5 as amount");
        Project.With("shown", "select 1 as id, cast('a' as varchar(9)) as name", "view");
        Project.With("free", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select cast(1 as bigint) as id, cast(5 as numeric(12, 2)) as amount");
        Project.Promise("orders", ("id", "bigint"), ("amount", "numeric(12, 2)"));
        // dbt holds a view to names and types only, so its order and lengths are nobody's promise.
        Project
            .With("shown", "select 1 as id, 'b' as name", "view")
            .Promise("shown", ("name", "varchar"), ("id", "int"));
        Project.With("free", "select 1 as id, 2 as more");

        var report = await PlanAsync();

        var orders = Shape(report, "orders").ShouldNotBeNull();
        orders.Removed.Select(column => column.Name).ShouldBe(["status"]);
        orders
            .Retyped.Select(column => $"{column.Name} {column.After}")
            .ShouldBe([$"id {Type("bigint", "BIGINT")}", $"amount {Type("numeric(12,2)", "DECIMAL(12,2)")}"]);
        Shape(report, "shown").ShouldBeNull();
        Shape(report, "free")!.Unknown.ShouldBe("shape known after the build");
    }

    [Theory]
    [InlineData("int); drop schema analytics cascade; --")]
    [InlineData("int, b int")]
    [InlineData("no_such_type")]
    public async Task A_type_of_a_contract_that_is_no_plain_type_is_not_asked_for(string type)
    {
        _isDbt = true;
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id").Promise("orders", ("id", type));

        Shape(await PlanAsync(), "orders")!.Unknown.ShouldBe("shape known after the build");

        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    protected override ReleaseEnvironment At(string name) =>
        _isDbt
            ? base.At(name)
            : new(name, "analytics", Warehouse, Config, async token =>
                _package is null
                    ? new SqlProjectBuilder(
                        Warehouse,
                        SqlProject.Load(_folder.Path, new SqlProjectConfig { Name = "made_up", Version = "1.0.0" }),
                        null
                    )
                    : new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(_package, token), 2)
            )
            {
                Migrations = _ =>
                    Task.FromResult(
                        MigrationFolder.Read(
                            _folder.Path,
                            "migrations",
                            new ScriptVariables(new Dictionary<string, string>(), [])
                        )
                    ),
            };

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private string Type(string postgres, string duckdb) => Warehouse.Dialect.Name == "postgres" ? postgres : duckdb;

    private async Task<ReleaseReport.Planned> PlanAsync()
    {
        var report = await Engine().PlanAsync(new DeployRequest(), Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report;
    }

    private static PlannedRelation Row(ReleaseReport.Planned report, string name) =>
        report.Plan.Single(row => row.Relation == $"analytics.{name}");

    private static ShapeChange? Shape(ReleaseReport.Planned report, string name) => Row(report, name).Shape;

    private void Write(string file, string text) => _folder.Write(file, text);

    private async Task<string> PackAsync(int version, string numbers, string kept, params string[] boards)
    {
        var project = new CompiledProject(_folder[$"p{version}"], Warehouse.Dialect.Name, "made_up_db", "dev")
        {
            Version = $"{version}.0.0",
        };
        project
            .Model("numbers", numbers)
            .Model("days", $"select * from {project.Ref("numbers")}", "view", after: ["numbers"])
            .Model("kept", kept, "incremental", config: new { unique_key = "id" });
        foreach (var board in boards)
            project.Exposure($"board_{board}", $"Board of {board}", board);
        project.Write();
        return (
            await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = project.Folder, OutputDir = _folder["packages"] },
                Cancellation
            )
        ).Path;
    }
}

public sealed class DuckDbPlannedShapes() : PlannedShapesSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresPlannedShapes() : PlannedShapesSuite(Testing.Engines.Engine.Postgres);
