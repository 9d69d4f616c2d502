using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using On = DataRelease.Testing.Engines.Engine;

namespace DataRelease.Security.Tests.Doctor;

/// <summary>What is wrong with kept releases, and what is left of others.</summary>
public abstract class ReleaseDoctorSuite(On engine) : DoctorSuite(engine)
{
    [Fact]
    public async Task A_release_of_which_nothing_is_left_is_found_and_written_off()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("drop schema analytics__r1 cascade");

        (await FoundAsync("DR5102", CheckState.Warn, "")).Message.ShouldContain(
            "r1 is superseded, and nothing of it is left"
        );
        await MendedAsync();

        (await Engine().StatusAsync(Cancellation)).RollbackTargets.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_release_of_which_a_part_is_gone_is_found_and_kept()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("drop table analytics__r1.orders");

        (await FoundAsync("DR5102", CheckState.Warn, "")).Message.ShouldContain(
            "1 of its 2 relations are gone: analytics__r1.orders"
        );
        await ExamineAsync(fix: true);

        (await ReadAsync("select count(*) from analytics__r1.totals")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Columns_of_a_kept_release_that_changed_are_named()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("alter table analytics__r1.orders add column added integer");

        (await FoundAsync("DR5107", CheckState.Warn, "analytics__r1.orders")).Message.ShouldContain("r1");
    }

    [Fact]
    public async Task A_schema_of_our_naming_that_the_ledger_does_not_know_is_named_and_never_dropped()
    {
        await TwoReleasesAsync();
        await ExecuteAsync(
            "create schema analytics__r77",
            "create table analytics__r77.precious as select 1 as x",
            "create schema analytics__raw",
            "create schema other__r5"
        );

        var finding = await FoundAsync("DR5101", CheckState.Warn, "analytics__r77");
        finding.Message.ShouldContain("drop schema if exists \"analytics__r77\" cascade");
        var report = await ExamineAsync(fix: true);

        report.Checks.Count(check => check.Value == "DR5101").ShouldBe(1);
        (await ReadAsync("select x from analytics__r77.precious")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task What_is_left_of_a_release_that_was_aborted_is_found_and_dropped()
    {
        await TwoReleasesAsync();
        await DeployAsync();
        (await Engine().AbortAsync(new RecoveryRequest { Release = "r3" }, Cancellation)).ExitCode.ShouldBe(
            ExitCode.Done
        );
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
        (await Engine().AbortAsync(new RecoveryRequest { Release = "r3" }, Cancellation)).ExitCode.ShouldBe(
            ExitCode.Done
        );
        await ExecuteAsync(
            "create schema analytics__r3",
            "create table analytics__r3.orders as select 1 as id",
            "create schema reporting",
            "create view reporting.top as select id from analytics__r3.orders"
        );

        await ExamineAsync(fix: true);

        (await ReadAsync("select id from reporting.top")).ShouldBe(["1"]);
    }
}

public sealed class DuckDbReleaseDoctor() : ReleaseDoctorSuite(On.DuckDb);

public sealed class PostgresReleaseDoctor() : ReleaseDoctorSuite(On.Postgres);
