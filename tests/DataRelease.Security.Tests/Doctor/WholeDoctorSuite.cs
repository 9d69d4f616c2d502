using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using On = DataRelease.Testing.Engines.Engine;

namespace DataRelease.Security.Tests.Doctor;

/// <summary>
/// An examination as a whole: what is healthy has no finding, and mending touches nothing but what it names.
/// </summary>
public abstract class WholeDoctorSuite(On engine) : DoctorSuite(engine)
{
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
    public async Task A_dry_run_prints_what_it_would_do_and_does_nothing()
    {
        await TwoReleasesAsync();
        await ExecuteAsync(
            "drop view analytics.orders",
            "update data_release.releases set state = 'live' where number = 1"
        );

        var report = await Engine().DoctorAsync(new DoctorRequest { Fix = true, DryRun = true }, Cancellation);

        report.Statements.ShouldContain(statement =>
            statement.StartsWith("create", StringComparison.OrdinalIgnoreCase)
            && statement.Contains("\"analytics\".\"orders\"", StringComparison.Ordinal)
        );
        (await RelationsAsync("analytics")).ShouldBe(["totals:View"]);
        (await ReadAsync("select state from data_release.releases where number = 1")).ShouldBe(["live"]);
    }

    [Fact]
    public async Task Mending_several_things_touches_no_row_of_data()
    {
        await TwoReleasesAsync();
        await DeployAsync();
        (await Engine().AbortAsync(new RecoveryRequest { Release = "r3" }, Cancellation)).ExitCode.ShouldBe(
            ExitCode.Done
        );
        await ExecuteAsync(
            "create schema analytics__r3",
            "drop view analytics.orders",
            "create or replace view analytics.totals as select 0 as n from analytics__r2.totals",
            "update data_release.leases set released = false, expires_at = '2001-01-01'"
        );
        var before = Place.Statements.Count;

        await MendedAsync();

        var written = Place
            .Statements.Skip(before)
            .Where(text => !text.Contains("data_release", StringComparison.Ordinal))
            .ToList();
        written.ShouldNotContain(text =>
            text.StartsWith("insert", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("delete", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("update", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("drop table", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("truncate", StringComparison.OrdinalIgnoreCase)
        );
        (await ReadAsync("select count(*) from analytics__r1.orders")).ShouldBe(["2"]);
        (await ReadAsync("select count(*) from analytics__r2.orders")).ShouldBe(["2"]);
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["2"]);
    }
}

public sealed class DuckDbWholeDoctor() : WholeDoctorSuite(On.DuckDb);

public sealed class PostgresWholeDoctor() : WholeDoctorSuite(On.Postgres);
