using DataRelease.Testing;

namespace DataRelease.Reliability.Tests.Leases;

/// <summary>
/// A lease that runs for years, from a host that can't be asked: one command frees it, and says what it frees.
/// </summary>
public sealed class FarOffLeaseTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private World _world = null!;
    private Tool _tool = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _world = await World.CreateAsync(Engine.Postgres, Cancellation);
        _tool = new Tool(
            await Shop.PackAsync(_folder["v1"], Engine.Postgres, 1, several: false, reshaped: false, Cancellation),
            _world
        );
        (await _tool.RunAsync(Cancellation, "release")).Exit.ShouldBe(0);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("'2099-01-01 00:00:00+00'", "until 2099-01-01 00:00:00 UTC")]
    [InlineData("'infinity'", "until the end of time")]
    [InlineData("clock_timestamp() + interval '1 hour'", "until 20")]
    public async Task Doctor_frees_it_and_every_other_command_says_so(string expires, string says)
    {
        await LeaseAsync(expires);

        var refused = await _tool.RunAsync(Cancellation, "release");
        refused.Exit.ShouldBe(4);
        refused.Error.ShouldContain("DR5001: environment 'dev' is held by ann@elsewhere (pid 7) since 2026-01-02");
        refused.Error.ShouldContain(says);
        refused.Error.ShouldContain("no session of that process is connected");
        refused.Error.ShouldContain("data-release doctor --fix");
        (await _tool.RunAsync(Cancellation, "status")).Out.ShouldContain("data-release doctor --fix frees");
        (await _tool.RunAsync(Cancellation, "doctor")).Out.ShouldContain(says);

        var freed = await _tool.RunAsync(Cancellation, "doctor", "--fix");
        freed.Exit.ShouldBe(0, freed.Error);
        freed.Error.ShouldContain("took over the lease of ann@elsewhere (pid 7)");
        freed.Error.ShouldContain(says);

        (await _tool.RunAsync(Cancellation, "release")).Exit.ShouldBe(0);
    }

    [Fact]
    public async Task It_is_not_freed_while_a_session_holds_its_lock()
    {
        await LeaseAsync("'2099-01-01 00:00:00+00'");
        await using var holder = await _world.OpenAsync(Cancellation);
        await using var take = holder.CreateCommand();
        take.CommandText = "select pg_advisory_lock(hashtextextended('data-release:dev', 0))";
        await take.ExecuteNonQueryAsync(Cancellation);

        var (exit, _, error) = await _tool.RunAsync(Cancellation, "doctor", "--fix");

        exit.ShouldBe(4);
        error.ShouldContain("a session that holds its lock is still connected");
    }

    [Fact]
    public async Task A_lease_that_is_kept_alive_is_not_freed()
    {
        await LeaseAsync("clock_timestamp() + interval '50 seconds'");

        (await _tool.RunAsync(Cancellation, "doctor", "--fix")).Out.ShouldContain("ann@elsewhere (pid 7) is at work");

        (await _world.QueryAsync("select released from data_release.leases", Cancellation)).ShouldBe([
            [false],
        ]);
    }

    private Task LeaseAsync(string expires) =>
        _world.ExecuteAsync(
            "update data_release.leases set holder = 'ann@elsewhere', host = 'elsewhere', pid = 7, released = false, "
                + $"acquired_at = '2026-01-02 03:04:05+00', expires_at = {expires}"
        );
}
