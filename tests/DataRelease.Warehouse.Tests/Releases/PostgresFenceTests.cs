using System.Data;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Postgres;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Readers with snapshots from before green, and what else holds a swap off.</summary>
public sealed class PostgresFenceTests : PostgresReleaseSuite
{
    private static readonly ReleaseConfig _impatient = new()
    {
        Swap = new SwapConfig { Fence = TimeSpan.FromMilliseconds(300), Budget = TimeSpan.FromMilliseconds(600) },
    };

    [Fact]
    public async Task A_repeatable_read_reader_from_before_green_never_finds_it_empty()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id");
        var (connection, transaction) = await BeginAsync(IsolationLevel.RepeatableRead, "select 1");
        await using var _ = connection;
        var waits = new TaskCompletionSource();
        Events.When(
            happened =>
                happened is ReleaseEvent.Progressed progress
                && progress.Text.Contains("older than green", StringComparison.Ordinal),
            () => waits.TrySetResult()
        );

        var release = Engine().ReleaseAsync(new DeployRequest(), Cancellation);
        await waits.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        (await ScalarAsync(connection, "select count(*) from analytics.orders")).ShouldBe("1");
        (await ScalarAsync(connection, "select id from analytics.orders")).ShouldBe("1");
        await transaction.CommitAsync(Cancellation);
        (await release).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_role_that_sees_nobody_elses_activity_is_fenced_off_all_the_same()
    {
        var releaser = await Place.Postgres!.CreateRoleAsync("releaser", Cancellation);
        await Place.ExecuteAsync($"grant create on database \"{Place.Postgres.Name}\" to \"{releaser}\"");
        await using var warehouse = new PostgresWarehouse(Place.Postgres.ConnectionStringOf(releaser));
        var project = new FakeProject(warehouse).With("orders", "select 1 as id");
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", warehouse, _impatient, _ =>
                Task.FromResult<Builds.IGreenBuilder>(project)
            ),
            Events,
            TimeProvider.System
        );
        (await engine.ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        project.With("orders", "select 2 as id");
        var (connection, transaction) = await BeginAsync(IsolationLevel.RepeatableRead, "select 1");
        await using var _ = connection;

        var report = await engine.ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SnapshotFence);
        report.Error.Message.ShouldContain($"pid {connection.ProcessID}, {Place.Postgres.User}");
        await transaction.RollbackAsync(Cancellation);
        (await engine.SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task Without_a_fence_nobody_is_waited_for_until_a_rollback_with_one()
    {
        var (connection, transaction) = await BeginAsync(IsolationLevel.RepeatableRead, "select 1");
        await using var _ = connection;
        Config = new ReleaseConfig { Swap = new SwapConfig { Fence = TimeSpan.Zero } };
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id");
        await ReleaseAsync();
        Config = _impatient;

        var report = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SnapshotFence);
        // One that was refused is not under way.
        (await Engine().ResumeAsync(new RecoveryRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.NothingToDo);
        await transaction.RollbackAsync(Cancellation);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task Readers_do_not_queue_behind_a_swap_that_waits_for_a_long_one()
    {
        Config = new ReleaseConfig { Swap = new SwapConfig { Budget = TimeSpan.FromMinutes(2) } };
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id");
        await DeployAsync();
        var (connection, transaction) = await BeginAsync(
            IsolationLevel.ReadCommitted,
            "select id from analytics.orders"
        );
        await using var _ = connection;
        var swap = Engine().SwapAsync(new SwapRequest(), Cancellation);
        await using var observer = await Place.Postgres!.OpenAsync(Cancellation);
        while (
            await ScalarAsync(
                observer,
                "select count(*) from pg_locks where not granted and mode = 'AccessExclusiveLock'"
            ) == "0"
        )
            await Task.Delay(1, Cancellation);

        // The holder goes on for longer than any lock timeout that would let a reader be the one who gives way.
        (
            await ReadAsync("select id from analytics.orders").WaitAsync(TimeSpan.FromSeconds(15), Cancellation)
        ).ShouldBe(["1"]);

        await transaction.RollbackAsync(Cancellation);
        (await swap).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task A_prepared_transaction_that_holds_locks_is_named()
    {
        Config = _impatient;
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id");
        await DeployAsync();
        await using (var connection = await Place.Postgres!.OpenAsync(Cancellation))
        {
            foreach (
                var statement in new[]
                {
                    "begin",
                    "lock table analytics.orders in access share mode",
                    "prepare transaction 'left over'",
                }
            )
                await ScalarAsync(connection, statement);
        }
        try
        {
            var report = await Engine().SwapAsync(new SwapRequest(), Cancellation);

            report.Error!.Code.ShouldBe(ErrorCode.SwapBlocked);
            report.Error.Message.ShouldContain("prepared transaction left over");
        }
        finally
        {
            await Place.ExecuteAsync("rollback prepared 'left over'");
        }
    }

    [Fact]
    public async Task A_swap_neither_waits_for_nor_needs_rights_on_what_a_projects_views_read()
    {
        var releaser = await Place.Postgres!.CreateRoleAsync("releaser", Cancellation);
        await Place.ExecuteAsync(
            $"grant create on database \"{Place.Postgres.Name}\" to \"{releaser}\"",
            "create schema raw",
            "create table raw.lines as select 1 as id",
            $"grant usage on schema raw to \"{releaser}\"",
            $"grant select on raw.lines to \"{releaser}\""
        );
        await using var warehouse = new PostgresWarehouse(Place.Postgres.ConnectionStringOf(releaser));
        var project = new FakeProject(warehouse).With("lines", "select id from raw.lines", "view");
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", warehouse, _impatient, _ =>
                Task.FromResult<Builds.IGreenBuilder>(project)
            ),
            Events,
            TimeProvider.System
        );
        (await engine.ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        project.With("lines", "select id + 1 as id from raw.lines", "view");
        var (connection, transaction) = await BeginAsync(
            IsolationLevel.ReadCommitted,
            "insert into raw.lines values (7)"
        );
        await using var _ = connection;

        var report = await engine.ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.lines")).ShouldBe(["2"]);
        await transaction.RollbackAsync(Cancellation);
    }
}
