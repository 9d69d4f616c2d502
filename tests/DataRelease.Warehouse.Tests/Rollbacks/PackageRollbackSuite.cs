using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>A release whose data is gone comes back from the package that the ledger kept.</summary>
public abstract class PackageRollbackSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_retired_release_is_built_again_from_its_package()
    {
        for (var version = 1; version <= 3; version++)
            (await ReleaseAsync(version)).Error?.Format().ShouldBeNull();
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
        Directory.Delete(_folder["packages"], recursive: true);

        var preview = await Engine().PreviewRollbackAsync(new RollbackRequest { To = "1.0.0" }, Cancellation);
        preview.Summary.ShouldContain("built again");
        var report = await Engine().RollbackAsync(new RollbackRequest { To = "1.0.0" }, Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Live!.Release.ShouldBe("r4");
        report.Live.Version.ShouldBe("1.0.0");
        (await ReadAsync("select v from analytics.numbers")).ShouldBe(["1"]);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select v from analytics.numbers")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task Rows_of_an_incremental_model_stay_when_a_retired_release_is_built_again()
    {
        for (var version = 1; version <= 3; version++)
            (await ReleaseAsync(version)).Error?.Format().ShouldBeNull();
        await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);
        await Place.ExecuteAsync("insert into analytics__r3.days values (77)");

        (await Engine().RollbackAsync(new RollbackRequest { To = "r1" }, Cancellation)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select d from analytics.days order by d")).ShouldBe(["1", "2", "3", "77"]);
    }

    [Fact]
    public async Task A_release_of_a_named_package_that_ended_half_way_is_resumed_from_that_package()
    {
        (await ReleaseAsync(1)).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync("create schema gate", "create table gate.open as select 1 as x");
        var package = await PackAsync(2, "select 2 as v from gate.open");
        var engine = new ReleaseEngine(Of(package) with { IsOfPackage = true }, Events, TimeProvider.System);
        await Place.ExecuteAsync("drop table gate.open");
        (await engine.ReleaseAsync(new DeployRequest(), Cancellation)).Error.ShouldNotBeNull();
        Directory.Delete(_folder["packages"], recursive: true);
        await Place.ExecuteAsync("create table gate.open as select 1 as x");

        // The project is a version that was never released.
        var report = await new ReleaseEngine(Of(await PackAsync(3)), Events, TimeProvider.System).ResumeAsync(
            new RecoveryRequest(),
            Cancellation
        );

        report.Error?.Format().ShouldBeNull();
        report.Live!.Version.ShouldBe("2.0.0");
        (await ReadAsync("select v from analytics.numbers")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_package_too_large_to_keep_is_not_resumed_from_something_else()
    {
        (await ReleaseAsync(1)).Error?.Format().ShouldBeNull();
        var package = await PackAsync(2, "select 2 as v from nowhere.at_all");
        (
            await new ReleaseEngine(Of(package) with { IsOfPackage = true }, Events, TimeProvider.System).ReleaseAsync(
                new DeployRequest(),
                Cancellation
            )
        ).Error.ShouldNotBeNull();
        await KeepAsync(2, "package", "[\"made_up\",\"2.0.0\",\"abc\"]\n");

        var report = await new ReleaseEngine(Of(await PackAsync(3)), Events, TimeProvider.System).ResumeAsync(
            new RecoveryRequest(),
            Cancellation
        );

        report.Error!.Code.ShouldBe(ErrorCode.PackageNotResumable);
        report.Error.Message.ShouldContain("made_up 2.0.0");
        report.Error.Message.ShouldContain("abc");
        (await ReadAsync("select v from analytics.numbers")).ShouldBe(["1"]);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<ReleaseReport.Released> ReleaseAsync(int version) =>
        await new ReleaseEngine(Of(await PackAsync(version)), Events, TimeProvider.System).ReleaseAsync(
            new DeployRequest(),
            Cancellation
        );

    private ReleaseEnvironment Of(string package) =>
        new("prod", "analytics", Warehouse, Config, async token =>
            (IGreenBuilder)new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(package, token), 2)
        );

    private async Task<string> PackAsync(int version, string? numbers = null)
    {
        var project = new CompiledProject(_folder[$"p{version}"], Warehouse.Dialect.Name, "made_up_db")
        {
            Version = $"{version}.0.0",
        };
        project
            .Model("numbers", numbers ?? $"select {version} as v")
            .Model("days", $"select {version} as d", "incremental", config: new { unique_key = "d" })
            .Write();
        return (
            await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = project.Folder, OutputDir = _folder["packages"] },
                Cancellation
            )
        ).Path;
    }
}

public sealed class DuckDbPackageRollbacks() : PackageRollbackSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresPackageRollbacks() : PackageRollbackSuite(Testing.Engines.Engine.Postgres);
