using DataRelease.Testing;

namespace DataRelease.Reliability.Tests.Leases;

/// <summary>
/// One process at a time changes an environment, and one that was taken over changes nothing any more.
/// </summary>
public sealed class LeaseTests : IDisposable
{
    private const string LeaseMs = "1500";
    private const string FirstOfGreen = "before:create schema if not exists \"analytics__r";
    private const string SwapWritten = "after:insert into \"data_release\".\"live\"";

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.DuckDb)]
    [InlineData(Engine.Postgres)]
    public async Task Ten_releasers_at_once_one_wins_nine_are_busy_and_nothing_is_left(Engine engine)
    {
        SkipOnWindows();
        await using var world = await World.CreateAsync(engine, Cancellation);
        await using var alone = await World.CreateAsync(engine, Cancellation);
        var project = await PackAsync(engine, 1);
        await ExpectAsync(new Tool(project, alone), 0, "release");
        var tool = new Tool(project, world);
        var releasers = Enumerable
            .Range(0, 10)
            .Select(_ => new Watched(tool.Start([("DR_START", "1"), ("DR_SEAM_HOLD", FirstOfGreen)], "release")))
            .ToList();
        try
        {
            foreach (var releaser in releasers)
                await releaser.SeeAsync("[seam] ready", Cancellation);
            foreach (var releaser in releasers)
                await releaser.GoOnAsync();
            var ends = releasers.ToDictionary(releaser => releaser.EndAsync(Cancellation));

            // Whoever wins waits before its first change until the others are gone.
            for (var ended = 0; ended < 9; ended++)
            {
                var end = await Task.WhenAny(ends.Keys).WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
                (await end).ShouldBe(4, ends[end].Error);
                ends.Remove(end);
            }
            var (won, winner) = ends.Single();
            await winner.GoOnAsync();
            (await won).ShouldBe(0, winner.Error);
        }
        finally
        {
            foreach (var releaser in releasers)
                await releaser.DisposeAsync();
        }

        var (left, expected) = (
            await Picture.TakeAsync(world, Cancellation),
            await Picture.TakeAsync(alone, Cancellation)
        );
        Picture.Differ(expected.Catalog, left.Catalog).ShouldBeEmpty();
        Picture.Differ(expected.Ledger, left.Ledger).ShouldBeEmpty();
        left.HasOpenLease.ShouldBeFalse();
        releasers.SelectMany(releaser => Tool.LeftBy(releaser.Id)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("abort")]
    [InlineData("resume")]
    public async Task A_builder_that_was_paused_past_its_lease_and_taken_over_changes_nothing(string takeover)
    {
        var (world, tool, next) = await LiveAsync();
        await using var _ = world;
        await using var paused = new Watched(
            next.Start(
                [("DR_LEASE_MS", LeaseMs), ("DR_SEAM_STOP", "before:create table \"analytics__r2\".\"orders\"")],
                "release"
            )
        );
        await paused.SeeAsync("[seam] stopped", Cancellation);
        await ExpiredAsync(world);

        await ExpectAsync(next, 0, takeover, "--yes");
        if (takeover == "abort")
            await ExpectAsync(next, 0, "release");
        var taken = await Picture.TakeAsync(world, Cancellation);
        await paused.WakeAsync();

        (await paused.EndAsync(Cancellation)).ShouldBe(1, paused.Error);
        await SameAsync(world, taken);
        await ExpectAsync(tool, 0, "status");
    }

    [Fact]
    public async Task A_builder_that_was_taken_over_writes_nothing_while_its_successor_is_at_work()
    {
        var (world, _, next) = await LiveAsync();
        await using var keep = world;
        await using var paused = new Watched(
            next.Start(
                [("DR_LEASE_MS", LeaseMs), ("DR_SEAM_STOP", "before:create table \"analytics__r2\".\"orders\"")],
                "release"
            )
        );
        await paused.SeeAsync("[seam] stopped", Cancellation);
        await ExpiredAsync(world);
        await using var successor = new Watched(
            next.Start([("DR_SEAM_HOLD", "before:create schema if not exists \"analytics__r2b\"")], "resume")
        );
        await successor.SeeAsync("[seam] held", Cancellation);
        var taken = await Picture.TakeAsync(world, Cancellation);
        await paused.WakeAsync();

        (await paused.EndAsync(Cancellation)).ShouldBe(1, paused.Error);
        var now = await Picture.TakeAsync(world, Cancellation);
        Picture.Differ(taken.Catalog, now.Catalog).ShouldBeEmpty();
        Picture.Differ(taken.Ledger, now.Ledger).ShouldBeEmpty();
        await successor.GoOnAsync();
        (await successor.EndAsync(Cancellation)).ShouldBe(0, successor.Error);
        (await Picture.TakeAsync(world, Cancellation)).Marker.ShouldBe(2);
    }

    [Fact]
    public async Task A_swap_that_was_paused_inside_its_transaction_can_not_commit_after_it_was_taken_over()
    {
        var (world, _, next) = await LiveAsync();
        await using var keep = world;
        await using var paused = new Watched(
            next.Start([("DR_LEASE_MS", LeaseMs), ("DR_SEAM_STOP", SwapWritten)], "release")
        );
        await paused.SeeAsync("[seam] stopped", Cancellation);
        await ExpiredAsync(world);

        await ExpectAsync(next, 0, "abort", "--yes");
        await ExpectAsync(next, 0, "release");
        var taken = await Picture.TakeAsync(world, Cancellation);
        taken.Marker.ShouldBe(3);
        await paused.WakeAsync();

        (await paused.EndAsync(Cancellation)).ShouldBe(1, paused.Error);
        paused.Error.ShouldContain("DR5002");
        await SameAsync(world, taken);
    }

    [Fact]
    public async Task A_rollback_that_was_paused_inside_its_transaction_can_not_commit_after_it_was_taken_over()
    {
        var (world, _, next) = await LiveAsync();
        await using var keep = world;
        await ExpectAsync(next, 0, "release");
        await using var paused = new Watched(
            next.Start([("DR_LEASE_MS", LeaseMs), ("DR_SEAM_STOP", SwapWritten)], "rollback", "--yes")
        );
        await paused.SeeAsync("[seam] stopped", Cancellation);
        await ExpiredAsync(world);

        await ExpectAsync(next, 0, "release");
        var taken = await Picture.TakeAsync(world, Cancellation);
        await paused.WakeAsync();

        (await paused.EndAsync(Cancellation)).ShouldBe(1, paused.Error);
        await SameAsync(world, taken);
    }

    [Fact]
    public async Task On_duckdb_a_paused_process_keeps_the_file_and_goes_on_when_it_wakes()
    {
        SkipOnWindows();
        await using var world = await World.CreateAsync(Engine.DuckDb, Cancellation);
        var tool = new Tool(await PackAsync(Engine.DuckDb, 1), world);
        await using var paused = new Watched(
            tool.Start([("DR_LEASE_MS", "100"), ("DR_SEAM_STOP", FirstOfGreen)], "release")
        );
        await paused.SeeAsync("[seam] stopped", Cancellation);

        await ExpectAsync(tool, 4, "release");
        await paused.WakeAsync();

        (await paused.EndAsync(Cancellation)).ShouldBe(0, paused.Error);
        (await Picture.TakeAsync(world, Cancellation)).Marker.ShouldBe(1);
    }

    [Fact]
    public async Task A_heartbeat_keeps_a_lease_by_the_servers_clock_for_as_long_as_its_process_lives()
    {
        var (world, _, next) = await LiveAsync();
        await using var keep = world;
        await using var busy = new Watched(
            next.Start([("DR_LEASE_MS", LeaseMs), ("DR_SEAM_HOLD", FirstOfGreen)], "release")
        );
        await busy.SeeAsync("[seam] held", Cancellation);
        // Three lives of the lease after it was taken, it still has not expired.
        await UntilAsync(
            world,
            "select clock_timestamp() > acquired_at + interval '4500 milliseconds' and not released from "
                + "data_release.leases"
        );

        await ExpectAsync(next, 4, "release");
        await busy.GoOnAsync();

        (await busy.EndAsync(Cancellation)).ShouldBe(0, busy.Error);
    }

    [Fact]
    public async Task A_swap_paused_inside_its_transaction_keeps_others_busy_and_readers_waiting_for_seconds_only()
    {
        var (world, _, next) = await LiveAsync();
        await using var keep = world;
        var before = await Picture.TakeAsync(world, Cancellation);
        await using var paused = new Watched(next.Start([("DR_SEAM_STOP", SwapWritten)], "release"));
        await paused.SeeAsync("[seam] stopped", Cancellation);

        await ExpectAsync(next, 4, "rollback", "--yes");
        // A command timeout of 30 seconds is the limit; the server ends the paused transaction after five.
        Picture.Differ(before.Live, (await Picture.TakeAsync(world, Cancellation)).Live).ShouldBeEmpty();
        await paused.WakeAsync();

        (await paused.EndAsync(Cancellation)).ShouldBe(1, paused.Error);
        paused.Error.ShouldContain("DR7011");
        await ExpectAsync(next, 0, "swap");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static void SkipOnWindows() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "processes are paused by SIGSTOP");

    private Task<string> PackAsync(Engine engine, int version) =>
        Shop.PackAsync(_folder[$"v{version}"], engine, version, several: false, reshaped: false, Cancellation);

    /// <summary>A PostgreSQL world where version 1 is live, the tool on it and on version 2.</summary>
    private async Task<(World World, Tool First, Tool Second)> LiveAsync()
    {
        SkipOnWindows();
        var world = await World.CreateAsync(Engine.Postgres, Cancellation);
        var first = new Tool(await PackAsync(Engine.Postgres, 1), world);
        await ExpectAsync(first, 0, "release");
        return (world, first, new Tool(await PackAsync(Engine.Postgres, 2), world));
    }

    private static async Task ExpectAsync(Tool tool, int exit, params string[] args)
    {
        if (args is ["resume", ..])
            args = ["resume"];
        var (got, _, error) = await tool.RunAsync(Cancellation, args);
        got.ShouldBe(exit, $"{string.Join(' ', args)}: {error}");
    }

    private static Task ExpiredAsync(World world) =>
        UntilAsync(world, "select expires_at < clock_timestamp() and not released from data_release.leases");

    private static async Task UntilAsync(World world, string condition)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while ((await world.QueryAsync(condition, Cancellation)).SingleOrDefault() is not [true])
        {
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1), condition);
            await Task.Delay(50, Cancellation);
        }
    }

    private static async Task SameAsync(World world, Picture expected)
    {
        var now = await Picture.TakeAsync(world, Cancellation);
        Picture.Differ(expected.Catalog, now.Catalog).ShouldBeEmpty();
        Picture.Differ(expected.Ledger, now.Ledger).ShouldBeEmpty();
        now.HasOpenLease.ShouldBeFalse();
    }
}
