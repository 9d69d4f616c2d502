using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Packages;

/// <summary>A project that names a live schema itself, whatever the target's is.</summary>
public abstract class NamedSchemasSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_named_schema_is_adopted_released_restored_pruned_and_gone_back_to()
    {
        await ExecuteAsync(
            "create schema marts",
            "create table marts.orders as select 1 as id, 'before' as note",
            "create table marts.strangers as select 7 as id"
        );
        Config = Config with { Schemas = ["marts"] };

        (await ReleaseAsync("first")).Error?.Format().ShouldBeNull();

        (await ReadAsync("select note from marts.orders")).ShouldBe(["first"]);
        (await ReadAsync("select note from analytics.of_orders")).ShouldBe(["first"]);
        (await RelationsAsync("marts")).ShouldBe(["orders:View", "strangers:Table"], ignoreOrder: true);
        (await RelationsAsync("analytics__r1__live_marts")).ShouldBe(["orders:Table"]);
        (await RelationsAsync("analytics__r0__live_marts")).ShouldBe(["orders:Table"]);
        (await ReleaseAsync("second")).Error?.Format().ShouldBeNull();
        (await ReadAsync("select note from marts.orders")).ShouldBe(["second"]);

        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select note from marts.orders")).ShouldBe(["first"]);
        var far = new RollbackRequest { To = "r0" };
        (await Engine().RollbackAsync(far, Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select note from marts.orders")).ShouldBe(["before"]);
        (await Engine().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Done);

        (await ReleaseAsync("third")).Error?.Format().ShouldBeNull();
        var pruned = await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);
        pruned.Error?.Format().ShouldBeNull();
        (await HasSchemaAsync("analytics__r0__live_marts")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r1__live_marts")).ShouldBeFalse();
        (await ReadAsync("select note from marts.orders")).ShouldBe(["third"]);
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task A_plan_before_the_first_release_says_where_a_named_schema_goes()
    {
        Config = Config with { Schemas = ["marts"] };

        var plan = await PlanAsync();

        plan.Error?.Format().ShouldBeNull();
        plan.Plan.Select(row => $"{row.Change} {row.Relation}")
            .ShouldBe(["new analytics.of_orders", "new marts.orders"], ignoreOrder: true);
        (await HasSchemaAsync("marts")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_schema_that_the_configuration_does_not_name_is_refused_before_anything_is_built()
    {
        var report = await ReleaseAsync("first");

        report.Error!.Code.ShouldBe(ErrorCode.WritesOutsideGreen);
        report.Error.Message.ShouldContain("marts");
        (await HasSchemaAsync("marts")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
    }

    [Fact]
    public async Task Two_environments_do_not_go_live_in_one_named_schema()
    {
        Config = Config with { Schemas = ["marts"] };
        (await ReleaseAsync("prod")).Error?.Format().ShouldBeNull();

        var report = await ReleaseAsync("dev", "dev", "dev");

        report.Error!.Code.ShouldBe(ErrorCode.SchemaClaimed);
        report.Error.Message.ShouldContain("schema 'marts' is live for environment 'prod'");
        (await ReadAsync("select note from marts.orders")).ShouldBe(["prod"]);
        (await HasSchemaAsync("dev__r1")).ShouldBeFalse();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<ReleaseReport.Planned> PlanAsync() =>
        await (await EngineAsync("planned", "prod", "analytics")).PlanAsync(new DeployRequest(), Cancellation);

    private async Task<ReleaseReport.Released> ReleaseAsync(
        string note,
        string environment = "prod",
        string schema = "analytics"
    ) => await (await EngineAsync(note, environment, schema)).ReleaseAsync(new DeployRequest(), Cancellation);

    private async Task<ReleaseEngine> EngineAsync(string note, string environment, string schema)
    {
        var project = new CompiledProject(_folder["project"], Warehouse.Dialect.Name, "made_up_db")
        {
            Named = ["marts"],
        };
        project
            .Model("orders", $"select 1 as id, '{note}' as note", custom: "marts")
            .Model("of_orders", $"select * from {project.Ref("orders", "marts")}", "view", ["orders"])
            .Write();
        var packed = await ReleasePacker.PackAsync(
            new PackRequest
            {
                ProjectDir = project.Folder,
                OutputDir = _folder["packages"],
                Schemas = ["marts"],
            },
            Cancellation
        );
        return new ReleaseEngine(
            new ReleaseEnvironment(environment, schema, Warehouse, Config, async token =>
                (IGreenBuilder)new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(packed.Path, token), 2)
            ),
            Events,
            TimeProvider.System
        );
    }
}

public sealed class DuckDbNamedSchemas() : NamedSchemasSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresNamedSchemas() : NamedSchemasSuite(Testing.Engines.Engine.Postgres);
