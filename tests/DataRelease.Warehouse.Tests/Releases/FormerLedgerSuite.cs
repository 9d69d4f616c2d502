using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// A ledger of the version before, which kept no lists of steps, is gone on with wherever it was left.
/// </summary>
public abstract class FormerLedgerSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task A_candidate_that_waits_goes_live()
    {
        await ReleaseAsync(With(1));
        await DeployAsync(With(2));
        await MakeFormerAsync(Options(swap: false));

        var swapped = await Engine().SwapAsync(new SwapRequest(), Cancellation);

        swapped.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_release_that_died_before_its_swap_is_resumed_to_go_live()
    {
        await ReleaseAsync(With(1));
        await DeployAsync(With(2));
        await MakeFormerAsync(Options(swap: true));
        await Place.ExecuteAsync("update data_release.releases set state = 'swapping' where number = 2");

        var resumed = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        resumed.Error?.Format().ShouldBeNull();
        resumed.Release!.State.ShouldBe(ReleaseState.Live);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_release_that_died_in_its_build_is_built_again_as_it_was_meant()
    {
        await ReleaseAsync(With(1));
        Project.With("orders", "select 2 as id").With("broken", "select id from no_such_table");
        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Failed);
        Project.Without("broken");
        await MakeFormerAsync(Options(swap: true));

        var resumed = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        resumed.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_release_that_is_kept_is_gone_back_to()
    {
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));
        await MakeFormerAsync(Options(swap: true));

        var back = await Engine().RollbackAsync(new RollbackRequest { AcceptLoss = true }, Cancellation);

        back.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Commands_that_only_read_do_so_before_it_is_upgraded()
    {
        await ReleaseAsync(With(1));
        await DeployAsync(With(2));
        await MakeFormerAsync(Options(swap: true));

        (await Engine().StatusAsync(Cancellation)).Error?.Format().ShouldBeNull();
        (await Engine().HistoryAsync(Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select max(version) from data_release.ledger_versions")).ShouldBe(["3"]);
    }

    private const string Views =
        "select table_name from information_schema.tables where table_schema = 'data_release' and table_type = 'VIEW'";

    /// <summary>What the version before wrote of a command's intent.</summary>
    private static string Options(bool swap) =>
        """{"Build":{"Select":[],"Exclude":[],"Vars":null,"Threads":null,"FullRefresh":false,"Timeout":"04:00:00"},"""
        + $"\"Source\":\"Project\",\"Swap\":{(swap ? "true" : "false")},\"AllowBreaking\":false}}";

    /// <summary>As the version before left it.</summary>
    private async Task MakeFormerAsync(string options)
    {
        foreach (var view in await ReadAsync(Views))
            await Place.ExecuteAsync($"drop view data_release.\"{view}\"");
        foreach (var table in new[] { "course", "routes", "route_exceptions", "waves", "swaps" })
            await Place.ExecuteAsync($"drop table data_release.{table}");
        await Place.ExecuteAsync("delete from data_release.ledger_versions where version > 3");
        await Place.ExecuteAsync($"update data_release.releases set options = '{options}'");
    }
}

public sealed class DuckDbFormerLedgers() : FormerLedgerSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresFormerLedgers() : FormerLedgerSuite(Testing.Engines.Engine.Postgres);
