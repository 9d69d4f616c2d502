using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Warehouse.Tests.Releases;
using On = DataRelease.Testing.Engines.Engine;

namespace DataRelease.Security.Tests.Doctor;

/// <summary>
/// Each thing that can be wrong is found, named and explained; what is safe is mended, and nothing else is touched.
/// </summary>
public abstract class DoctorSuite(On engine) : ReleaseSuite(engine)
{
    /// <summary>What the model <c>orders</c> selects.</summary>
    protected const string Orders = "select 1 as id, 'one' as name union all select 2, 'two'";

    /// <summary>r1 superseded, r2 live.</summary>
    protected async Task TwoReleasesAsync()
    {
        Project.With("orders", Orders).With("totals", "select cast(count(*) as integer) as n from {green}.orders");
        await ReleaseAsync();
        await ReleaseAsync();
    }

    protected async Task<ReleaseReport.Examined> ExamineAsync(bool fix = false)
    {
        var report = await Engine().DoctorAsync(new DoctorRequest { Fix = fix }, Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report;
    }

    /// <summary>The one finding of a code; it says what to do.</summary>
    protected async Task<CheckOutcome> FoundAsync(string code, CheckState state, string relation)
    {
        var report = await ExamineAsync();
        var finding = report
            .Checks.Where(check => check.Value == code && check.Relation == relation)
            .ToList()
            .ShouldHaveSingleItem($"{string.Join('\n', report.Checks)}");
        finding.State.ShouldBe(state);
        finding.Message.ShouldContain(";");
        report.ExitCode.ShouldBe(
            report.Checks.Any(check => check.State == CheckState.Fail) ? ExitCode.Failed : ExitCode.Done
        );
        return finding;
    }

    /// <summary>After <c>--fix</c> nothing is left to find.</summary>
    protected async Task MendedAsync()
    {
        var report = await ExamineAsync(fix: true);
        report.Summary.ShouldStartWith("fixed: ");
        report.Checks.ShouldAllBe(check => check.State == CheckState.Pass);
        var again = await ExamineAsync();
        again.Checks.ShouldAllBe(check => check.State == CheckState.Pass);
        again.ExitCode.ShouldBe(ExitCode.Done);
    }

    protected async Task<string> LiveSinceAsync() =>
        (
            await ReadAsync("select cast(since as varchar) || ' ' || cast(previous as varchar) from data_release.live")
        ).Single();
}
