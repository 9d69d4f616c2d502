using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>
/// A rollback that was cut short is known, finished or given up, and forgotten as soon as something else goes live.
/// </summary>
public abstract class PendingRollbackSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task One_that_was_cut_short_after_its_swap_is_finished_when_it_is_typed_again()
    {
        await ThreeAsync();
        await CutShortAsync(live: 2);
        (await Engine().StatusAsync(Cancellation)).Summary.ShouldContain(
            "a rollback from r3 to r2 was cut short after its swap"
        );

        var report = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Live!.Release.ShouldBe("r2");
        report.Summary.ShouldContain("r2 (2.0.0) is live again");
        (await Engine().ResumeAsync(new RecoveryRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.NothingToDo);
        // Once it is finished, typing it again goes on to the next older release, never forward.
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task One_that_was_cut_short_before_its_swap_is_resumed_to_the_release_that_was_named()
    {
        await ThreeAsync();
        await BeginAsync(to: 1);

        var report = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Live!.Release.ShouldBe("r1");
        (await ReadAsync("select v from analytics.numbers")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task One_that_is_given_up_leaves_live_as_it_is()
    {
        await ThreeAsync();
        await BeginAsync(to: 1);

        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select v from analytics.numbers")).ShouldBe(["3"]);
        (await Engine().ResumeAsync(new RecoveryRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.NothingToDo);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r2");
    }

    [Fact]
    public async Task Another_release_that_goes_live_makes_it_forgotten()
    {
        await ThreeAsync();
        await CutShortAsync(live: 2);
        await ReleaseVersionAsync(4);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r2");

        var report = await Engine().RollbackAsync(new RollbackRequest { To = "r1" }, Cancellation);

        report.Live!.Release.ShouldBe("r1");
        (await Engine().ResumeAsync(new RecoveryRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.NothingToDo);
    }

    [Fact]
    public async Task It_is_written_down_before_the_swap_marked_within_it_and_forgotten_when_it_is_done()
    {
        NeedsViewsThatStay();
        await ThreeAsync();
        string? before = null,
            after = null;
        var isAsking = false;
        Place.Ran = text =>
        {
            if (isAsking || after is not null)
                return;
            isAsking = true;
            if (before is null && text.Contains("insert into \"data_release\".\"live\"", StringComparison.Ordinal))
                before = Ask();
            else if (
                before is not null
                && text.Contains(
                    "select number, since, previous from \"data_release\".\"live\"",
                    StringComparison.Ordinal
                )
            )
                after = Ask();
            isAsking = false;
        };

        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        before.ShouldNotBeNull().ShouldContain("a rollback from r3 to r2 was cut short before its swap");
        after.ShouldNotBeNull().ShouldContain("a rollback from r3 to r2 was cut short after its swap");
        Ask().ShouldNotContain("cut short");
    }

    /// <summary>What another process would be told at this moment.</summary>
    private string Ask() => Engine().StatusAsync(Cancellation).GetAwaiter().GetResult().Summary;

    private async Task ThreeAsync()
    {
        for (var version = 1; version <= 3; version++)
            await ReleaseVersionAsync(version);
    }

    private async Task ReleaseVersionAsync(int version)
    {
        Project.With("numbers", $"select {version} as v");
        await ReleaseAsync(new DeployRequest { Version = $"{version}.0.0" });
    }

    /// <summary>As a process leaves it that is killed right after the swap's COMMIT.</summary>
    private async Task CutShortAsync(int live)
    {
        (await Engine().RollbackAsync(new RollbackRequest { To = $"r{live}" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        await BeginAsync(live, live);
    }

    private Task BeginAsync(int to, int? live = null) =>
        KeepAsync(
            3,
            "rollback.json",
            $$"""{"From": 3, "To": {{to}}, "Live": {{(live is null ? "null" : $"{live}")}}}"""
        );
}

public sealed class DuckDbPendingRollbacks() : PendingRollbackSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresPendingRollbacks() : PendingRollbackSuite(Testing.Engines.Engine.Postgres);
