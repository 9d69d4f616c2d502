using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Releases that ended half way are resumed or given up.</summary>
public abstract class RecoverySuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task A_release_that_is_built_again_is_of_the_files_that_it_was_built_from()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Project.During = token =>
        {
            cancel.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        };
        await Engine()
            .DeployAsync(
                new DeployRequest
                {
                    Commit = "1111111",
                    Branch = "old",
                    By = "ada",
                },
                cancel.Token
            );
        Project.During = null;

        var links = new Dictionary<string, string> { ["commit"] = "https://git.example/2222222" };
        var resumed = await Engine()
            .ResumeAsync(
                new RecoveryRequest { Origin = new ResumedOrigin("2222222", "new", "bob", links) },
                Cancellation
            );

        resumed.Error?.Format().ShouldBeNull();
        var again = resumed.Release!;
        (again.Commit, again.Branch, again.CreatedBy).ShouldBe(("2222222", "new", "bob"));
        (await Engine().SwapAsync(new SwapRequest { Commit = "1111111" }, Cancellation)).ExitCode.ShouldNotBe(
            ExitCode.Done
        );
        var live = await Engine().SwapAsync(new SwapRequest { Commit = "2222222" }, Cancellation);
        live.Error?.Format().ShouldBeNull();
        (await ReadAsync("select git_commit, created_by from data_release.releases where number = 2")).ShouldBe([
            "2222222|bob",
        ]);
        var options = (await ReadAsync("select options from data_release.releases where number = 2"))[0];
        options.ShouldContain("\"ada\"");
        options.ShouldContain("https://git.example/2222222");
    }

    [Fact]
    public async Task Abort_drops_a_failed_green_and_the_next_release_is_free()
    {
        await ReleaseAsync(With(1));
        Project.With("orders", "select 2 as id").With("broken", "select id from no_such_table");
        await Engine().ReleaseAsync(new DeployRequest(), Cancellation);
        (await HasSchemaAsync("analytics__r2")).ShouldBeTrue();

        var aborted = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);

        aborted.Error.ShouldBeNull();
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        Project.Without("broken");
        (await ReleaseAsync()).Release!.Id.ShouldBe("r3");
    }

    [Fact]
    public async Task A_cancelled_release_leaves_live_alone_and_can_be_resumed()
    {
        await ReleaseAsync(With(1));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        With(2);
        Project.During = token =>
        {
            cancel.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        };
        var cancelled = await Engine().ReleaseAsync(new DeployRequest(), cancel.Token);
        cancelled.ExitCode.ShouldBe(ExitCode.Cancelled);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        Project.During = null;

        var resumed = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        resumed.Error?.Format().ShouldBeNull();
        resumed.Release!.State.ShouldBe(ReleaseState.Live);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_resumed_deploy_ends_as_a_candidate_and_builds_in_a_schema_of_its_own()
    {
        await ReleaseAsync(With(1));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        With(2);
        Project.During = token =>
        {
            cancel.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        };
        await Engine().DeployAsync(new DeployRequest(), cancel.Token);
        Project.During = null;

        var resumed = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        resumed.Error?.Format().ShouldBeNull();
        resumed.Release!.State.ShouldBe(ReleaseState.Validated);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        // Whatever still writes to the first attempt's schema writes to nothing.
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        (await ReadAsync("select id from analytics__r2b.orders")).ShouldBe(["2"]);
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error.ShouldBeNull();
        (await HasSchemaAsync("analytics__r2b")).ShouldBeFalse();
    }
}

public sealed class DuckDbRecoveries() : RecoverySuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRecoveries() : RecoverySuite(Testing.Engines.Engine.Postgres);
