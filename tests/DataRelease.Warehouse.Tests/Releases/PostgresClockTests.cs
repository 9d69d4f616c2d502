using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>A machine whose clock is wrong makes nothing older or younger: ages go by the server's clock.</summary>
public sealed class PostgresClockTests() : ReleaseSuite(Tests.Engine.Postgres)
{
    [Theory]
    [InlineData(40)]
    [InlineData(-40)]
    public async Task Retention_by_age_goes_by_the_servers_clock(int days)
    {
        for (var version = 1; version <= 3; version++)
            await ReleaseAsync(With(version));
        Config = Config with
        {
            Retention = new RetentionConfig { Keep = 10, MaxAge = TimeSpan.FromDays(30) },
        };

        (await WithClock(days).PruneAsync(new PruneRequest { DryRun = true }, Cancellation)).Summary.ShouldBe(
            "nothing to prune"
        );
        await Place.ExecuteAsync(
            "update data_release.releases set live_at = clock_timestamp() - interval '35 days' where number = 1"
        );
        (await WithClock(days).PruneAsync(new PruneRequest { DryRun = true }, Cancellation)).Summary.ShouldBe(
            "would drop r1"
        );
    }

    [Theory]
    [InlineData(40)]
    [InlineData(-40)]
    public async Task Freshness_goes_by_the_servers_clock(int days)
    {
        Config = Config with { Validate = Config.Validate with { Checks = ReadChecks("{column: x, max_age: 1h}") } };
        Project.With("orders", "select localtimestamp - interval '10 minutes' as x");
        (await WithClock(days).DeployAsync(new DeployRequest(), Cancellation)).Checks.ShouldContain(outcome =>
            outcome.Name == "freshness" && outcome.State == Reports.CheckState.Pass
        );
        Project.With("orders", "select localtimestamp - interval '90 minutes' as x");
        (await WithClock(days).DeployAsync(new DeployRequest(), Cancellation)).Checks.ShouldContain(outcome =>
            outcome.Name == "freshness" && outcome.State == Reports.CheckState.Fail
        );
    }

    [Fact]
    public async Task A_release_was_made_when_the_server_says()
    {
        await WithClock(-4000).ReleaseAsync(With(1), Cancellation);

        (
            await ReadAsync("select count(*) from data_release.releases where created_at > now() - interval '1 hour'")
        ).ShouldBe(["1"]);
    }

    private ReleaseEngine WithClock(int days) => new(At("prod"), Events, new ShiftedClock(TimeSpan.FromDays(days)));

    private static IReadOnlyList<CheckConfig> ReadChecks(string settings) =>
        ConfigReader
            .Read($"validate: {{checks: [{{freshness: {settings}}}]}}", "data-release.yml", CheckKinds.All)
            .Validate.Checks;

    private sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
