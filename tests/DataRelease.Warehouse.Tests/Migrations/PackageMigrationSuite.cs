using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Errors;
using DataRelease.Migrations;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Migrations;

/// <summary>A release package carries its project's migrations: whoever deploys it needs no sources.</summary>
public abstract class PackageMigrationSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Migrations_of_a_package_run_as_it_is_deployed_and_are_taken_back_by_the_journal()
    {
        var first = await PackAsync(1, "select 1 as id");
        var second = await PackAsync(
            2,
            "select id, note from state.refunds",
            (
                "V1__refunds.sql",
                "create table $schema$.refunds (id integer);\ninsert into $schema$.refunds values (7);\n-- "
                    + "down\ndrop table $schema$.refunds;\n"
            ),
            (
                "V2__note.sql",
                "alter table $schema$.refunds add column note text;\n-- down\nalter table $schema$.refunds "
                    + "drop column note;\n"
            ),
            (
                "V3__less.sql",
                "-- data-release: allow-destructive\n-- data-release: phase contract\ndrop table if exists "
                    + "$schema$.old;\n"
            )
        );
        (await From(first).ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        var deployed = await From(second).DeployAsync(new DeployRequest(), Cancellation);

        deployed.Error?.Format().ShouldBeNull();
        deployed.Steps.Select(step => step.Name).ShouldContain("migrate");
        (await ReadAsync("select * from analytics.numbers")).ShouldBe(["1"]);
        (await RelationsAsync("state")).ShouldBe(["refunds:Table"]);
        (await From(second).SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select * from analytics.numbers")).ShouldBe(["7|null"]);
        (await From(second).MigrateStatusAsync(Cancellation))
            .Migrations.Select(migration => $"{migration.Name} {migration.State.Word()}")
            .ShouldBe(["V1__refunds.sql applied", "V2__note.sql applied", "V3__less.sql held"]);

        // Whoever goes back has only the older package, which knows nothing of these scripts.
        (await From(first).RollbackAsync(new RollbackRequest { Code = true, Schema = true }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (await ReadAsync("select * from analytics.numbers")).ShouldBe(["1"]);
        (await RelationsAsync("state")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_package_whose_script_was_changed_since_it_was_applied_is_refused_before_it_is_built()
    {
        var first = await PackAsync(
            1,
            "select 1 as id",
            ("V1__refunds.sql", "create table $schema$.refunds (id integer);\n")
        );
        (await From(first).ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        var second = await PackAsync(
            2,
            "select 2 as id",
            ("V1__refunds.sql", "create table $schema$.refunds (id bigint);\n")
        );

        var report = await From(second).ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.MigrationChanged);
        (await ReadAsync("select * from analytics.numbers")).ShouldBe(["1"]);
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync("create schema state");
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private ReleaseEngine From(string package) =>
        new(
            new ReleaseEnvironment("prod", "analytics", Warehouse, Config, async token =>
                (IGreenBuilder)new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(package, token), 2)
            )
            {
                Migrations = async token =>
                    MigrationFolder.Read(
                        (await ReleasePackage.OpenAsync(package, token)).Migrations,
                        new ScriptVariables(new Dictionary<string, string> { ["schema"] = "state" }, [])
                    ),
            },
            Events,
            TimeProvider.System
        );

    private async Task<string> PackAsync(int version, string query, params (string Name, string Text)[] scripts)
    {
        var project = new CompiledProject(_folder[$"p{version}"], Warehouse.Dialect.Name, "made_up_db")
        {
            Version = $"{version}.0.0",
        };
        project.Model("numbers", query).Write();
        foreach (var (name, text) in scripts)
            _folder.Write($"p{version}/migrations/{name}", text);
        return (
            await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = project.Folder, OutputDir = _folder["packages"] },
                Cancellation
            )
        ).Path;
    }
}

public sealed class DuckDbPackageMigrations() : PackageMigrationSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresPackageMigrations() : PackageMigrationSuite(Testing.Engines.Engine.Postgres);
