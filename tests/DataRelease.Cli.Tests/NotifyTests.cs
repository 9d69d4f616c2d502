using System.Text.Json;
using DataRelease.Cli.Signals.Notifications;
using DataRelease.Configuration;

namespace DataRelease.Cli.Tests;

/// <summary><c>notify</c>: who is told of what, in which form, and that it never fails a release.</summary>
public sealed class NotifyTests
{
    private const string Failing = "select 1 as wrong from $schema$.daily_revenue limit 1\n";

    [Fact]
    public async Task A_release_that_goes_live_is_told_once_as_a_CDEvent_in_a_CloudEvent()
    {
        using var hook = new WebhookListener();
        using var run = Shop("{url_env: HOOK}").With("HOOK", hook.Url("s3cr3t")).With("GITHUB_ACTIONS", "true");
        run.With("GITHUB_SERVER_URL", "https://github.example").With("GITHUB_REPOSITORY", "a/b");
        run.With("GITHUB_RUN_ID", "7").With("GITHUB_ACTOR", "ada");

        var (exit, text, error) = await run.RunAsync("release", "--ci", "none");

        exit.ShouldBe(0, error);
        var received = hook.All.ShouldHaveSingleItem();
        received.ContentType.ShouldStartWith("application/cloudevents+json");
        using var json = JsonDocument.Parse(received.Text);
        var cloud = json.RootElement;
        cloud.GetProperty("specversion").GetString().ShouldBe("1.0");
        cloud.GetProperty("type").GetString().ShouldBe("dev.cdevents.service.deployed.0.3.0");
        var data = cloud.GetProperty("data");
        foreach (var key in new[] { "id", "source", "type" })
            data.GetProperty("context").GetProperty(key).GetString().ShouldBe(cloud.GetProperty(key).GetString());
        data.GetProperty("context")
            .GetProperty("timestamp")
            .GetString()
            .ShouldBe(cloud.GetProperty("time").GetString());
        cloud.GetProperty("subject").GetString().ShouldBe(data.GetProperty("subject").GetProperty("id").GetString());
        var content = data.GetProperty("subject").GetProperty("content");
        content.GetProperty("environment").GetProperty("id").GetString().ShouldBe("dev");
        content.GetProperty("artifactId").GetString().ShouldBe("pkg:generic/shop_sql@1.0.0");
        var custom = data.GetProperty("customData");
        custom.GetProperty("event").GetString().ShouldBe("live");
        custom.GetProperty("release").GetString().ShouldBe("r1");
        custom.GetProperty("by").GetString().ShouldBe("ada");
        (text + error).ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task The_second_release_is_an_upgrade_and_a_rollback_is_told_as_such()
    {
        using var hook = new WebhookListener();
        using var run = Shop("{url_env: HOOK, on: [live, rolled_back]}").With("HOOK", hook.Url());

        (await run.RunAsync("release")).Exit.ShouldBe(0);
        (await run.RunAsync("release")).Exit.ShouldBe(0);
        (await run.RunAsync("rollback", "--yes")).Exit.ShouldBe(0);

        hook.All.Select(Type)
            .ShouldBe([
                "dev.cdevents.service.deployed.0.3.0",
                "dev.cdevents.service.upgraded.0.3.0",
                "dev.cdevents.service.rolledback.0.3.0",
            ]);
    }

    [Fact]
    public async Task A_refusal_says_why_and_what_stays_live_in_Slack_and_Teams()
    {
        using var slack = new WebhookListener();
        using var teams = new WebhookListener();
        using var run = Shop("[{url_env: SLACK, format: slack}, {url_env: TEAMS, format: teams, on: refused}]")
            .With("SLACK", slack.Url())
            .With("TEAMS", teams.Url());
        (await run.RunAsync("release")).Exit.ShouldBe(0);
        await File.WriteAllTextAsync(run["tests/fails.sql"], Failing, TestContext.Current.CancellationToken);

        (await run.RunAsync("release")).Exit.ShouldBe(3);

        slack.All.Count.ShouldBe(2);
        teams.All.Count.ShouldBe(1);
        using var message = JsonDocument.Parse(slack.All.Last().Text);
        var text = message.RootElement.GetProperty("blocks")[0].GetProperty("text").GetProperty("text").GetString()!;
        text.ShouldContain("*dev: r2 (1.0.0) was refused, r1 (1.0.0) stays live*");
        text.ShouldContain("DR");
        using var card = JsonDocument.Parse(teams.All.Single().Text);
        var content = card.RootElement.GetProperty("attachments")[0].GetProperty("content");
        content.GetProperty("type").GetString().ShouldBe("AdaptiveCard");
        content.GetProperty("body")[0].GetRawText().ShouldContain("r2 (1.0.0) was refused");
    }

    [Fact]
    public async Task Candidates_are_told_where_asked_for_and_dry_runs_and_questions_never()
    {
        using var hook = new WebhookListener();
        using var run = Shop("{url_env: HOOK, on: [candidate, live, refused, failed]}").With("HOOK", hook.Url());

        (await run.RunAsync("release", "--dry-run")).Exit.ShouldBe(0);
        (await run.RunAsync("plan")).Exit.ShouldBe(0);
        (await run.RunAsync("status")).Exit.ShouldBe(0);
        (await run.RunAsync("deploy")).Exit.ShouldBe(0);

        Type(hook.All.ShouldHaveSingleItem()).ShouldBe("dev.cdevents.pipelinerun.finished.0.3.0");
    }

    [Fact]
    public async Task What_answers_503_is_told_again_and_gets_the_same_event()
    {
        using var hook = new WebhookListener(count => count < 3 ? 503 : 200);
        using var run = Shop("{url_env: HOOK}").With("HOOK", hook.Url());

        var (exit, _, error) = await run.RunAsync("release");

        exit.ShouldBe(0);
        error.ShouldNotContain("DR9080");
        hook.All.Count.ShouldBe(3);
        hook.All.Select(one => one.Text).Distinct().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(404, 1)]
    [InlineData(302, 1)]
    [InlineData(500, 4)]
    public async Task What_does_not_take_it_is_a_warning_without_the_address_and_the_release_is_done(
        int status,
        int attempts
    )
    {
        using var hook = new WebhookListener(_ => status);
        using var run = Shop("{url_env: HOOK}").With("HOOK", hook.Url("s3cr3t"));

        var (exit, text, error) = await run.RunAsync("release");

        exit.ShouldBe(0);
        text.ShouldContain("is live");
        error.ShouldContain($"warning DR9080: HOOK: it answered {status}");
        (text + error).ShouldNotContain("s3cr3t");
        hook.All.Count.ShouldBe(attempts);
        hook.All.ShouldAllBe(one => one.Path == "/s3cr3t");
    }

    [Theory]
    [InlineData(null, "HOOK is not set")]
    [InlineData("file:///etc/passwd", "HOOK does not hold an http or https address")]
    [InlineData("hello s3cr3t", "HOOK does not hold an http or https address")]
    [InlineData("http://127.0.0.1:1/s3cr3t", "HOOK: ConnectionError")]
    public async Task An_address_that_leads_nowhere_is_a_warning(string? address, string said)
    {
        using var run = Shop("{url_env: HOOK}");
        if (address is not null)
            run.With("HOOK", address);

        var (exit, text, error) = await run.RunAsync("release");

        exit.ShouldBe(0);
        error.ShouldContain($"warning DR9080: {said}");
        (text + error).ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task Only_the_environments_that_are_named_are_told_of()
    {
        using var hook = new WebhookListener();
        using var run = Shop("{url_env: HOOK, environments: [prod]}").With("HOOK", hook.Url());

        (await run.RunAsync("release")).Exit.ShouldBe(0);

        hook.All.ShouldBeEmpty();
    }

    [Fact]
    public void Text_of_a_database_is_no_markup_anywhere()
    {
        const string Evil = "<!channel> <http://evil|x> & \"**b**\" \u001b[31m \n::error::x";
        var news = new News(Guid.Empty, DateTimeOffset.UnixEpoch, NotifyEvent.Refused, "release", "shop", "prod")
        {
            Release = "r1",
            Version = Evil,
            Code = "DR6001",
            Reason = Evil,
            Branch = Evil,
        };

        var slack = Payload.Of(news, NotifyFormat.Slack).Body;
        using var json = JsonDocument.Parse(slack);
        var text = json.RootElement.GetProperty("blocks")[0].GetProperty("text").GetProperty("text").GetString()!;
        text.ShouldNotContain("<");
        text.ShouldContain("&lt;!channel&gt;");
        json.RootElement.GetProperty("text").GetString()!.ShouldNotContain("<");

        using var card = JsonDocument.Parse(Payload.Of(news, NotifyFormat.Teams).Body);
        foreach (
            var block in card
                .RootElement.GetProperty("attachments")[0]
                .GetProperty("content")
                .GetProperty("body")
                .EnumerateArray()
        )
            block.GetProperty("type").GetString().ShouldBe("RichTextBlock");
        JsonDocument.Parse(Payload.Of(news, NotifyFormat.CdEvents).Body).Dispose();
    }

    private static string Type(Received received)
    {
        using var json = JsonDocument.Parse(received.Text);
        return json.RootElement.GetProperty("type").GetString()!;
    }

    [Fact]
    public async Task An_abort_that_takes_live_back_is_told_as_a_rollback()
    {
        using var hook = new WebhookListener();
        using var run = Shop("{url_env: HOOK, on: [rolled_back]}").With("HOOK", hook.Url());
        (await run.RunAsync("release")).Exit.ShouldBe(0);
        await File.AppendAllTextAsync(
            run["data-release.yml"],
            "\nmonitor: {duration: 1h, metrics: [{name: m, provider: sql, query: 'select 1', "
                + "success_condition: value > 0, interval: 30m}]}\n",
            TestContext.Current.CancellationToken
        );
        (await run.RunAsync("release", "--detach")).Exit.ShouldBe(0);
        hook.All.ShouldBeEmpty();

        var (exit, _, error) = await run.RunAsync("abort", "--yes");

        exit.ShouldBe(0, error);
        Type(hook.All.ShouldHaveSingleItem()).ShouldBe("dev.cdevents.service.rolledback.0.3.0");
    }

    [Fact]
    public async Task A_preview_waits_for_nothing_and_nobody_is_told()
    {
        using var hook = new WebhookListener();
        using var run = Shop("{url_env: HOOK, on: [live, candidate]}").With("HOOK", hook.Url());
        (await run.RunAsync("release")).Exit.ShouldBe(0);

        (await run.RunAsync("deploy", "--preview", "pr-1")).Exit.ShouldBe(0);

        hook.All.Count.ShouldBe(1);
    }

    private static ToolRun Shop(string notify)
    {
        var run = ToolRun.OfSql();
        File.AppendAllText(run["data-release.yml"], $"\nnotify: {notify}\n");
        return run;
    }
}
