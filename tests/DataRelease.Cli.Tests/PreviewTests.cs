using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>Previews, as they are typed.</summary>
public sealed class PreviewTests : IDisposable
{
    private readonly ToolRun _run = ToolRun.OfShop();

    [Fact]
    public async Task A_pull_request_is_deployed_compared_listed_and_dropped()
    {
        (await _run.RunAsync("release")).Exit.ShouldBe(0);
        Repository.CopyExample("shop-v3", _run.Project);

        var (exit, text, error) = await _run.RunAsync("deploy", "--preview", "pr-7", "--comment-file", _run["c.md"]);

        exit.ShouldBe(3, text + error);
        text.ShouldContain("row_count");
        error.ShouldContain("DR5011");
        text.ShouldContain("live is still r1 (1.0.0)");
        var page = await File.ReadAllTextAsync(
            _run["target/data-release/dev_preview_pr-7/r2.html"],
            TestContext.Current.CancellationToken
        );
        page.ShouldContain("preview pr-7");
        page.ShouldContain("data-release prune -e dev --preview pr-7");
        page.ShouldNotContain("data-release swap");
        page.ShouldNotContain("data-release abort");
        var comment = await File.ReadAllTextAsync(_run["c.md"], TestContext.Current.CancellationToken);
        comment.ShouldStartWith("<!-- data-release dev preview pr-7 -->\n### ⛔ data-release deploy: ");
        comment.ShouldContain("227 of 2400 rows are gone");
        comment.ShouldContain("data-release prune -e dev --preview pr-7");
        comment.Length.ShouldBeLessThan(65_536);
        (await _run.RunAsync("status")).Out.ShouldContain("preview    pr-7 (1.2.0) of ");
        var (_, json) = await _run.JsonAsync("status");
        json.RootElement.GetProperty("previews")[0].GetProperty("name").GetString().ShouldBe("pr-7");
        json.RootElement.GetProperty("previews")[0].GetProperty("against").GetString().ShouldBe("r1");

        (await _run.RunAsync("diff", "orders", "--preview", "pr-7")).Out.ShouldContain("analytics.orders");
        (await _run.RunAsync("report", "--preview", "pr-7", "--format", "markdown")).Out.ShouldContain("preview pr-7");

        var (pruned, said, _) = await _run.RunAsync("prune", "--preview", "pr-7");
        (pruned, said.TrimEnd()).ShouldBe((0, "dropped preview pr-7 of 'dev'; 1 report removed"));
        (await _run.RunAsync("prune", "--preview", "pr-7")).Exit.ShouldBe(0);
        (await _run.RunAsync("status")).Out.ShouldNotContain("pr-7");
    }

    [Theory]
    [InlineData("swap", "--preview", "pr-7")]
    [InlineData("swap", "--release", "pr-7")]
    [InlineData("release", "--preview", "pr-7")]
    [InlineData("promote", "--preview", "pr-7")]
    [InlineData("rollback", "--preview", "pr-7")]
    public async Task It_never_goes_live(params string[] command)
    {
        (await _run.RunAsync("release")).Exit.ShouldBe(0);
        Repository.CopyExample("shop-v2", _run.Project);
        (await _run.RunAsync("deploy", "--preview", "pr-7")).Exit.ShouldBe(0);

        var (exit, _, error) = await _run.RunAsync([.. command, "--yes"]);

        exit.ShouldBe(3);
        error.ShouldContain("error DR7100: ");
        error.ShouldContain("pr-7 is a preview of");
        (await _run.RunAsync("status")).Out.ShouldContain("dev: r1 (1.0.0) is live");
    }

    [Fact]
    public async Task A_name_that_is_none_is_told_before_anything_happens()
    {
        var (exit, _, error) = await _run.RunAsync("deploy", "--preview", "feature/Orders");

        exit.ShouldBe(2);
        error.ShouldContain(
            "error DR7101: 'feature/Orders' can't be the name of a preview: it may contain only " + "lower-case"
        );
        File.Exists(_run.Database).ShouldBeFalse();
    }

    public void Dispose() => _run.Dispose();
}
