using DataRelease.Reports;
using DataRelease.Reports.Documents;
using Microsoft.Playwright;

namespace DataRelease.Report.Tests.Browser;

/// <summary>The page of a plan as its readers have it.</summary>
public sealed class PlanPageTests(Chromium chromium)
{
    [Fact]
    public async Task What_needs_a_look_stands_before_the_list_of_changes()
    {
        await using var open = await OpenAsync(1280);

        (await open.Page.TextContentAsync("h1")).ShouldBe("r5 (1.3.0) would change 4 relations");
        (await open.Page.InnerTextAsync(".facts")).ShouldContain("r4 (1.2.0)");
        var look = await open.Page.Locator("#look li").AllInnerTextsAsync();
        look.Count.ShouldBe(4);
        look.ShouldContain(text => text.Contains("approvals", StringComparison.Ordinal));
        look.ShouldContain(text => text.Contains("function on analytics.old", StringComparison.Ordinal));
        look.ShouldContain(text => text.Contains("view bi.daily (status)", StringComparison.Ordinal));
        (
            await open.Page.EvaluateAsync<bool>(
                "() => document.getElementById('look').getBoundingClientRect().top "
                    + "< document.getElementById('changes').getBoundingClientRect().top"
            )
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task Changes_have_a_reason_and_what_stays_is_folded()
    {
        await using var open = await OpenAsync(1280);

        (await open.Page.Locator("#changes tbody tr").CountAsync()).ShouldBe(6);
        (await open.Page.InnerTextAsync("#changes")).ShouldContain("reads analytics.orders");
        (await open.Page.Locator("#same details").CountAsync()).ShouldBe(1);
        (await open.Page.InnerTextAsync("#same summary")).ShouldBe("24 relations unchanged: view");
        (await open.Page.Locator("#same li").First.IsVisibleAsync()).ShouldBeFalse();
        await open.Page.ClickAsync("#same summary");
        (await open.Page.Locator("#same li").First.IsVisibleAsync()).ShouldBeTrue();
        await open.Page.ClickAsync("#changes .chips button:has-text('Affected')");
        (await open.Page.Locator("#changes tbody tr").CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Shapes_copies_and_statements_are_told()
    {
        await using var open = await OpenAsync(1280);

        var consumers = await open.Page.InnerTextAsync("#consumers");
        consumers.ShouldContain("removed status; added paid boolean");
        consumers.ShouldContain("dashboard Sales");
        consumers.ShouldContain("shape known after the build");
        (await open.Page.InnerTextAsync("#copies")).ShouldContain("1.2 GB");
        (await open.Page.InnerTextAsync("#copies")).ShouldContain("8,000,000");
        (await open.Page.Locator("pre.statements").IsVisibleAsync()).ShouldBeFalse();
        await open.Page.ClickAsync("#statements summary");
        (await open.Page.InnerTextAsync("pre.statements")).ShouldContain("create schema \"analytics__r5\"");
    }

    [Fact]
    public async Task A_changed_relation_leads_to_its_SQL_and_a_seed_says_why_it_has_none()
    {
        await using var open = await OpenAsync(1280);

        (await open.Page.Locator("#sql td.out").IsVisibleAsync()).ShouldBeFalse();
        await open.Page.ClickAsync("#changes a:has-text('analytics.orders')");

        (await open.Page.Locator("#sql td.out").InnerTextAsync()).ShouldContain("select id, status");
        (await open.Page.Locator("#sql td.in").InnerTextAsync()).ShouldContain("select id, paid");
        (await open.Page.InnerTextAsync("#sql")).ShouldContain("12 more lines are not shown");
        await open.Page.ClickAsync("#sql summary:has-text('channels')");
        (await open.Page.InnerTextAsync("#sql")).ShouldContain("Not shown: a seed");
    }

    [Fact]
    public async Task A_plan_that_changes_nothing_has_no_empty_sections()
    {
        var nothing = SamplePlans.Shop() with
        {
            Rows = [PlannedRow.Of(new PlannedRelation("analytics.a", RelationChange.Unchanged, "view"))],
            Policies = [],
            Statements = [],
            Live = null,
        };
        await using var open = await chromium.OpenAsync(HtmlReport.Write(nothing));

        (await open.Page.Locator("section").EvaluateAllAsync<string[]>("all => all.map(one => one.id)")).ShouldBe([
            "changes",
            "same",
        ]);
        (await open.Page.InnerTextAsync("#changes")).ShouldContain("Nothing changes.");
        (await open.Page.InnerTextAsync(".facts")).ShouldContain("nothing yet");
    }

    [Theory]
    [InlineData(1400, ColorScheme.Light)]
    [InlineData(1400, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task It_fits_desktop_and_phone_and_axe_finds_nothing_serious(int width, ColorScheme scheme)
    {
        await using var open = await OpenAsync(width, scheme);
        await open.Page.EvaluateAsync(
            "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
        );

        (await open.SeriousAsync()).ShouldBeEmpty();
        (await open.FitsAsync()).ShouldBeTrue();
        var heights = await open
            .Page.Locator(".badge")
            .EvaluateAllAsync<double[]>("all => all.map(one => one.getBoundingClientRect().height)");
        heights.ShouldNotBeEmpty();
        heights.Max().ShouldBeLessThan(30);
        if (Environment.GetEnvironmentVariable("DATARELEASE_PICTURES") is { Length: > 0 } folder)
            await open.Page.ScreenshotAsync(
                new PageScreenshotOptions { Path = Path.Combine(folder, $"plan-{width}-{scheme}.png"), FullPage = true }
            );
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Hostile_text_is_shown_as_text_and_fits(int width)
    {
        await using var open = await chromium.OpenAsync(HtmlReport.Write(SamplePlans.Hostile()), width);
        await open.Page.EvaluateAsync(
            "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
        );

        (await open.Page.EvaluateAsync<string>("() => typeof window.pwned")).ShouldBe("undefined");
        (await open.Page.Locator("img, iframe, object, embed, link, form").CountAsync()).ShouldBe(0);
        (await open.Page.Locator("script").CountAsync()).ShouldBe(2);
        (
            await open.Page.EvaluateAsync<bool>(
                @"() => /[\u0000-\u0008\u202a-\u202e]/.test(document.getElementById('app').textContent)"
            )
        ).ShouldBeFalse();
        (await open.Page.TextContentAsync("h1"))!.ShouldContain("</script><script>window.pwned=1</script>");
        (await open.FitsAsync()).ShouldBeTrue();
    }

    private Task<OpenPage> OpenAsync(int width, ColorScheme scheme = ColorScheme.Light) =>
        chromium.OpenAsync(HtmlReport.Write(SamplePlans.Shop()), width, scheme: scheme);
}
