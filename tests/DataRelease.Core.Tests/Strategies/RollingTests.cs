using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Steps;
using DataRelease.Strategies;

namespace DataRelease.Core.Tests.Strategies;

/// <summary>Lists of a rolling release, as values.</summary>
public sealed class RollingTests
{
    [Fact]
    public void Each_wave_is_swapped_and_watched_and_the_swap_is_the_last_one()
    {
        var list = Rolling.GoLive(Config("waves: [{schema: a, pause: 10m}, {tag: b}, {count: 3}], pause: 1h"), false);

        list.Select(step => step.Name).ShouldBe(["mark", "wave", "watch", "wave", "watch", "wave", "watch", "swap"]);
        list.OfType<WaveStep>().Select(step => step.Title).ShouldBe(["wave 1 of 4", "wave 2 of 4", "wave 3 of 4"]);
        list.OfType<WatchStep>()
            .Select(step => (step.For, step.Who, step.IsWave))
            .ShouldBe([
                (TimeSpan.FromMinutes(10), "wave 1 of 4", true),
                (TimeSpan.FromHours(1), "wave 2 of 4", true),
                (TimeSpan.FromHours(1), "wave 3 of 4", true),
            ]);
    }

    [Fact]
    public void A_wave_without_a_pause_is_watched_for_as_long_as_monitoring_lasts_or_not_at_all()
    {
        Rolling.GoLive(Config("waves: [{schema: a}]"), false).OfType<WatchStep>().ShouldBeEmpty();
        Rolling
            .GoLive(
                Config(
                    "waves: [{schema: a}]",
                    "monitor: {duration: 7m, metrics: [{name: v, provider: sql, query: select 1, "
                        + "success_condition: value > 0}]}"
                ),
                false
            )
            .OfType<WatchStep>()
            .ShouldHaveSingleItem()
            .For.ShouldBe(TimeSpan.FromMinutes(7));
        Rolling
            .GoLive(Config("waves: [{schema: a, pause: until promoted}]"), false)
            .OfType<WatchStep>()
            .ShouldHaveSingleItem()
            .For.ShouldBeNull();
    }

    [Fact]
    public void Policies_are_asked_before_the_first_wave_and_again_before_the_swap()
    {
        var names = Rolling
            .GoLive(Config("waves: [{schema: a}]"), allowBreaking: false, hasPolicies: true)
            .Select(step => step.Name)
            .ToList();

        names.Count(name => name == PolicyStep.Kind).ShouldBe(2);
        names.IndexOf(PolicyStep.Kind).ShouldBeLessThan(names.IndexOf("wave"));
        names.LastIndexOf(PolicyStep.Kind).ShouldBe(names.IndexOf("swap") - 1);
    }

    [Fact]
    public void A_list_comes_back_from_the_ledger_as_it_was_written()
    {
        var list = Rolling.GoLive(
            Config("waves: [{select: [a+, b]}, {count: 3, pause: 1h}], together: [[a, b], [c, d]]"),
            true
        );

        var read = StepCatalog.Rows(4, 0, Rolling.Name, list).Select(StepCatalog.Read).ToList();

        read.Select(step => step.Name).ShouldBe(list.Select(step => step.Name));
        var wave = read.OfType<WaveStep>().Last();
        wave.Wave.ShouldBe(2);
        wave.Rules.Select(rule => rule.ToString()).ShouldBe(["select a+ b", "3 relations"]);
        wave.Together.Select(group => string.Join(' ', group.Relations)).ShouldBe(["a b", "c d"]);
        read.OfType<WatchStep>().ShouldBe(list.OfType<WatchStep>());
        read.OfType<SwapStep>().ShouldHaveSingleItem().AllowBreaking.ShouldBeTrue();
    }

    [Fact]
    public void The_first_release_has_nothing_to_be_kept_from()
    {
        var config = Config("waves: [{schema: a}]");

        StrategySteps.GoLive(ReleaseStrategy.Rolling, config, hasBlue: false, false).Strategy.ShouldBe("blue-green");
        StrategySteps.GoLive(ReleaseStrategy.Rolling, config, hasBlue: true, false).Strategy.ShouldBe("rolling");
    }

    private static ReleaseConfig Config(string rolling, string more = "") =>
        ConfigReader.Read($"strategy: rolling\nrolling: {{{rolling}}}\n{more}", "c.yml", CheckKinds.All);
}
