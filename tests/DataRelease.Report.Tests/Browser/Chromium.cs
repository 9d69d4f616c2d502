using DataRelease.Testing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(DataRelease.Report.Tests.Browser.Chromium))]

namespace DataRelease.Report.Tests.Browser;

/// <summary>
/// The system's own Chromium, headless, started once; tests are skipped where there is none. Nothing is downloaded:
/// Playwright's package brings its driver.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Names a Chromium or Chrome to use instead of the one found.</summary>
    public const string Variable = "DATARELEASE_TEST_CHROMIUM";

    private readonly TempFolder _folder = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _missing = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (ChromiumBinary.Find() is not { } executable)
        {
            _missing = $"no Chromium: build/test.cs installs Debian's where it may, or set {Variable}";
            return;
        }
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = executable,
                Args =
                [
                    .. Environment.UserName == "root" ? ["--no-sandbox"] : Array.Empty<string>(),
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-dev-shm-usage",
                ],
            }
        );
    }

    /// <summary>Opens a page of HTML as a reader does, from a file.</summary>
    public async Task<OpenPage> OpenAsync(
        byte[] html,
        int width = 1400,
        int height = 900,
        ColorScheme scheme = ColorScheme.Light,
        string hash = ""
    )
    {
        if (_browser is null)
            Assert.Skip(_missing);
        var file = _folder[$"{Guid.NewGuid():N}.html"];
        await File.WriteAllBytesAsync(file, html, TestContext.Current.CancellationToken);
        var context = await _browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = height },
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        return await OpenPage.LoadAsync(context, new Uri(file).AbsoluteUri, hash);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _folder.Dispose();
    }
}
