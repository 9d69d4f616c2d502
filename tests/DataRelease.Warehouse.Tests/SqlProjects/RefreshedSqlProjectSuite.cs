using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.SqlProjects;

/// <summary>Nights of a project whose compiled code the ledger knows.</summary>
public abstract class RefreshedSqlProjectSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    private SqlProjectConfig Sql { get; set; } =
        new()
        {
            Name = "made_up",
            Version = "1.0.0",
            Variables = new Dictionary<string, string> { ["least"] = "0" },
        };

    [Fact]
    public async Task A_variable_that_compiles_to_other_code_is_found_after_the_build_and_live_stays()
    {
        await FirstAsync();
        Sql = Sql with { Variables = new Dictionary<string, string> { ["least"] = "1" } };

        var report = await Engine().RefreshAsync(new RefreshRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.RefreshDiffers);
        report.Error.Message.ShouldContain("model.made_up.orders");
        (await ReadAsync("select id from analytics.orders order by id")).ShouldBe(["1"]);
        (await Engine().StatusAsync(Cancellation)).Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task A_model_that_the_live_release_no_longer_has_is_not_missed()
    {
        await FirstAsync();
        File.Delete(_folder["models/named.sql"]);
        await ReleaseAsync();
        await Place.ExecuteAsync("insert into app.source values (2)");

        var report = await Engine().RefreshAsync(new RefreshRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders order by id")).ShouldBe(["1", "2"]);
        (await ReadAsync("select id from analytics.named")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_seed_that_has_other_rows_is_data()
    {
        await FirstAsync();
        _folder.Write("seeds/names.csv", "id,name\n1,one\n2,two\n");

        var report = await Engine().RefreshAsync(new RefreshRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        (await ReadAsync("select count(*) from analytics.names")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_refresh_that_was_killed_is_resumed()
    {
        await FirstAsync();
        await Place.ExecuteAsync("insert into app.source values (2)");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Place.Ran = text =>
        {
            if (
                text.Contains("create table", StringComparison.OrdinalIgnoreCase)
                && text.Contains("analytics__r2", StringComparison.Ordinal)
                && !text.Contains("__plan", StringComparison.Ordinal)
            )
                cancel.Cancel();
        };
        (await Engine().RefreshAsync(new RefreshRequest(), cancel.Token)).ExitCode.ShouldBe(ExitCode.Cancelled);
        Place.Ran = null;

        var resumed = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        resumed.Error?.Format().ShouldBeNull();
        resumed.Release!.State.ShouldBe(ReleaseState.Live);
        resumed.Release.RefreshOf.ShouldBe("r1");
        (await ReadAsync("select id from analytics.orders order by id")).ShouldBe(["1", "2"]);
    }

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
        _folder.Write("seeds/names.csv", "id,name\n1,one\n");
        _folder.Write("models/orders.sql", "-- materialized: table\nselect id from app.source where id > $least$");
        _folder.Write(
            "models/named.sql",
            "select o.id, n.name from $schema$.orders o join $schema$.names n on n.id = o.id"
        );
        await ReleaseAsync();
    }
}

public sealed class DuckDbRefreshedSqlProjects() : RefreshedSqlProjectSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRefreshedSqlProjects() : RefreshedSqlProjectSuite(Testing.Engines.Engine.Postgres);
