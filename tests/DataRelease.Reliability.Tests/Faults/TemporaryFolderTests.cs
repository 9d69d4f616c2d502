using DataRelease.Testing;

namespace DataRelease.Reliability.Tests.Faults;

/// <summary>A temporary folder that is missing, a file, or not to be written to.</summary>
public sealed class TemporaryFolderTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private World _world = null!;
    private Tool _tool = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "TMPDIR is of Unix");
        _world = await World.CreateAsync(Engine.DuckDb, Cancellation);
        _tool = new Tool(
            await Shop.PackAsync(_folder["v1"], Engine.DuckDb, 1, several: false, reshaped: false, Cancellation),
            _world
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("file")]
    [InlineData("/proc")]
    public async Task What_needs_it_says_so_and_what_does_not_works(string name)
    {
        Assert.SkipWhen(name == "/proc" && !OperatingSystem.IsLinux(), "/proc is of Linux");
        _folder.Write("file", "");
        var temporary = name.StartsWith('/') ? name : _folder[name];
        (await _tool.RunAsync(Cancellation, "release")).Exit.ShouldBe(0);
        (await _tool.RunAsync(Cancellation, "release")).Exit.ShouldBe(0);

        foreach (var verb in new[] { "release", "plan" })
        {
            var ended = await _tool.EndAsync([("TMPDIR", temporary)], [verb], Cancellation);
            ended.Exit.ShouldBe(2, ended.Error);
            ended.Error.ShouldContain("error DR1007: ");
            ended.Error.ShouldContain(temporary);
            ended.Error.ShouldContain("TMPDIR");
        }
        // The release that could not begin took no number, so there is nothing to abort.
        foreach (var args in new[] { "status", "history", "doctor", "rollback --yes", "prune --yes" })
        {
            var ended = await _tool.EndAsync([("TMPDIR", temporary)], args.Split(' '), Cancellation);
            ended.Exit.ShouldBe(0, $"{args}: {ended.Error}");
        }
    }
}
