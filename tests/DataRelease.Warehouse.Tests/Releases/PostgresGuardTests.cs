using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Postgres;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary><c>doctor --guard</c>: who is no release does not write to what is live.</summary>
public sealed class PostgresGuardTests : PostgresReleaseSuite
{
    private static readonly DoctorRequest _look = new() { Guard = true };
    private static readonly DoctorRequest _fix = new() { Guard = true, Fix = true };

    [Fact]
    public async Task A_guard_stops_whoever_is_no_release_and_says_what_to_type()
    {
        Project.With("orders", "select 1 as id");
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();

        var before = await Engine().DoctorAsync(_look, Cancellation);
        before.Statements.ShouldContain(text => text.StartsWith("create event trigger", StringComparison.Ordinal));
        before.Checks.Single(check => check.State == CheckState.Warn).Message.ShouldContain("plain dbt run");
        await StatementAsync("create table analytics.before_the_guard (id int)");
        await StatementAsync("drop table analytics.before_the_guard");
        var fixedNow = await Engine().DoctorAsync(_fix, Cancellation);
        fixedNow.Error?.Format().ShouldBeNull();
        fixedNow.Summary.ShouldBe("1 measure put in place; live is guarded");

        foreach (
            var statement in new[]
            {
                "create table analytics.intruder (id int)",
                "create view analytics.intruder as select 1 as id",
                "create table analytics.intruder as select 1 as id",
                "select 1 as id into analytics.intruder",
                "drop view analytics.orders",
                "drop schema analytics cascade",
                "alter view analytics.orders rename to other",
                "create or replace view analytics.orders as select 9 as id",
            }
        )
        {
            var error = await Should.ThrowAsync<PostgresException>(() => StatementAsync(statement), statement);
            error.SqlState.ShouldBe("42501");
            error.MessageText.ShouldContain("schema analytics is live for environment prod of DataRelease");
            error.Hint.ShouldNotBeNull().ShouldContain("data-release refresh");
        }
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Before_the_first_release_it_is_looked_at_and_can_be_put_in_place()
    {
        await Place.ExecuteAsync("create schema analytics");

        (await Engine().DoctorAsync(_look, Cancellation)).Summary.ShouldBe("1 measure not in place");
        (await HasSchemaAsync("data_release")).ShouldBeFalse();
        (await Engine().DoctorAsync(_fix, Cancellation)).Error?.Format().ShouldBeNull();

        await StatementAsync("create table analytics.orders as select 1 as id");
        Project.With("orders", "select 2 as id");
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
        await Should.ThrowAsync<PostgresException>(() => StatementAsync("drop view analytics.orders"));
    }

    [Fact]
    public async Task A_guard_stops_no_release_and_nothing_outside_live()
    {
        Project.With("orders", "select 1 as id");
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
        (await Engine().DoctorAsync(_fix, Cancellation)).Error?.Format().ShouldBeNull();

        await StatementAsync("create table public.own (id int)");
        await StatementAsync("create temporary table orders (id int)");
        await StatementAsync("comment on view analytics.orders is 'mine'");
        await StatementAsync("set data_release.releasing = 'on'; create table analytics.meant (id int)");
        await StatementAsync("set data_release.releasing = 'on'; drop table analytics.meant");
        Project.With("orders", "select 2 as id, 'x' as note").With("fresh", "select 1 as id");
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).Checks.ShouldNotContain(check =>
            check.Message.Contains("event trigger", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_connection_with_a_name_of_its_own_is_a_release_too()
    {
        Project.With("orders", "select 1 as id");
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
        (await Engine().DoctorAsync(_fix, Cancellation)).Error?.Format().ShouldBeNull();
        Project.With("orders", "select 2 as id");
        await using var named = new PostgresWarehouse(
            new NpgsqlConnectionStringBuilder(Place.Postgres!.ConnectionString)
            {
                ApplicationName = "nightly",
            }.ConnectionString
        );

        var report = await new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", named, Config, _ => Task.FromResult<IGreenBuilder>(Project)),
            Events,
            TimeProvider.System
        ).ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Others_who_may_make_relations_in_live_may_no_longer()
    {
        var analyst = await Place.Postgres!.CreateRoleAsync("analyst", Cancellation);
        Project.With("orders", "select 1 as id");
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync(
            $"grant usage, create on schema analytics to \"{analyst}\"",
            "grant create on schema analytics to public"
        );

        var before = await Engine().DoctorAsync(_look, Cancellation);
        before.Statements.ShouldContain($"revoke create on schema \"analytics\" from \"{analyst}\"");
        before.Statements.ShouldContain("revoke create on schema \"analytics\" from public");
        (await Engine().DoctorAsync(_fix, Cancellation)).Error?.Format().ShouldBeNull();

        (await CanAsync(analyst, "create table analytics.own (id int)")).ShouldBeFalse();
        (await Engine().DoctorAsync(_look, Cancellation)).Summary.ShouldBe("live is guarded");
    }

    [Fact]
    public async Task A_live_schema_of_somebody_who_logs_in_goes_over_and_they_still_read()
    {
        var analyst = await Place.Postgres!.CreateRoleAsync("analyst", Cancellation);
        await Place.ExecuteAsync($"create schema analytics authorization \"{analyst}\"");
        Project.With("orders", "select 1 as id");
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync($"grant select on analytics.orders to \"{analyst}\"");
        (await CanAsync(analyst, "create table analytics.own (id int)")).ShouldBeTrue();
        await Place.ExecuteAsync("drop table analytics.own");

        var look = await Engine().DoctorAsync(_look, Cancellation);
        look.Checks.ShouldContain(check => check.Message.Contains($"it belongs to {analyst}, a role that can log in"));
        (await Engine().DoctorAsync(_fix, Cancellation)).Summary.ShouldEndWith("live is guarded");

        (await CanAsync(analyst, "create table analytics.own (id int)")).ShouldBeFalse();
        (await ReadAsAsync(analyst, "select id from analytics.orders")).ShouldBe("1");
    }

    [Fact]
    public async Task What_the_role_may_not_is_told_with_what_it_needs()
    {
        var releaser = await Place.Postgres!.CreateRoleAsync("releaser", Cancellation);
        await Place.ExecuteAsync($"grant create on database \"{Place.Postgres.Name}\" to \"{releaser}\"");
        Project.With("orders", "select 1 as id");
        await using var own = new PostgresWarehouse(Place.Postgres.ConnectionStringOf(releaser));
        var project = new FakeProject(own);
        project.With("orders", "select 1 as id");
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", own, Config, _ => Task.FromResult<IGreenBuilder>(project)),
            Events,
            TimeProvider.System
        );
        (await engine.ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        var report = await engine.DoctorAsync(_fix, Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Done);
        report.Summary.ShouldBe("1 measure not in place");
        report.Checks.Single(check => check.State == CheckState.Warn).Message.ShouldContain("it needs a superuser");
        report.Statements[0].ShouldContain("(needs a superuser)");
    }

    [Fact]
    public async Task A_superuser_who_puts_the_guard_in_place_takes_nothing_from_the_role_that_releases()
    {
        var releaser = await Place.Postgres!.CreateRoleAsync("releaser", Cancellation);
        var analyst = await Place.Postgres.CreateRoleAsync("analyst", Cancellation);
        await Place.ExecuteAsync($"grant create on database \"{Place.Postgres.Name}\" to \"{releaser}\"");
        await using var own = new PostgresWarehouse(Place.Postgres.ConnectionStringOf(releaser));
        var project = new FakeProject(own);
        project.With("orders", "select 1 as id");
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", own, Config, _ => Task.FromResult<IGreenBuilder>(project)),
            Events,
            TimeProvider.System
        );
        (await engine.ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync($"grant usage, create on schema analytics to \"{analyst}\"");

        var report = await Engine().DoctorAsync(_fix, Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Summary.ShouldEndWith("live is guarded");
        (await CanAsync(analyst, "create table analytics.own (id int)")).ShouldBeFalse();
        (await ReadAsync("select nspowner::regrole::text from pg_namespace where nspname = 'analytics'")).ShouldBe([
            releaser,
        ]);
        project.With("orders", "select 2 as id, 'x' as note");
        (await engine.ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    private async Task StatementAsync(string statement)
    {
        await using var connection = await Place.Postgres!.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
