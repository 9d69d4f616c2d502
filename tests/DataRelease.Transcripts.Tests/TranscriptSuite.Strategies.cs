using System.Text.RegularExpressions;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Transcripts.Tests;

public abstract partial class TranscriptSuite
{
    /// <summary>One measurement that is made at once, and says that the release is bad.</summary>
    private const string Bad =
        "{name: rows, provider: sql, query: 'select count(*) from {green:orders}', "
        + "success_condition: value > 1000, interval: 1h, count: 1}";

    [Fact]
    public async Task A_refresh()
    {
        await RunAsync("release", ReleaseAsync);
        _transcript.Clear();

        await RunAsync("refresh", engine => engine.RefreshAsync(new RefreshRequest(), Cancellation));

        Approve("refresh");
    }

    [Fact]
    public async Task A_preview_and_its_end()
    {
        await RunAsync("release", ReleaseAsync);
        _transcript.Clear();
        WriteSecond();

        await RunAsync(
            "deploy --preview pr-1",
            engine => engine.DeployAsync(new DeployRequest(), Cancellation),
            preview: "pr-1"
        );
        await RunAsync(
            "prune --preview pr-1",
            engine => engine.PruneAsync(new PruneRequest(), Cancellation),
            preview: "pr-1"
        );

        Approve("preview");
    }

    [Fact]
    public async Task A_canary_that_is_promoted()
    {
        await CanaryAsync();

        await RunAsync("promote", engine => engine.PromoteAsync(new WatchRequest(), Cancellation));
        await RunAsync("promote --full", engine => engine.PromoteAsync(new WatchRequest { Full = true }, Cancellation));

        Approve("canary");
    }

    [Fact]
    public async Task A_canary_that_is_given_up()
    {
        await CanaryAsync();
        _transcript.Clear();

        await RunAsync("abort", engine => engine.AbortAsync(new RecoveryRequest(), Cancellation));

        // Everybody sees blue before the first view is made plain, so the views need no marker.
        var committed = _transcript.Committed.ToList();
        committed
            .FindIndex(together => together.Any(OfBlue().IsMatch))
            .ShouldBeInRange(0, committed.FindIndex(together => together.Any(IsOfLive)) - 1);
        Approve("canary-given-up", OfLive());
    }

    [Fact]
    public async Task Waves_that_are_promoted()
    {
        await WavesAsync();

        await RunAsync("promote", engine => engine.PromoteAsync(new WatchRequest(), Cancellation));

        Approve("waves");
    }

    [Fact]
    public async Task Waves_that_are_taken_back()
    {
        await WavesAsync();
        _transcript.Clear();

        await RunAsync("abort", engine => engine.AbortAsync(new RecoveryRequest(), Cancellation));

        Approve("waves-taken-back", OfWaves());
    }

    [Fact]
    public async Task A_shadow()
    {
        await RunAsync("release", ReleaseAsync);
        _transcript.Clear();
        WriteSecond();
        Write("queries/orders.sql", "select count(*) as n from analytics.orders");
        Configure("strategy: shadow\nreplay:\n  queries: [queries]\n");

        await RunAsync("deploy", engine => engine.DeployAsync(new DeployRequest(), Cancellation));

        Approve("shadow");
    }

    [Fact]
    public async Task A_release_that_goes_back_by_itself()
    {
        await RunAsync("release", ReleaseAsync);
        _transcript.Clear();
        WriteSecond();
        Configure($"monitor:\n  metrics:\n    - {Bad}\n");

        await RunAsync(
            "release --detach",
            engine => engine.ReleaseAsync(new DeployRequest { Detach = true }, Cancellation),
            ExitCode.RolledBack
        );

        Approve("monitoring");
    }

    [Fact]
    public async Task A_rehearsal()
    {
        await RunAsync("release", ReleaseAsync);
        WriteSecond();
        await RunAsync("deploy", engine => engine.DeployAsync(new DeployRequest(), Cancellation));
        _transcript.Clear();

        await RunAsync("rehearse", engine => engine.RehearseAsync(new RehearseRequest(), Cancellation));

        Approve("rehearsal");
    }

