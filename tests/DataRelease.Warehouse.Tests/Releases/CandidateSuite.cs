using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>What goes live is what was approved: a swap never guesses which candidate is meant.</summary>
public abstract class CandidateSuite(Engine engine) : ReleaseSuite(engine)
{
    private const string Approved = "1111111111111111111111111111111111111111";
    private const string Other = "2222222222222222222222222222222222222222";

    [Fact]
    public async Task A_swap_among_several_candidates_is_refused_until_one_is_named()
    {
        await ReleaseAsync(With(1));
        await CandidateAsync(2, Approved, "main");
        await CandidateAsync(3, Other, "feature/x");

        var refused = await Engine().SwapAsync(new SwapRequest(), Cancellation);

        refused.Error!.Code.Id.ShouldBe("DR5030");
        refused.ExitCode.ShouldBe(ExitCode.Refused);
        refused.Error.Message.ShouldContain("r3 (3.0.0, feature/x, 22222222, octocat");
        refused.Error.Message.ShouldContain("r2 (2.0.0, main, 11111111, octocat");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await Engine().PreviewSwapAsync(new SwapRequest(), Cancellation)).Error!.Code.Id.ShouldBe("DR5030");

        var swapped = await Engine().SwapAsync(new SwapRequest { Release = "r2" }, Cancellation);
        swapped.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_commit_names_its_candidate_and_refuses_every_other()
    {
        await CandidateAsync(1, Approved, "main");
        await CandidateAsync(2, Other, "feature/x");

        (await Engine().SwapAsync(new SwapRequest { Commit = "3333333" }, Cancellation)).Error!.Code.Id.ShouldBe(
            "DR5031"
        );
        (
            await Engine().SwapAsync(new SwapRequest { Release = "r2", Commit = Approved }, Cancellation)
        ).Error!.Message.ShouldBe($"r2 was built from {Other}, not from {Approved}");
        (await Engine().SwapAsync(new SwapRequest { Commit = "1111" }, Cancellation)).Error!.Code.Id.ShouldBe("DR5031");

        var swapped = await Engine().SwapAsync(new SwapRequest { Commit = "1111111" }, Cancellation);

        swapped.Error?.Format().ShouldBeNull();
        swapped.Live!.Release.ShouldBe("r1");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_candidate_without_a_commit_is_of_none()
    {
        await DeployAsync(With(1));

        var refused = await Engine().SwapAsync(new SwapRequest { Release = "r1", Commit = Approved }, Cancellation);

        refused.Error!.Code.Id.ShouldBe("DR5031");
        refused.Live.ShouldBeNull();
    }

    [Fact]
    public async Task Two_candidates_of_one_commit_are_still_two()
    {
        await CandidateAsync(1, Approved, "main");
        await CandidateAsync(2, Approved, "main");

        (await Engine().SwapAsync(new SwapRequest { Commit = Approved }, Cancellation)).Error!.Code.Id.ShouldBe(
            "DR5030"
        );
    }

    [Fact]
    public async Task One_that_can_not_go_live_any_more_does_not_count_beside_one_that_can()
    {
        await ReleaseAsync(With(1));
        await CandidateAsync(2, Other, "feature/x");
        await CandidateAsync(3, Approved, "main");
        await Engine().SwapAsync(new SwapRequest { Release = "r3" }, Cancellation);
        await CandidateAsync(4, Approved, "main");

        var status = await Engine().StatusAsync(Cancellation);
        status.Releases.Select(release => (release.Id, release.IsOutdated)).ShouldBe([("r4", false), ("r2", true)]);
        status.Summary.ShouldStartWith("r4 waits: data-release swap; r2 can't go live any more, since r3 is live now");

        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Live!.Release.ShouldBe("r4");
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error!.Code.Id.ShouldBe("DR5016");
        (await Engine().StatusAsync(Cancellation)).Summary.ShouldNotContain("data-release swap");
    }

    [Fact]
    public async Task Status_and_report_say_where_a_candidate_comes_from()
    {
        var document = (await CandidateAsync(1, Approved, "main")).Document!;
        document.Release.Branch.ShouldBe("main");
        document.Release.Commit.ShouldBe(Approved);
        document.Release.CreatedBy.ShouldBe("octocat");

        var waiting = (await Engine().StatusAsync(Cancellation)).Releases.ShouldHaveSingleItem();
        (waiting.Branch, waiting.Commit, waiting.CreatedBy, waiting.State).ShouldBe(
            ("main", Approved, "octocat", ReleaseState.Validated)
        );
    }

    [Fact]
    public async Task Status_shows_a_failed_release_whose_green_is_kept_until_it_is_given_up()
    {
        await ReleaseAsync(With(1));
        Project.With("orders", "select 2 as id where 1 = 0");
        (await Engine().DeployAsync(new DeployRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Refused);

        var status = await Engine().StatusAsync(Cancellation);
        status.Releases.ShouldHaveSingleItem().State.ShouldBe(ReleaseState.Failed);
        status.Summary.ShouldContain("r2 failed and its green is kept: data-release validate --release r2");

        await Engine().AbortAsync(new RecoveryRequest { Release = "r2" }, Cancellation);
        (await Engine().StatusAsync(Cancellation)).Releases.ShouldBeEmpty();
    }

    private Task<ReleaseReport.Released> CandidateAsync(int version, string commit, string branch) =>
        DeployAsync(With(version) with { Commit = commit, Branch = branch, By = "octocat" });
}

public sealed class DuckDbCandidates() : CandidateSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresCandidates() : CandidateSuite(Testing.Engines.Engine.Postgres);
