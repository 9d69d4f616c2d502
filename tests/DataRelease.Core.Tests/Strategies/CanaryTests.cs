using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Strategies;

namespace DataRelease.Core.Tests.Strategies;

public sealed class CanaryTests
{
    [Fact]
    public void Nobody_sees_it_first_then_some_then_more_and_each_step_is_watched()
    {
        var list = Canary.GoLive(Config("[{principals: [a]}, {weight: 10%, pause: 1h}, {weight: 50%}]"), false);

        list.Select(step => step.Name).ShouldBe(["mark", "expose", "expose", "expose", "watch", "expose", "swap"]);
        list.OfType<ExposeStep>()
            .Select(step => (string.Join(',', step.Principals), step.Weight))
            .ShouldBe([("", 0), ("a", 0), ("a", 10), ("a", 50)]);
        list.OfType<WatchStep>().ShouldHaveSingleItem().For.ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_pause_until_somebody_promotes_has_no_end_of_its_own() =>
        Canary
            .GoLive(Config("[{weight: 5%, pause: until promoted}]"), false)
            .OfType<WatchStep>()
            .ShouldHaveSingleItem()
            .For.ShouldBeNull();

    [Fact]
    public void Policies_are_asked_before_anybody_sees_it_and_again_before_the_swap()
    {
        var names = Canary
            .GoLive(Config("[{weight: 5%}]"), allowBreaking: false, hasPolicies: true)
            .Select(step => step.Name)
            .ToList();

        names.Count(name => name == PolicyStep.Kind).ShouldBe(2);
        names.IndexOf(PolicyStep.Kind).ShouldBeLessThan(names.IndexOf("expose"));
        names.LastIndexOf(PolicyStep.Kind).ShouldBe(names.IndexOf("swap") - 1);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Policies_are_asked_again_until_somebody_sees_it(int done, bool isAsked)
    {
        var list = Canary.GoLive(Config("[{weight: 5%}, {weight: 10%}]"), false, hasPolicies: true);
        list.Take(5).Select(step => step.Name).ShouldBe([PolicyStep.Kind, "mark", "expose", "expose", "expose"]);

        var left = CourseBook.Left([
            .. StepCatalog
                .Rows(4, 0, Canary.Name, list)
                .Select(row => row with { State = row.Ordinal < done ? StepState.Done : StepState.Waiting }),
        ]);

        left[0].Name.ShouldBe(isAsked ? PolicyStep.Kind : list[done].Name);
        left.Count.ShouldBe(list.Count - done + (isAsked ? 1 : 0));
    }

    [Fact]
    public void A_list_comes_back_from_the_ledger_as_it_was_written()
    {
        var list = Canary.GoLive(Config("[{principals: [a, b], pause: 1h}, {weight: 12.5%, pause: 2h}]"), true);

        var read = StepCatalog.Rows(4, 0, Canary.Name, list).Select(StepCatalog.Read).ToList();

        read.Select(step => step.Name).ShouldBe(list.Select(step => step.Name));
        read.OfType<ExposeStep>().Last().Principals.ShouldBe(["a", "b"]);
        read.OfType<ExposeStep>().Last().Weight.ShouldBe(12.5);
        read.OfType<WatchStep>().ShouldBe(list.OfType<WatchStep>());
    }

    private static ReleaseConfig Config(string steps) =>
        ConfigReader.Read($"strategy: canary\ncanary: {{steps: {steps}}}", "c.yml", CheckKinds.All);
}
