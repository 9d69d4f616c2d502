using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace DataRelease.Report.Tests.Browser;

/// <summary>
/// A page that was opened; closing it fails the test if it complained, or asked for anything but itself.
/// </summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly IBrowserContext _context;

    private OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Milliseconds from the start of the navigation until everything is drawn and takes input.</summary>
    public double ReadyAfter { get; private set; }

    /// <summary>Loads it and waits until it is drawn.</summary>
    public static async Task<OpenPage> LoadAsync(IBrowserContext context, string address, string hash)
    {
        var open = new OpenPage(context, await context.NewPageAsync());
        await context.RouteAsync("**/*", async route =>
        {
            if (route.Request.Url.Split('#')[0] == address)
                await route.ContinueAsync();
            else
            {
                open._complaints.Enqueue($"request: {route.Request.Url}");
                await route.AbortAsync();
            }
        });
        open.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                open._complaints.Enqueue($"console: {message.Text}");
        };
        open.Page.PageError += (_, error) => open._complaints.Enqueue($"error: {error}");
        open.Page.Dialog += async (_, dialog) =>
        {
            open._complaints.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        await open.Page.GotoAsync(address + hash);
        await open.Page.WaitForSelectorAsync(
            "html[data-ready]",
            new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached }
        );
        open.ReadyAfter = await open.Page.EvaluateAsync<double>("() => Number(document.documentElement.dataset.ready)");
        return open;
    }

    /// <summary>What axe finds serious or critical, one text each.</summary>
    public async Task<IReadOnlyList<string>> SeriousAsync()
    {
        var result = await Page.RunAxe();
        return
        [
            .. result
                .Violations.Where(found => found.Impact is "serious" or "critical")
                .Select(found =>
                    $"{found.Id}: {found.Help}: {string.Join(", ", found.Nodes.Take(3).Select(node => node.Html))}"
                ),
        ];
    }

    /// <summary>True if the page is no wider than its window.</summary>
    public async Task<bool> FitsAsync() =>
        await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth");

    /// <summary>What the page complained of so far, for a test that expects it.</summary>
    public IReadOnlyList<string> TakeComplaints()
    {
        var taken = _complaints.ToList();
        _complaints.Clear();
        return taken;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        _complaints.ShouldBeEmpty();
    }
}
