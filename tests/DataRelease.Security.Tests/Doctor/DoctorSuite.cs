using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Warehouse.Tests.Releases;
using On = DataRelease.Warehouse.Tests.Engine;

namespace DataRelease.Security.Tests.Doctor;

/// <summary>Each thing that can be wrong is found, named and explained; what is safe is mended, and nothing else is touched.</summary>
public abstract class DoctorSuite(On engine) : ReleaseSuite(engine)
{
    private const string Orders = "select 1 as id, 'one' as name union all select 2, 'two'";

    [Fact]
    public async Task A_healthy_environment_has_no_finding()
    {
        await TwoReleasesAsync();

        var report = await ExamineAsync();

        report.Checks.ShouldAllBe(check => check.State == CheckState.Pass);
        report.ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task A_doctor_of_an_empty_database_writes_nothing()
    {
        (await ExamineAsync(fix: true)).ExitCode.ShouldBe(ExitCode.Done);

        (await HasSchemaAsync("data_release")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_view_of_live_that_was_dropped_is_found_and_made_again()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("drop view analytics.orders");

        await FoundAsync("DR5104", CheckState.Fail, "analytics.orders");
        await MendedAsync();

        (await ReadAsync("select id, name from analytics.orders order by id")).ShouldBe(["1|one", "2|two"]);
    }

    [Theory]
    [InlineData("select id, name from analytics__r1.orders", "analytics__r1.orders")]
    [InlineData("select id, name from analytics__r2.orders where id > 1", "a query of somebody's own")]
    [InlineData("select id, upper(name) as name from analytics__r2.orders", "a query of somebody's own")]
    [InlineData("select distinct id, name from analytics__r2.orders", "a query of somebody's own")]
    [InlineData("select id, name from analytics__r2.orders limit 1", "a query of somebody's own")]
    public async Task A_view_of_live_that_shows_something_else_is_found_and_mended(string query, string shows)
    {
        await TwoReleasesAsync();
        await ExecuteAsync($"create or replace view analytics.orders as {query}");

        var finding = await FoundAsync("DR5105", CheckState.Fail, "analytics.orders");
        finding.Message.ShouldContain(shows);
        var since = await LiveSinceAsync();
        await MendedAsync();

        (await ReadAsync("select id, name from analytics.orders order by id")).ShouldBe(["1|one", "2|two"]);
        (await LiveSinceAsync()).ShouldBe(since);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task A_table_in_the_place_of_a_view_is_found_and_left_alone()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("drop view analytics.orders", "create table analytics.orders as select 7 as id");

        await FoundAsync("DR5105", CheckState.Fail, "analytics.orders");
        var report = await ExamineAsync(fix: true);

        report.ExitCode.ShouldBe(ExitCode.Failed);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["7"]);
        (await HasSchemaAsync("analytics__r0")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_relation_that_no_release_put_into_live_is_named_and_left_alone()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("create table analytics.scratch as select 1 as x");

        var finding = await FoundAsync("DR5106", CheckState.Warn, "analytics");
        finding.Message.ShouldContain("scratch");
        await ExamineAsync(fix: true);

        (await ReadAsync("select x from analytics.scratch")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_relation_of_live_that_is_gone_is_found_and_not_mended()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("drop view analytics.orders", "drop table analytics__r2.orders");

        (await FoundAsync("DR5102", CheckState.Fail, "analytics.orders")).Message.ShouldContain("analytics__r2.orders of r2 is gone");
        (await ExamineAsync(fix: true)).ExitCode.ShouldBe(ExitCode.Failed);
    }

    [Fact]
    public async Task A_release_of_which_nothing_is_left_is_found_and_written_off()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("drop schema analytics__r1 cascade");

        (await FoundAsync("DR5102", CheckState.Warn, "")).Message.ShouldContain("r1 is superseded, and nothing of it is left");
        await MendedAsync();

        (await Engine().StatusAsync(Cancellation)).RollbackTargets.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_release_of_which_a_part_is_gone_is_found_and_kept()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("drop table analytics__r1.orders");

        (await FoundAsync("DR5102", CheckState.Warn, "")).Message.ShouldContain("1 of its 2 relations are gone: analytics__r1.orders");
        await ExamineAsync(fix: true);

        (await ReadAsync("select count(*) from analytics__r1.totals")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Columns_of_live_that_changed_after_it_was_checked_are_named()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("alter table analytics__r2.orders add column added integer");

        (await FoundAsync("DR5107", CheckState.Fail, "analytics__r2.orders")).Message.ShouldContain("now added");
    }

    [Fact]
    public async Task Columns_of_a_kept_release_that_changed_are_named()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("alter table analytics__r1.orders add column added integer");

        (await FoundAsync("DR5107", CheckState.Warn, "analytics__r1.orders")).Message.ShouldContain("r1");
    }

    [Fact]
    public async Task Rows_of_live_that_changed_after_it_was_checked_are_counted()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("delete from analytics__r2.orders where id = 1");

        (await FoundAsync("DR5107", CheckState.Fail, "analytics__r2.orders")).Message.ShouldContain("had 2 rows when r2 was checked, and has 1");
    }

    [Fact]
    public async Task A_schema_of_our_naming_that_the_ledger_does_not_know_is_named_and_never_dropped()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("create schema analytics__r77", "create table analytics__r77.precious as select 1 as x", "create schema analytics__raw", "create schema other__r5");

        var finding = await FoundAsync("DR5101", CheckState.Warn, "analytics__r77");
        finding.Message.ShouldContain("drop schema \"analytics__r77\" cascade");
        var report = await ExamineAsync(fix: true);

        report.Checks.Count(check => check.Value == "DR5101").ShouldBe(1);
        (await ReadAsync("select x from analytics__r77.precious")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task What_is_left_of_a_release_that_was_aborted_is_found_and_dropped()
    {
        await TwoReleasesAsync();
        await DeployAsync();
        (await Engine().AbortAsync(new RecoveryRequest { Release = "r3" }, Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
        await ExecuteAsync("create schema analytics__r3", "create table analytics__r3.orders as select 1 as id");

        await FoundAsync("DR5101", CheckState.Warn, "analytics__r3");
        await MendedAsync();

        (await HasSchemaAsync("analytics__r3")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_left_of_a_release_is_kept_where_something_outside_reads_it()
    {
        await TwoReleasesAsync();
        await DeployAsync();
        (await Engine().AbortAsync(new RecoveryRequest { Release = "r3" }, Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
        await ExecuteAsync("create schema analytics__r3", "create table analytics__r3.orders as select 1 as id", "create schema reporting", "create view reporting.top as select id from analytics__r3.orders");

        await ExamineAsync(fix: true);

        (await ReadAsync("select id from reporting.top")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_view_outside_on_one_release_is_named()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("create schema reporting", "create view reporting.top as select id from analytics__r1.orders");

        (await FoundAsync("DR5108", CheckState.Warn, "reporting.top")).Message.ShouldContain("reads analytics__r1.orders of r1, which is superseded");
    }

    [Fact]
    public async Task A_lease_that_expired_is_found_and_given_back()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("update data_release.leases set released = false, expires_at = '2001-01-01'");

        await FoundAsync("DR5103", CheckState.Warn, "");
        await MendedAsync();

        (await ReadAsync("select released from data_release.leases")).Single().ShouldBe("True");
    }

    [Fact]
    public async Task A_state_that_contradicts_the_marker_is_found_and_set_right()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("update data_release.releases set state = 'superseded' where number = 2");

        (await FoundAsync("DR5100", CheckState.Fail, "")).Message.ShouldContain("r2 is live, and its state is superseded");
        await MendedAsync();
    }

    [Fact]
    public async Task Two_releases_in_state_live_are_found_and_set_right()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("update data_release.releases set state = 'live' where number = 1");

        (await FoundAsync("DR5100", CheckState.Fail, "")).Message.ShouldContain("r1 is in state live beside r2");
        await MendedAsync();

        (await ReadAsync("select state from data_release.releases order by number")).ShouldBe(["superseded", "live"]);
    }

    [Fact]
    public async Task A_marker_that_is_missing_is_found_and_made_again_from_what_live_shows()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("delete from data_release.live");

        (await FoundAsync("DR5100", CheckState.Fail, "")).Message.ShouldContain("no line says what is live");
        await MendedAsync();

        (await Engine().StatusAsync(Cancellation)).Live!.Release.ShouldBe("r2");
    }

    [Fact]
    public async Task A_marker_that_nothing_proves_is_not_guessed()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("delete from data_release.live", "drop view analytics.orders");

        await FoundAsync("DR5100", CheckState.Fail, "");
        var report = await ExamineAsync(fix: true);

        report.ExitCode.ShouldBe(ExitCode.Failed);
        (await ReadAsync("select number from data_release.live")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_marker_of_no_release_and_relations_of_no_release_are_found()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("update data_release.live set number = 99", "update data_release.relations set number = 88 where number = 1");

        var report = await ExamineAsync();

        report.Checks.ShouldContain(check => check.Value == "DR5100" && check.Message.Contains("r99", StringComparison.Ordinal));
        report.Checks.ShouldContain(check => check.Value == "DR5100" && check.Message.Contains("2 relations of r88", StringComparison.Ordinal));
        report.Checks.ShouldContain(check => check.Value == "DR5100" && check.Message.Contains("r1 is superseded, and it has no relations", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ledger_that_points_outside_is_found_and_neither_swapped_to_nor_pruned()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("create schema secrets", "create table secrets.orders as select 42 as id, 'hidden' as name",
            "update data_release.relations set physical_schema = 'secrets' where number = 1 and live_name = 'orders'",
            "update data_release.releases set green_schema = 'analytics' where number = 1");

        await FoundAsync("DR5100", CheckState.Fail, "");
        var back = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);
        var prune = await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);

        back.Error!.Code.ShouldBe(ErrorCode.LedgerCorrupt);
        prune.Error!.Code.ShouldBe(ErrorCode.LedgerCorrupt);
        (await ReadAsync("select name from analytics.orders order by id")).ShouldBe(["one", "two"]);
        (await ReadAsync("select name from secrets.orders")).ShouldBe(["hidden"]);
    }

    [Fact]
    public async Task A_dry_run_prints_what_it_would_do_and_does_nothing()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("drop view analytics.orders", "update data_release.releases set state = 'live' where number = 1");

        var report = await Engine().DoctorAsync(new DoctorRequest { Fix = true, DryRun = true }, Cancellation);

        report.Statements.ShouldContain(statement => statement.StartsWith("create", StringComparison.OrdinalIgnoreCase) && statement.Contains("\"analytics\".\"orders\"", StringComparison.Ordinal));
        (await RelationsAsync("analytics")).ShouldBe(["totals:View"]);
        (await ReadAsync("select state from data_release.releases where number = 1")).ShouldBe(["live"]);
    }

    [Fact]
    public async Task Mending_several_things_touches_no_row_of_data()
    {
        await TwoReleasesAsync();
        await DeployAsync();
        (await Engine().AbortAsync(new RecoveryRequest { Release = "r3" }, Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
        await ExecuteAsync("create schema analytics__r3", "drop view analytics.orders", "create or replace view analytics.totals as select 0 as n from analytics__r2.totals",
            "update data_release.leases set released = false, expires_at = '2001-01-01'");
        var before = Place.Statements.Count;

        await MendedAsync();

        var written = Place.Statements.Skip(before).Where(text => !text.Contains("data_release", StringComparison.Ordinal)).ToList();
        written.ShouldNotContain(text => text.StartsWith("insert", StringComparison.OrdinalIgnoreCase) || text.StartsWith("delete", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("update", StringComparison.OrdinalIgnoreCase) || text.StartsWith("drop table", StringComparison.OrdinalIgnoreCase) || text.StartsWith("truncate", StringComparison.OrdinalIgnoreCase));
        (await ReadAsync("select count(*) from analytics__r1.orders")).ShouldBe(["2"]);
        (await ReadAsync("select count(*) from analytics__r2.orders")).ShouldBe(["2"]);
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["2"]);
    }

    /// <summary>r1 superseded, r2 live.</summary>
    protected async Task TwoReleasesAsync()
    {
        Project.With("orders", Orders).With("totals", "select cast(count(*) as integer) as n from {green}.orders");
        await ReleaseAsync();
        await ReleaseAsync();
    }

    protected async Task<ReleaseReport> ExamineAsync(bool fix = false)
    {
        var report = await Engine().DoctorAsync(new DoctorRequest { Fix = fix }, Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report;
    }

    /// <summary>The one finding of a code; it says what to do.</summary>
    protected async Task<CheckOutcome> FoundAsync(string code, CheckState state, string relation)
    {
        var report = await ExamineAsync();
        var finding = report.Checks.Where(check => check.Value == code && check.Relation == relation).ToList().ShouldHaveSingleItem($"{string.Join('\n', report.Checks)}");
        finding.State.ShouldBe(state);
        finding.Message.ShouldContain(";");
        report.ExitCode.ShouldBe(report.Checks.Any(check => check.State == CheckState.Fail) ? ExitCode.Failed : ExitCode.Done);
        return finding;
    }

    /// <summary>After <c>--fix</c> nothing is left to find.</summary>
    protected async Task MendedAsync()
    {
        var report = await ExamineAsync(fix: true);
        report.Summary.ShouldStartWith("mended: ");
        report.Checks.ShouldAllBe(check => check.State == CheckState.Pass);
        var again = await ExamineAsync();
        again.Checks.ShouldAllBe(check => check.State == CheckState.Pass);
        again.ExitCode.ShouldBe(ExitCode.Done);
    }

    private async Task<string> LiveSinceAsync() => (await ReadAsync("select cast(since as varchar) || ' ' || cast(previous as varchar) from data_release.live")).Single();
}

public sealed class DuckDbDoctor() : DoctorSuite(On.DuckDb)
{
    [Fact]
    public async Task A_view_outside_that_reads_what_is_gone_is_named()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("create schema reporting", "create view reporting.top as select id from analytics__r1.orders", "drop schema analytics__r1 cascade");

        (await FoundAsync("DR5109", CheckState.Warn, "reporting.top")).Message.ShouldContain("can't be read");
    }

    [Fact]
    public async Task Two_markers_are_found_and_the_one_that_live_shows_is_kept()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("insert into data_release.live (environment, number, since, previous, fencing) values ('prod', 1, '2020-01-01', null, 1)");

        (await FoundAsync("DR5100", CheckState.Fail, "")).Message.ShouldContain("2 releases that they are live");
        await MendedAsync();

        (await ReadAsync("select number from data_release.live")).ShouldBe(["2"]);
    }
}

public sealed class PostgresDoctor() : DoctorSuite(On.Postgres)
{
    [Fact]
    public async Task Grants_of_a_view_that_is_mended_in_place_stay()
    {
        await TwoReleasesAsync();
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        await ExecuteAsync($"grant usage on schema analytics to \"{reader}\"", $"grant select on analytics.orders to \"{reader}\"",
            "create or replace view analytics.orders as select id, name from analytics__r1.orders");

        await MendedAsync();

        await using var warehouse = new Postgres.PostgresWarehouse(Place.Postgres.ConnectionStringOf(reader));
        await using var session = await warehouse.OpenAsync(Cancellation);
        (await session.ScalarAsync(Warehouses.Sql.Raw("select count(*) from analytics.orders"), Cancellation)).ShouldBe(2L);
        await ExecuteAsync($"drop owned by \"{reader}\"");
    }

    [Fact]
    public async Task A_function_outside_that_is_bound_to_a_release_is_named()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("create schema reporting", "create function reporting.first() returns integer return (select min(id) from analytics__r1.orders)");

        (await FoundAsync("DR5108", CheckState.Warn, "reporting.first()")).Message.ShouldContain("function");
    }
}
