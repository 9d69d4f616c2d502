using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Nights of a release that came as a package: the ledger has it, and nothing else is needed.</summary>
public abstract class RefreshedPackageSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();
    private string _package = "";

    [Fact]
    public async Task A_refresh_needs_neither_the_package_nor_the_project()
    {
        await FirstAsync();
        await PackAsync(2, "select id + 100 as id from app.source");
        Directory.Delete(_folder["packages"], recursive: true);
        await Place.ExecuteAsync("insert into app.source values (2)");

        var report = await Engine().RefreshAsync(new RefreshRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Release!.Id.ShouldBe("r2");
        report.Release.RefreshOf.ShouldBe("r1");
        report.Live!.Version.ShouldBe("1.0.0");
        (await ReadAsync("select id from analytics.numbers order by id")).ShouldBe(["1", "2"]);
        // The next night has it too.
        await Place.ExecuteAsync("insert into app.source values (3)");
        (await Engine().RefreshAsync(new RefreshRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.numbers order by id")).ShouldBe(["1", "2", "3"]);
        (await ReadAsync("select id from analytics.days order by id")).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task Todays_data_comes_with_the_older_code_on_the_way_back()
    {
        await FirstAsync();
        _package = await PackAsync(2, "select id + 100 as id from app.source");
        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync("insert into app.source values (2)");

        var report = await Engine().RollbackAsync(new RollbackRequest { To = "1.0.0", IsFresh = true }, Cancellation);

        report.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.numbers order by id")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task No_policy_and_no_canary_stands_in_the_way_back()
    {
        await FirstAsync();
        _package = await PackAsync(2, "select id + 100 as id from app.source");
        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        Config = ConfigReader.Read(
            "environments:\n  prod: {freeze: {cron: '* * * * *', duration: 2d}}\n"
                + "strategy: canary\ncanary: {steps: [{weight: 10%, pause: until promoted}]}\n",
            "c.yml",
            CheckKinds.All
        );

        var report = await Engine().RollbackAsync(new RollbackRequest { To = "1.0.0", IsFresh = true }, Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Live!.Version.ShouldBe("1.0.0");
        report.Release!.State.ShouldBe(ReleaseState.Live);
    }

    [Fact]
    public async Task A_refresh_that_ended_half_way_is_resumed_as_a_refresh_of_the_kept_package()
    {
        await FirstAsync();
        _package = await PackAsync(2, "select id + 100 as id from app.source");
        await Place.ExecuteAsync("insert into app.source values (2)");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Place.Ran = text =>
        {
            if (
                text.Contains("analytics__r2", StringComparison.Ordinal)
                && text.Contains("numbers", StringComparison.Ordinal)
            )
                cancel.Cancel();
        };
        (await Engine().RefreshAsync(new RefreshRequest(), cancel.Token)).ExitCode.ShouldBe(ExitCode.Cancelled);
        Place.Ran = null;
        (await ReadAsync("select id from analytics.numbers")).ShouldBe(["1"]);

        var resumed = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        resumed.Error?.Format().ShouldBeNull();
        resumed.Release!.State.ShouldBe(ReleaseState.Live);
        resumed.Release.RefreshOf.ShouldBe("r1");
        (await ReadAsync("select id from analytics.numbers order by id")).ShouldBe(["1", "2"]);
        (await ReadAsync("select id from analytics.days order by id")).ShouldBe(["1", "2"]);
        // And what was refreshed once more is as any other night.
        (await Engine().RefreshAsync(new RefreshRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.numbers order by id")).ShouldBe(["1", "2"]);
    }

    protected override ReleaseEnvironment At(string name) =>
        new(name, "analytics", Warehouse, Config, async token =>
            (IGreenBuilder)new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(_package, token), 2)
        );

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private async Task FirstAsync()
    {
        await Place.ExecuteAsync("create schema app", "create table app.source as select 1 as id");
        _package = await PackAsync(1, "select id from app.source");
        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    private async Task<string> PackAsync(int version, string numbers)
    {
        var project = new CompiledProject(_folder[$"p{version}"], Warehouse.Dialect.Name, "made_up_db")
        {
            Version = $"{version}.0.0",
        };
        project
            .Model("numbers", numbers)
            .Model(
                "days",
                $"select id from {project.Ref("numbers")}",
                "incremental",
                ["numbers"],
                new { unique_key = "id" }
            )
            .Write();
        return (
            await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = project.Folder, OutputDir = _folder["packages"] },
                Cancellation
            )
        ).Path;
    }
}

public sealed class DuckDbRefreshedPackages() : RefreshedPackageSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRefreshedPackages() : RefreshedPackageSuite(Testing.Engines.Engine.Postgres);
