using System.Xml.Linq;

namespace DataRelease.Cli.Tests;

/// <summary><c>--junit-file</c>.</summary>
public sealed class JUnitFileTests
{
    [Theory]
    [InlineData("shop-v2", 0)]
    [InlineData("shop-v3", 3)]
    public async Task A_releases_checks_and_tests_are_written_whatever_became_of_it(string second, int expected)
    {
        using var run = ToolRun.OfShop();
        var cancellation = TestContext.Current.CancellationToken;
        (await run.RunAsync(cancellation, "release")).Exit.ShouldBe(0);
        using var next = ToolRun.OfShop(second);
        File.Copy(run.Database, next.Database, overwrite: true);

        var (exit, _, error) = await next.RunAsync(cancellation, "release", "--junit-file", next["results.xml"]);

        exit.ShouldBe(expected, error);
        var suites = XDocument.Load(next["results.xml"]).Root!;
        suites.Descendants("testcase").Count().ShouldBeGreaterThan(10);
        suites.Descendants("failure").Any().ShouldBe(expected != 0);
    }

    [Fact]
    public async Task A_command_about_no_release_writes_none()
    {
        using var run = ToolRun.OfShop();

        (
            await run.RunAsync(TestContext.Current.CancellationToken, "init", "--guard", "--junit-file", run["r.xml"])
        ).Exit.ShouldBe(0);

        File.Exists(run["r.xml"]).ShouldBeFalse();
    }
}