    [Fact]
    public async Task A_prune()
    {
        foreach (var row in new[] { 1, 2, 3 })
        {
            Write("models/customers.sql", $"select {row} as id, 'a' as name");
            await RunAsync("release", ReleaseAsync);
        }
        _transcript.Clear();

        await RunAsync("prune --keep 1", engine => engine.PruneAsync(new PruneRequest { Keep = 1 }, Cancellation));

        Approve("prune");
    }

    [Fact]
    public async Task Looks_that_change_nothing()
    {
        await RunAsync("release", ReleaseAsync);
        WriteSecond();
        await RunAsync("deploy", engine => engine.DeployAsync(new DeployRequest(), Cancellation));
        _transcript.Clear();

        await RunAsync("status", engine => engine.StatusAsync(Cancellation));
        await RunAsync("history", engine => engine.HistoryAsync(Cancellation));
        await RunAsync("plan", engine => engine.PlanAsync(new DeployRequest { WithStatements = true }, Cancellation));
        await RunAsync("diff", engine => engine.DiffAsync(new DiffRequest { Key = ["id"] }, Cancellation));
        await RunAsync("doctor", engine => engine.DoctorAsync(new DoctorRequest(), Cancellation));
        await RunAsync("validate --live", engine =>
            engine.ValidateAsync(new ValidateRequest { Live = true }, Cancellation)
        );

        Approve("looks");
    }

    [Fact]
    public async Task A_rollback_that_carries_what_was_written()
    {
        WriteState();
        await RunAsync("release", ReleaseAsync);
        WriteSecond();
        await RunAsync("release", ReleaseAsync);
        await ExecuteAsync("insert into analytics__r2.orders values (7, 7, 'written')");
        _transcript.Clear();

        await RunAsync("rollback --carry-writes", engine =>
            engine.RollbackAsync(new RollbackRequest { CarryWrites = true }, Cancellation)
        );

        Approve("rollback-with-writes");
    }

    [Fact]
    public async Task The_end_of_the_views()
    {
        await RunAsync("release", ReleaseAsync);
        _transcript.Clear();

        await RunAsync("leave", engine => engine.LeaveAsync(new LeaveRequest(), Cancellation));

        Approve("leave", OfEnd());
    }

    [GeneratedRegex("""update ["\[]data_release["\]]\.["\[]routes["\]] set share = """)]
    private static partial Regex OfBlue();

    [GeneratedRegex("""delete from ["\[]data_release["\]]\.["\[]waves["\]]""")]
    private static partial Regex OfWaves();

    [GeneratedRegex("""delete from ["\[]data_release["\]]\.["\[]live["\]]""")]
    private static partial Regex OfEnd();

    private async Task CanaryAsync()
    {
        await RunAsync("release", ReleaseAsync);
        _transcript.Clear();
        WriteSecond();
        Configure(
            "strategy: canary\ncanary:\n  steps: [{principals: [tester], pause: until promoted}, "
                + "{weight: 50%, pause: until promoted}]\n"
        );
        await RunAsync("release --detach", engine =>
            engine.ReleaseAsync(new DeployRequest { Detach = true }, Cancellation)
        );
    }

    private async Task WavesAsync()
    {
        await RunAsync("release", ReleaseAsync);
        _transcript.Clear();
        WriteSecond();
        Configure("strategy: rolling\nrolling:\n  waves: [{select: customers}]\n  pause: until promoted\n");
        await RunAsync("release --detach", engine =>
            engine.ReleaseAsync(new DeployRequest { Detach = true }, Cancellation)
        );
    }

    private void WriteSecond() => Write("models/customers.sql", "select 2 as id, 'b' as name");

    private void WriteState() =>
        Write(
            "models/orders.sql",
            "-- materialized: incremental\n-- key: id\nselect 1 as id, c.id as customer, 'built' as kind "
                + "from $schema$.customers c"
        );

    private void Configure(string yaml) =>
        _config = ConfigReader.Read(yaml, _folder["data-release.yml"], CheckKinds.All);
}
