using DataRelease.Builds;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Steps;
using DataRelease.Strategies;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Strategies;

/// <summary>A shadow as a list of steps.</summary>
public sealed class ShadowTests
{
    [Fact]
    public void The_first_refresh_waits_for_nothing_and_the_last_step_ends_the_shadow()
    {
        var steps = Steps("shadow: {refreshes: 3, pause: 1h}").Cast<ShadowStep>().ToList();

        steps
            .Select(step => (step.Title, step.Waits, step.For, step.IsLast))
            .ShouldBe([
                ("refresh 1 of 3", false, null, false),
                ("refresh 2 of 3", true, TimeSpan.FromHours(1), false),
                ("refresh 3 of 3", true, TimeSpan.FromHours(1), true),
            ]);
    }

    [Fact]
    public void Queries_come_after_the_refreshes_and_end_the_shadow_then()
    {
        var steps = Steps("shadow: {refreshes: 1, pause: until promoted}\nreplay: {queries: [a.sql]}");

        steps[0].ShouldBeOfType<ShadowStep>().IsLast.ShouldBeFalse();
        steps[1].ShouldBeOfType<ReplayStep>();
        steps.Count.ShouldBe(2);
        Steps("shadow: {refreshes: 1, replay: false}\nreplay: {queries: [a.sql]}")
            .ShouldHaveSingleItem()
            .ShouldBeOfType<ShadowStep>()
            .IsLast.ShouldBeTrue();
        Steps("replay: {queries: [a.sql]}").ShouldHaveSingleItem().ShouldBeOfType<ReplayStep>();
    }

    [Fact]
    public void Each_folder_of_inputs_is_a_refresh()
    {
        using var folder = new TempFolder();
        folder.Write("inputs/2/app.orders.csv", "id\n2\n");
        folder.Write("inputs/1/app.orders.csv", "id\n1\n");
        var config = Read("shadow: {inputs: inputs}") with { File = folder["data-release.yml"] };

        Shadow.Steps(config, new BuildOptions()).Count.ShouldBe(2);
    }

    [Fact]
    public void A_step_is_in_the_ledger_what_it_was()
    {
        var steps = Shadow.Steps(
            Read("shadow: {refreshes: 2, pause: until promoted}"),
            new BuildOptions { Select = ["orders+"], Threads = 3 }
        );

        StepCatalog
            .Rows(7, 4, Shadow.Name, steps)
            .Select(StepCatalog.Read)
            .Cast<ShadowStep>()
            .Select(step => (step.Number, step.Of, step.Waits, step.For, step.Build.Select[0], step.Build.Threads))
            .ShouldBe([(1, 2, false, null, "orders+", 3), (2, 2, true, null, "orders+", 3)]);
    }

    [Theory]
    [InlineData("shadow: {refreshes: -1}", "'shadow.refreshes' is '-1'")]
    [InlineData("shadow: {refreshes: 2, inputs: folder}", "'shadow.inputs' has a folder for each refresh")]
    [InlineData("shadow: {pause: soon}", "'shadow.pause' is 'soon'")]
    [InlineData("shadow: {then: shadow}", "then")]
    [InlineData("shadow: {refresh: 2}", "refresh")]
    [InlineData("shadow: {checks: [row_cont]}", "did you mean 'row_count'?")]
    public void What_is_wrong_in_the_file_is_told_with_its_line(string text, string message)
    {
        var error = Should.Throw<Errors.ReleaseException>(() => Read(text));

        error.Format().ShouldContain("data-release.yml(1,");
        error.Message.ShouldContain(message);
    }

    private static IReadOnlyList<Step> Steps(string text) => Shadow.Steps(Read(text), new BuildOptions());

    private static ReleaseConfig Read(string text) => ConfigReader.Read(text, "data-release.yml", CheckKinds.All);
}
