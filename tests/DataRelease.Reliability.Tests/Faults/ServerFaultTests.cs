using DataRelease.Testing;
using Npgsql;

namespace DataRelease.Reliability.Tests.Faults;

/// <summary>
/// Whatever happens to the server or to the way there, the command says what is true, and the next one goes on from it.
/// </summary>
public sealed class ServerFaultTests : IDisposable
{
    private const string SwapWritten = "after:insert into \"data_release\".\"live\"";
    private const string InBuild = "before:create table \"analytics__r2\".\"orders\"";

    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Fault.BeforeCommit, false)]
    [InlineData(Fault.HalfOfCommit, false)]
    [InlineData(Fault.DuringCommit, true)]
    [InlineData(Fault.LateCommit, true)]
    [InlineData(Fault.AfterCommit, true)]
    [InlineData(Fault.HalfClose, true)]
    [InlineData(Fault.Delay, true)]
    public async Task A_connection_that_breaks_around_the_commit_ends_in_what_the_marker_says(
        Fault fault,
        bool becomesLive
    )
    {
        await using var world = await World.CreateAsync(Engine.Postgres, Cancellation);
        var tool = await LiveAsync(world);
        await ExpectAsync(tool, 0, "deploy");
        var before = await Picture.TakeAsync(world, Cancellation);
        await using var proxy = new TcpProxy(world.Variables["DR_HOST"], int.Parse(world.Variables["DR_PORT"]), fault);
        var far = tool.Through(
            new Dictionary<string, string> { ["DR_HOST"] = "127.0.0.1", ["DR_PORT"] = $"{proxy.Port}" }
        );

        var (exit, json) = await far.JsonAsync(Cancellation, "swap");

        proxy.HasStruck.ShouldBeTrue();
        var after = await Picture.TakeAsync(world, Cancellation);
        after.Marker.ShouldBe(becomesLive ? 2 : 1);
        exit.ShouldBe(becomesLive ? 0 : 1, json.ToString());
        json.GetProperty("live").GetProperty("release").GetString().ShouldBe(becomesLive ? "r2" : "r1");
        after.HasOpenLease.ShouldBeFalse();
        if (becomesLive)
            return;
        json.GetProperty("error").GetProperty("code").GetString().ShouldBe("DR7011");
        after.Live.ShouldBe(before.Live);
        after.States[2].ShouldBe("validated");
        await ExpectAsync(tool, 0, "swap");
    }

    [Fact]
    public async Task A_commit_that_lands_after_nobody_could_ask_for_it_is_not_written_over()
    {
        await using var server = await OwnPostgres.StartAsync(Cancellation);
        await using var database = await server.CreateDatabaseAsync(Cancellation);
        var world = World.Of(database);
        var tool = await LiveAsync(world);
        await ExpectAsync(tool, 0, "deploy");
        await using var admin = new NpgsqlConnection(server.ConnectionStringOf(database.Name));
        await admin.OpenAsync(Cancellation);
        await using var proxy = new TcpProxy(
            world.Variables["DR_HOST"],
            int.Parse(world.Variables["DR_PORT"]),
            Fault.Outage
        );
        var far = tool.Through(
            new Dictionary<string, string> { ["DR_HOST"] = "127.0.0.1", ["DR_PORT"] = $"{proxy.Port}" }
        );
        await using var swap = new Watched(far.Start([("DR_SEAM_HOLD", SwapWritten), ("DR_LEASE_MS", "5000")], "swap"));
        await swap.SeeAsync("[seam] held", Cancellation);
        // From here on a COMMIT waits for a standby that there is not.
        await DoAsync(admin, "alter system set synchronous_standby_names = 'nobody'");
        await DoAsync(admin, "select pg_reload_conf()");
        await UntilAsync(admin, "select current_setting('synchronous_standby_names') = 'nobody'");
        await swap.GoOnAsync();
        // It says so when it has given up asking and only wants to write down how it ended.
        await swap.SeeAsync("trying again", Cancellation);
        proxy.Restore();
        // A heartbeat waits for the lease's row. So does, beside it, what is written about the end. Giving the lease
        // back waits when there is no heartbeat any more.
        await UntilAsync(
            admin,
            "select count(*) > 1 or bool_or(query not like '%set expires_at%') from pg_stat_activity "
                + "where wait_event_type = 'Lock'"
        );

        await DoAsync(admin, "alter system reset synchronous_standby_names");
        await DoAsync(admin, "select pg_reload_conf()");

        (await swap.EndAsync(Cancellation)).ShouldBe(1, swap.Error);
        swap.Error.ShouldContain("DR7010");
        var after = await Picture.TakeAsync(world, Cancellation);
        (after.Marker, after.States[2]).ShouldBe((2, "live"), swap.Error);
        await ExpectAsync(tool, 0, "doctor");
    }

    [Fact]
    public async Task Backends_killed_in_a_swap_leave_live_as_it_was_and_the_swap_can_be_done_again()
    {
        await using var world = await World.CreateAsync(Engine.Postgres, Cancellation);
        var tool = await LiveAsync(world);
        await ExpectAsync(tool, 0, "deploy");
        var before = await Picture.TakeAsync(world, Cancellation);
        await using var swap = new Watched(tool.Start([("DR_SEAM_HOLD", SwapWritten)], "swap"));
        await swap.SeeAsync("[seam] held", Cancellation);

        await TerminateAsync(world);
        await swap.GoOnAsync();

        (await swap.EndAsync(Cancellation)).ShouldBe(1, swap.Error);
        swap.Error.ShouldContain("DR7011");
        var after = await Picture.TakeAsync(world, Cancellation);
        Picture.Differ(before.Live, after.Live).ShouldBeEmpty();
        (after.Marker, after.States[2], after.HasOpenLease).ShouldBe((1, "validated", false));
        await ExpectAsync(tool, 0, "swap");
        (await Picture.TakeAsync(world, Cancellation)).Marker.ShouldBe(2);
    }

    [Fact]
    public async Task Backends_killed_in_a_build_leave_live_as_it_was_and_the_release_can_be_resumed()
    {
        await using var world = await World.CreateAsync(Engine.Postgres, Cancellation);
        var tool = await LiveAsync(world);
        var before = await Picture.TakeAsync(world, Cancellation);
        await using var release = new Watched(tool.Start([("DR_SEAM_HOLD", InBuild)], "release"));
        await release.SeeAsync("[seam] held", Cancellation);

        await TerminateAsync(world);
        await release.GoOnAsync();

        (await release.EndAsync(Cancellation)).ShouldBe(1, release.Error);
        var after = await Picture.TakeAsync(world, Cancellation);
        Picture.Differ(before.Live, after.Live).ShouldBeEmpty();
        (after.Marker, after.States[2], after.HasOpenLease).ShouldBe((1, "failed", false), release.Error);
        await ExpectAsync(tool, 0, "resume");
        (await Picture.TakeAsync(world, Cancellation)).Marker.ShouldBe(2);
    }

    [Fact]
    public async Task A_postmaster_killed_in_a_swap_and_in_a_build_leaves_the_truth_when_it_is_back()
    {
        await using var server = await OwnPostgres.StartAsync(Cancellation);
        await using var world = World.Of(await server.CreateDatabaseAsync(Cancellation));
        var tool = await LiveAsync(world);
        await ExpectAsync(tool, 0, "deploy");
        var before = await Picture.TakeAsync(world, Cancellation);
        await using (var swap = new Watched(tool.Start([("DR_SEAM_HOLD", SwapWritten)], "swap")))
        {
            await swap.SeeAsync("[seam] held", Cancellation);
            await server.CrashAsync(Cancellation);
            await swap.GoOnAsync();
            await swap.SeeAsync("asking the marker", Cancellation);
            await server.StartAgainAsync(Cancellation);
            // It asks until the server is back, and then knows.
            (await swap.EndAsync(Cancellation)).ShouldBe(1, swap.Error);
            swap.Error.ShouldContain("DR7011");
        }
        var after = await Picture.TakeAsync(world, Cancellation);
        Picture.Differ(before.Live, after.Live).ShouldBeEmpty();
        (after.Marker, after.States[2]).ShouldBe((1, "validated"));
        await ExpectAsync(tool, 0, "swap");

        var second = await Picture.TakeAsync(world, Cancellation);
        await using (
            var release = new Watched(
                tool.Start([("DR_SEAM_HOLD", InBuild.Replace("r2", "r3", StringComparison.Ordinal))], "release")
            )
        )
        {
            await release.SeeAsync("[seam] held", Cancellation);
            await server.CrashAsync(Cancellation);
            await release.GoOnAsync();
            (await release.EndAsync(Cancellation)).ShouldBe(1, release.Error);
        }
        await server.StartAgainAsync(Cancellation);
        after = await Picture.TakeAsync(world, Cancellation);
        Picture.Differ(second.Live, after.Live).ShouldBeEmpty();
        (after.Marker, after.States[3]).ShouldBe((2, "building"));
        await ExpectAsync(tool, 3, "release");
        await ExpectAsync(tool, 0, "resume");
        (await Picture.TakeAsync(world, Cancellation)).Marker.ShouldBe(3);
    }

    [Theory]
    [InlineData("select *, 'secret-4711' from analytics.orders")]
    [InlineData("update analytics.orders set v = 'secret-4711'")]
    [InlineData("comment on view analytics.orders is 'secret-4711'")]
    [InlineData("lock table analytics.orders in access share mode")]
    [InlineData("lock table analytics.orders in access exclusive mode")]
    public async Task A_session_that_keeps_its_locks_is_named_when_the_budget_is_spent_and_live_is_untouched(
        string statement
    )
    {
        await using var world = await World.CreateAsync(Engine.Postgres, Cancellation);
        var tool = await LiveAsync(world);
        await ExpectAsync(tool, 0, "deploy");
        var before = await Picture.TakeAsync(world, Cancellation);
        await using var connection = await world.OpenAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, statement);
        await command.ExecuteNonQueryAsync(Cancellation);
        command.CommandText = "select pg_backend_pid()::text";
        var pid = (string)(await command.ExecuteScalarAsync(Cancellation))!;
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(Cancellation);
        await File.WriteAllTextAsync(
            _folder["v2/data-release.yml"],
            "swap:\n  lock_timeout: 100ms\n  budget: 2s\n  fence: 0s\n",
            Cancellation
        );

        var (exit, json) = await tool.JsonAsync(Cancellation, "swap");

        exit.ShouldBe(3, json.ToString());
        var error = json.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("DR7001");
        var message = error.GetProperty("message").GetString()!;
        message.ShouldContain($"pid {pid}, {world.Variables["DR_USER"]}, since ");
        message.ShouldContain("analytics.orders");
        message.ShouldNotContain("secret-4711");
        await transaction.RollbackAsync(Cancellation);
        var after = await Picture.TakeAsync(world, Cancellation);
        Picture.Differ(before.Live, after.Live).ShouldBeEmpty();
        (after.Marker, after.States[2], after.HasOpenLease).ShouldBe((1, "validated", false));
        await ExpectAsync(tool, 0, "swap");
    }

    [Fact]
    public async Task A_view_that_somebody_has_locked_keeps_nobody_waiting_who_asks_what_is_live()
    {
        await using var world = await World.CreateAsync(Engine.Postgres, Cancellation);
        var tool = await LiveAsync(world);
        await using var connection = await world.OpenAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (
            transaction,
            "lock table analytics.orders in access exclusive mode"
        );
        await command.ExecuteNonQueryAsync(Cancellation);
        var start = System.Diagnostics.Stopwatch.StartNew();

        var (exit, json) = await tool.JsonAsync(Cancellation, "status");

        exit.ShouldBe(1, json.ToString());
        json.GetProperty("error").GetProperty("code").GetString().ShouldBe("DR4011");
        json.GetProperty("error").GetProperty("message").GetString()!.ShouldContain(world.Variables["DR_USER"]);
        json.GetProperty("live").GetProperty("release").GetString().ShouldBe("r1");
        start.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        await transaction.RollbackAsync(Cancellation);
        await ExpectAsync(tool, 0, "status");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>Releases version 1.</summary>
    /// <returns>The tool on version 2.</returns>
    private async Task<Tool> LiveAsync(World world)
    {
        var first = await Shop.PackAsync(
            _folder["v1"],
            Engine.Postgres,
            1,
            several: false,
            reshaped: false,
            Cancellation
        );
        await ExpectAsync(new Tool(first, world), 0, "release");
        return new Tool(
            await Shop.PackAsync(_folder["v2"], Engine.Postgres, 2, several: false, reshaped: false, Cancellation),
            world
        );
    }

    private static async Task DoAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task UntilAsync(NpgsqlConnection connection, string question)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            await using var command = new NpgsqlCommand(question, connection);
            if (await command.ExecuteScalarAsync(Cancellation) is true)
                return;
            DateTime.UtcNow.ShouldBeLessThan(deadline, question);
            await Task.Delay(100, Cancellation);
        }
    }

    private static Task TerminateAsync(World world) =>
        world.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and "
                + "pid <> pg_backend_pid()"
        );

    private static async Task ExpectAsync(Tool tool, int exit, params string[] args)
    {
        var (got, _, error) = await tool.RunAsync(Cancellation, args);
        got.ShouldBe(exit, $"{string.Join(' ', args)}: {error}");
    }
}
