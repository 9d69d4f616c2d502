using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Testing;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Consumers' own queries on what is live and on a candidate.</summary>
public abstract class ReplaySuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _folder.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Queries_that_give_the_same_are_well()
    {
        await BothAsync(
            "select 1 as id, 'a' as name union all select 2, 'b'",
            "select 2 as id, 'b' as name union all select 1, 'a'"
        );

        var report = await ReplayAsync(
            "select * from analytics.orders; select count(*) from \"analytics\".\"orders\" "
                + "where name = 'analytics.orders'",
            "select name from analytics.orders o order by o.id -- analytics.orders"
        );

        report.Error?.Format().ShouldBeNull();
        report.Summary.ShouldBe("r1 and r2: 3 queries: 0 fail on green only, 0 differ, 3 are the same");
        var times = report.Checks.ShouldHaveSingleItem();
        times.Name.ShouldBe("replay");
        times.Message.ShouldContain("3 queries, p = ");
    }

    [Fact]
    public async Task What_fails_on_green_alone_comes_first_and_then_what_differs()
    {
        await BothAsync("select 1 as id, 'a' as name", "select 1 as id, 5 as amount union all select 2, 6");

        var report = await ReplayAsync(
            "select count(*) from analytics.orders",
            "select name from analytics.orders",
            "select nothing from analytics.orders",
            "select 1",
            "delete from analytics.orders",
            "select id from analytics.orders where id = $1"
        );

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.ReplayDiffers);
        report.Error.Message.ShouldStartWith("q2.sql(1) fails on green: ");
        report
            .Checks.Take(2)
            .Select(check => (check.Relation, check.State, check.Value))
            .ShouldBe([("q2.sql(1)", CheckState.Fail, "fails on green"), ("q1.sql(1)", CheckState.Fail, "differs")]);
        report.Checks[1].Message.ShouldBe("1 -> 1 rows, 1 gone, 1 new");
        report.Summary.ShouldContain("1 fail on green only, 1 differ, 0 are the same, 4 could not be replayed: ");
        report.Summary.ShouldContain("1 is not a query (q5.sql(1))");
        report.Summary.ShouldContain("1 has parameters without values (q6.sql(1))");
        report.Summary.ShouldContain("1 names no relation of the release that differs (q4.sql(1))");
        (await ReadAsync("select count(*) from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Values_that_dotnet_can_not_hold_are_compared_too()
    {
        await BothAsync("select 1 as id", "select 2 as id");

        var report = await ReplayAsync(
            "select interval '1 month', cast(12345678901234567890123456789012345678 as decimal(38,0)), "
                + "cast('24:00' as time) from analytics.orders",
            "select interval '1 month' * id from analytics.orders",
            "select cast(12345678901234567890123456789012345670 as decimal(38,0)) + id from analytics.orders"
        );

        report
            .Checks.Take(2)
            .Select(check => (check.Relation, check.Value))
            .ShouldBe([("q2.sql(1)", "differs"), ("q3.sql(1)", "differs")]);
        report.Summary.ShouldContain("2 differ, 1 are the same");
    }

    [Fact]
    public async Task Parameters_of_a_log_are_filled_in_and_thresholds_decide()
    {
        await BothAsync("select 1 as id, 'it''s' as name", "select 1 as id, 'other' as name");
        _folder.Write(
            "log.csv",
            "query,parameters\n\"select id from analytics.orders where name = $1\",\"[\"\"it's\"\"]\"\n"
                + "select id from analytics.orders where id = $1,[1]\n"
        );
        _folder.Write(
            "log.jsonl",
            "{\"query\": \"select $2, id from analytics.orders where id = $1\", \"parameters\": [1, true]}\n"
        );

        var strict = await Engine().ReplayAsync(new ReplayRequest([_folder.Path]), Cancellation);
        Config = Config with { Replay = Config.Replay with { Differences = new Tolerance(1, false), Slower = 10_000 } };
        var lenient = await Engine().ReplayAsync(new ReplayRequest([_folder.Path]), Cancellation);

        strict.Error!.Code.ShouldBe(ErrorCode.ReplayDiffers);
        strict.Error.Message.ShouldStartWith("log.csv(2) differs: 1 -> 0 rows, 1 gone, 0 new");
        lenient.Error?.Format().ShouldBeNull();
        lenient.Checks[0].State.ShouldBe(CheckState.Warn);
        lenient.Summary.ShouldContain("1 differ, 2 are the same");
    }

    [Fact]
    public async Task The_order_counts_only_where_the_query_says_it_and_what_is_gone_is_not_read_from_live()
    {
        Project.With("gone", "select 1 as id");
        await BothAsync(
            "select 1 as id, 9 as rank union all select 2, 8",
            "select 1 as id, 8 as rank union all select 2, 9",
            without: "gone"
        );

        var report = await ReplayAsync(
            "select id from analytics.orders order by rank",
            "select id from (select id from analytics.orders order by rank) o",
            "select id from analytics.gone"
        );

        report
            .Checks.Take(2)
            .Select(check => (check.Relation, check.Value))
            .ShouldBe([("q3.sql(1)", "fails on green"), ("q1.sql(1)", "differs")]);
        report.Checks[1].Message.ShouldBe("the same rows in another order");
        report.Summary.ShouldContain("1 are the same");
    }

    [Fact]
    public async Task Nothing_that_can_be_replayed_is_no_success_and_what_takes_too_long_is_told()
    {
        await BothAsync("select 1 as id", "select 2 as id");
        Config = Config with { Replay = Config.Replay with { MaxRows = 10 } };

        var report = await ReplayAsync(
            "select o.id from analytics.orders o, generate_series(1, 1000)",
            "select random(), id - id from analytics.orders"
        );

        report.Error!.Code.ShouldBe(ErrorCode.ReplayInconclusive);
        report.Error.Message.ShouldContain("1 has more than 10 rows (q1.sql(1))");
        report.Error.Message.ShouldContain("1 gives another result each time (q2.sql(1))");
        (await Engine().ReplayAsync(new ReplayRequest([_folder["none.csv"]]), Cancellation)).Error!.Code.ShouldBe(
            ErrorCode.ReplayUnreadable
        );
        (await Engine().ReplayAsync(new ReplayRequest([]), Cancellation)).Error!.Code.ShouldBe(
            ErrorCode.ReplayUnreadable
        );
    }

    private async Task BothAsync(string blue, string green, string? without = null)
    {
        // Times of queries that take no time say nothing in a busy machine.
        Config = Config with { Replay = Config.Replay with { Slower = 10_000 } };
        Project.With("orders", blue);
        await ReleaseAsync();
        Project.With("orders", green);
        if (without is not null)
            Project.Without(without);
        Project.Version = "2.0.0";
        await DeployAsync();
    }

    private Task<ReleaseReport.Tried> ReplayAsync(params string[] queries)
    {
        foreach (var (index, query) in queries.Index())
            _folder.Write($"q{index + 1}.sql", query);
        return Engine().ReplayAsync(new ReplayRequest([_folder.Path]), Cancellation);
    }
}

public sealed class DuckDbReplay() : ReplaySuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresReplay() : ReplaySuite(Testing.Engines.Engine.Postgres);
