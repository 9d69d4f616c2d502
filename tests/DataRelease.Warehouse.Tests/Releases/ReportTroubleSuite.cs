using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Reports that can't be made or kept, and releases that are given up before theirs is.</summary>
public abstract class ReportTroubleSuite(Engine engine) : ReleaseSuite(engine)
{
    private const string Numbers = "select 1 as id, 'a' as name union all select 2, 'b'";

    [Fact]
    public async Task A_report_that_can_not_be_kept_is_a_warning_and_the_release_is_live()
    {
        Project.With("orders", Numbers);
        // What is kept can be read as before, but nothing is kept any more.
        var events = new Saboteur(async () =>
        {
            foreach (
                var statement in new[]
                {
                    "create table data_release.kept as select * from data_release.artifacts",
                    "drop table data_release.artifacts",
                    "create view data_release.artifacts as select distinct * from data_release.kept",
                }
            )
                await Place.ExecuteAsync(statement);
        });
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", Warehouse, Config, _ =>
                Task.FromResult<IGreenBuilder>(Project)
            ),
            events,
            TimeProvider.System
        );

        var report = await engine.ReleaseAsync(new DeployRequest(), Cancellation);

        (report.ExitCode, report.Live!.Release, report.Document).ShouldBe((ExitCode.Done, "r1", null));
        events.Warnings.ShouldContain("DR1006");
    }

    [Fact]
    public async Task Nothing_is_compared_once_the_release_is_cancelled()
    {
        Project.With("orders", Numbers);
        await ReleaseAsync();
        using var cancel = new CancellationTokenSource();
        Project.With("orders", "select 3 as id, 'a' as name");
        Project.During = async _ => await cancel.CancelAsync();

        var report = await Engine().ReleaseAsync(new DeployRequest(), cancel.Token);

        report.ExitCode.ShouldBe(ExitCode.Cancelled);
        report.Document!.Decision.Code.ShouldBe("DR5018");
        report.Document.Relations.ShouldAllBe(relation => relation.Diff == null);
    }

    /// <summary>Takes away what the report needs, once the release is live.</summary>
    private sealed class Saboteur(Func<Task> act) : IReleaseEvents
    {
        public List<string?> Warnings { get; } = [];

        public void Publish(ReleaseEvent happened)
        {
            if (happened is ReleaseEvent.Warned warning)
                Warnings.Add(warning.Code);
            if (happened is ReleaseEvent.StepFinished { Name: "swap" })
                act().GetAwaiter().GetResult();
        }
    }
}

public sealed class DuckDbReportTrouble() : ReportTroubleSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresReportTrouble() : ReportTroubleSuite(Testing.Engines.Engine.Postgres);
