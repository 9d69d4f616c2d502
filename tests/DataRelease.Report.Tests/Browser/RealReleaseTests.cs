using DataRelease.Cli;
using DataRelease.DuckDb;
using DataRelease.Testing;
using DataRelease.Warehouses;
using Microsoft.Playwright;

namespace DataRelease.Report.Tests.Browser;

/// <summary>
/// Pages that real releases left, not documents made for a test: why rows differ, how values moved, and what nobody may
/// see.
/// </summary>
public sealed class RealReleaseTests(Chromium chromium) : IDisposable
{
    private const string Secret = "secret-4242";

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Changed_models_upstream_explain_a_relation_that_changed_and_one_without_a_cause_is_flagged()
    {
        Repository.CopyExample("shop", _folder.Path);
        await File.WriteAllTextAsync(_folder["data-release.yml"], "report: {budget: 1h}\n", Cancellation);
        await RunAsync("release");
        // Somebody's hand in what is live.
        await ExecuteAsync(
            "shop.duckdb",
            "update analytics__r1.raw_products set unit_price = 0 where id = (select min(id) from "
                + "analytics__r1.raw_products)"
        );
        await File.WriteAllTextAsync(_folder["data-release.yml"], "report: {budget: 1h, diff: all}\n", Cancellation);
        Repository.CopyExample("shop-v2", _folder.Path);
        await RunAsync("release");
        var page = await File.ReadAllBytesAsync(_folder["target/data-release/dev/r2.html"], Cancellation);

        await using var open = await chromium.OpenAsync(page, hash: "#relation=analytics.customers");

        await using var changed = await chromium.OpenAsync(page, hash: "#relation=analytics.orders");
        (await changed.Page.InnerTextAsync("#r-sql")).ShouldContain("As r1 (");
        (await changed.Page.Locator(".sql td.in").CountAsync()).ShouldBeGreaterThan(0);
        await using var whole = await chromium.OpenAsync(page);
        (await whole.Page.Locator(".facts a").GetAttributeAsync("href")).ShouldBe("r1.html");
        var causes = await open
            .Page.Locator("p.more")
            .Filter(new LocatorFilterOptions { HasText = "can differ because of" })
            .InnerTextAsync();
        causes.ShouldContain("customers");
        causes.ShouldContain("orders");
        causes.ShouldNotContain("stg_customers");
        (await open.Page.InnerTextAsync("main")).ShouldNotContain("unexplained");
        await using var other = await chromium.OpenAsync(page, hash: "#relation=analytics.raw_products");
        (await other.Page.InnerTextAsync("main")).ShouldContain("unexplained");
        (await other.Page.Locator("#r-sql").CountAsync()).ShouldBe(0);
        (await other.Page.InnerTextAsync("main")).ShouldContain("this is not explained by the project");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Values_that_moved_are_drawn_with_a_text_of_the_same_and_sensitive_ones_are_nowhere(
        ColorScheme scheme
    )
    {
        await File.WriteAllTextAsync(
            _folder["data-release.yml"],
            """
            project: {name: made_up, version: 1.0.0}
            environments:
              dev: {type: duckdb, path: made_up.duckdb, schema: analytics}
            report: {budget: 1h, sensitive: [mail]}
            """,
            Cancellation
        );
        await ReleaseAsync("case when id % 2 = 0 then 'shipped' else 'placed' end", "id % 4");
        await ReleaseAsync("case when id % 4 = 0 then 'shipped' else 'placed' end", "id % 4 + 1");

        await using var open = await chromium.OpenAsync(
            await File.ReadAllBytesAsync(_folder["target/data-release/dev/r2.html"], Cancellation),
            scheme: scheme,
            hash: "#relation=analytics.orders"
        );

        var drawn = await open
            .Page.Locator(".hist")
            .EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('aria-label'))");
        drawn.ShouldContain("status, rows before and after: placed 20 and 30; shipped 20 and 10");
        drawn.ShouldContain(
            "day, rows before and after: 2026-01-01 10 and 0; 2026-01-02 10 and 10; 2026-01-03 10 and 10; "
                + "2026-01-04 10 and 10; 2026-01-05 0 and 10"
        );
        drawn.ShouldContain(label => label.StartsWith("amount, rows before and after: ", StringComparison.Ordinal));
        // Nobody asks for the mean of a key.
        (await open.Page.Locator(".col h3").AllInnerTextsAsync()).ShouldNotContain("id");
        (await open.Page.Locator(".hist[role=img]").CountAsync()).ShouldBe(drawn.Length);
        (await open.Page.ContentAsync()).ShouldNotContain(Secret);
        (await open.Page.ContentAsync()).ShouldContain("(hidden)");
        (await open.SeriousAsync()).ShouldBeEmpty();
    }

    private async Task ReleaseAsync(string status, string day)
    {
        // The page has the SQL, so the secret is not a text in it.
        var (start, end) = (Secret[..3], Secret[3..]);
        _folder.Write(
            "models/orders.sql",
            $"-- materialized: table\n-- key: id\nselect id, {status} as status, cast(date '2026-01-01' + "
                + $"cast({day} as integer) as date) as day, id * ({day}) as amount, "
                + $"'{start}' || '{end}-' || (id + {day}) as mail from (select unnest(range(40)) as id) s\n"
        );
        await RunAsync("release");
    }

    /// <summary>Runs the tool, which must end well.</summary>
    private async Task<string> RunAsync(params string[] args)
    {
        await using var stdout = new StringWriter();
        await using var stderr = new StringWriter();
        var exit = await CommandLine.RunAsync(
            [.. args, "--project", _folder.Path],
            stdout,
            TextWriter.Synchronized(stderr),
            name => name == "CI" ? "true" : null,
            TimeProvider.System,
            Cancellation
        );
        exit.ShouldBe(0, $"{string.Join(' ', args)}: {stderr}");
        return $"{stdout}{stderr}";
    }

    private async Task ExecuteAsync(string file, string statement)
    {
        await using var warehouse = new DuckDbWarehouse(_folder[file], TimeProvider.System);
        await using var session = await warehouse.OpenAsync(Cancellation);
        (await session.ExecuteAsync(Sql.Raw(statement), Cancellation)).ShouldBe(1);
    }
}
