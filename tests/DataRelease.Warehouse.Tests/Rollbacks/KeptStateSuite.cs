using System.Text.RegularExpressions;
using DataRelease.Checks;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>Only code goes back: state of the same code stays as it is, and what stays behind is told.</summary>
public abstract class KeptStateSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task Code_goes_back_and_state_of_the_same_code_stays()
    {
        await ThreeNightsAsync();
        await Place.ExecuteAsync("insert into analytics__r3.events values (7, 'new')");

        var report = await KeepAsync();

        report.Live!.Release.ShouldBe("r4");
        report.Losses.ShouldBeEmpty();
        report.Checks.ShouldAllBe(check => check.State == CheckState.Pass);
        report.Summary.ShouldContain("r4 is live: r2 (1.0.0) with the state of r3");
        (await ReadAsync("select version from analytics.summary")).ShouldBe(["1"]);
        (await EventsAsync()).ShouldBe(["1|a", "2|b", "3|c", "7|new"]);
        (await ReadAsync("select count(*) from analytics.recent")).ShouldBe(["4"]);
        (await ReadAsync("select count(*) from analytics.history")).ShouldBe(["3"]);
        // Releases are never changed.
        (await ReadAsync("select id from analytics__r2.events order by id")).ShouldBe(["1", "2"]);
        (await ReadAsync("select count(*) from analytics__r2.recent")).ShouldBe(["2"]);
        (await RelationsAsync("analytics__r4")).ShouldBe(["recent:View"]);
    }

    [Fact]
    public async Task The_next_release_goes_on_with_the_state_that_stayed_and_prune_leaves_it()
    {
        await ThreeNightsAsync();
        await KeepAsync();
        await NightAsync(4, "d");

        (await EventsAsync()).ShouldBe(["1|a", "2|b", "3|c", "4|d"]);
        (await Engine().RollbackAsync(new RollbackRequest { AcceptLoss = true }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (await EventsAsync()).ShouldBe(["1|a", "2|b", "3|c"]);
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        (await EventsAsync()).ShouldBe(["1|a", "2|b", "3|c"]);
        (await ReadAsync("select count(*) from analytics.recent")).ShouldBe(["3"]);
        (await RelationsAsync("analytics__r3")).ShouldContain("events:Table");
        (await RelationsAsync("analytics__r3")).ShouldNotContain("summary:Table");
    }

    [Fact]
    public async Task State_whose_code_changed_goes_back_and_its_writes_are_no_less_counted()
    {
        await ThreeNightsAsync(changed: true);
        await Place.ExecuteAsync("insert into analytics__r3.events values (7, 'new')");

        var refused = await Engine().RollbackAsync(new RollbackRequest { KeepState = true }, Cancellation);
        var report = await Engine()
            .RollbackAsync(new RollbackRequest { KeepState = true, AcceptLoss = true }, Cancellation);

        refused.Error!.Code.ShouldBe(ErrorCode.WritesLost);
        refused.Live!.Release.ShouldBe("r3");
        report.Error?.Format().ShouldBeNull();
        report.Losses.ShouldHaveSingleItem().Relation.ShouldBe("analytics.events");
        (await EventsAsync()).ShouldBe(["1|a", "2|b"]);
        (await ReadAsync("select count(*) from analytics.history")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task A_rollback_says_what_builds_recorded_that_stays_behind()
    {
        await ThreeNightsAsync();

        var preview = await Engine().PreviewRollbackAsync(new RollbackRequest(), Cancellation);
        var report = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        const string left =
            "recorded since and left in r3: analytics.events: 1 row; analytics.history: 1 version, which can't be "
            + "observed again";
        preview.Summary.ShouldContain($"{left}; --keep-state keeps it where the code is the same");
        report.Summary.ShouldContain(left);
        (await EventsAsync()).ShouldBe(["1|a", "2|b"]);
    }

    [Fact]
    public async Task The_preview_shows_the_same_list_and_changes_nothing()
    {
        await ThreeNightsAsync();

        var preview = await Engine().PreviewRollbackAsync(new RollbackRequest { KeepState = true }, Cancellation);

        preview.Error?.Format().ShouldBeNull();
        preview.Summary.ShouldContain("state stays: analytics.events, analytics.history");
        preview.Summary.ShouldNotContain("left in r3");
        preview.Plan.ShouldContain(line =>
            line.Relation == "analytics.events" && line.Change == RelationChange.StateStays
        );
        preview.Statements.ShouldNotContain(text => text.Contains("\"analytics__r2\".\"events\""));
        (await ReadAsync("select version from analytics.summary")).ShouldBe(["2"]);
        (await HasSchemaAsync("analytics__r4")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_rollback_after_it_goes_further_back_and_not_forward()
    {
        await ThreeNightsAsync();
        await KeepAsync();

        var report = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Live!.Release.ShouldBe("r1");
        (await EventsAsync()).ShouldBe(["1|a"]);
        (await Engine().RollbackAsync(new RollbackRequest { To = "r3" }, Cancellation)).Error?.Format().ShouldBeNull();
        (await EventsAsync()).ShouldBe(["1|a", "2|b", "3|c"]);
    }

    [Fact]
    public async Task One_whose_swap_fails_is_taken_back_and_can_be_begun_again()
    {
        await ThreeNightsAsync();
        Place.Ran = text =>
        {
            // In the schema that takes the place of live, where schemas are exchanged.
            if (Regex.IsMatch(text, "view \"analytics(__next\\w+)?\"\\.\"summary\""))
                throw new ReleaseException(ErrorCode.StatementFailed, "the line is cut");
        };

        var failed = await Engine().RollbackAsync(new RollbackRequest { KeepState = true }, Cancellation);

        failed.Error.ShouldNotBeNull();
        Place.Ran = null;
        (await ReadAsync("select version from analytics.summary")).ShouldBe(["2"]);
        (await EventsAsync()).ShouldBe(["1|a", "2|b", "3|c"]);
        (await HasSchemaAsync("analytics__r4")).ShouldBeFalse();
        await KeepAsync();
        (await ReadAsync("select version from analytics.summary")).ShouldBe(["1"]);
        (await EventsAsync()).ShouldBe(["1|a", "2|b", "3|c"]);
    }

    [Fact]
    public async Task One_that_was_cut_short_is_gone_on_with()
    {
        await ThreeNightsAsync();
        (string Name, string Settings)[] steps =
        [
            ("count", """{"To":2,"Keeps":true}"""),
            ("keep-state", "{}"),
            ("go-back", """{"To":2}"""),
            ("leave", """{"To":2,"Keeps":true}"""),
            ("verify", """{"Keeps":true}"""),
        ];
        await Place.ExecuteAsync([
            .. steps.Select(
                (step, index) =>
                    "insert into data_release.course (environment, number, ordinal, strategy, name, settings, state, "
                    + $"result, fencing) values ('prod', 3, {100 + index}, 'rollback', '{step.Name}', "
                    + $"'{step.Settings}', '{(index == 0 ? "done" : "waiting")}', '', 1)"
            ),
        ]);

        var report = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        (await ReadAsync("select version from analytics.summary")).ShouldBe(["1"]);
        (await EventsAsync()).ShouldBe(["1|a", "2|b", "3|c"]);
        (await Engine().StatusAsync(Cancellation)).Summary.ShouldNotContain("cut short");
    }

    private async Task<ReleaseReport.Released> KeepAsync()
    {
        var report = await Engine().RollbackAsync(new RollbackRequest { KeepState = true }, Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report;
    }

    /// <summary>Each night brings a row, and the third one other code of a table.</summary>
    private async Task ThreeNightsAsync(bool changed = false)
    {
        Config = Config with
        {
            Validate = new Configuration.ValidateConfig
            {
                Checks = [new DataDiffSettings { Relations = ["events", "history"], Key = ["id"] }],
            },
        };
        await Place.ExecuteAsync("create schema app", "create table app.feed (id integer, name varchar(20))");
        Project.With("summary", "select 1 as version");
        Project.With("events", "select id, name from app.feed", "incremental");
        Project.With("history", "select id, name from app.feed", "snapshot");
        Project.With("recent", "select id from {green}.events", "view");
        await NightAsync(1, "a");
        await NightAsync(2, "b");
        Project.With("summary", "select 2 as version");
        if (changed)
            Project.With("events", "select id, name from app.feed where id > 0", "incremental");
        // What a view reads is there before it.
        Project.With("recent", "select id from {green}.events", "view");
        Project.Version = "2.0.0";
        await NightAsync(3, "c");
    }

    private async Task NightAsync(int id, string name)
    {
        await Place.ExecuteAsync("delete from app.feed", $"insert into app.feed values ({id}, '{name}')");
        await ReleaseAsync();
    }

    private Task<IReadOnlyList<string>> EventsAsync() => ReadAsync("select id, name from analytics.events order by id");
}

public sealed class DuckDbKeptState() : KeptStateSuite(Tests.Engine.DuckDb);

public sealed class PostgresKeptState() : KeptStateSuite(Tests.Engine.Postgres);
