using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Postgres;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>PostgreSQL: what a command may use of time and of connections.</summary>
public sealed class PostgresBudgetTests : PostgresReleaseSuite
{
    private PostgresWarehouse? _narrow;
    private TimeProvider _clock = TimeProvider.System;

    private ReleaseEngine Engine() => new(At("prod"), Events, _clock);

    protected override ReleaseEnvironment At(string name) => base.At(name) with { Warehouse = _narrow ?? Warehouse };

    [Fact]
    public async Task A_swap_has_one_budget_for_its_wait_and_for_its_attempts()
    {
        Config = new ReleaseConfig
        {
            Swap = new SwapConfig { Budget = TimeSpan.FromMinutes(1), Fence = TimeSpan.Zero },
        };
        var clock = new ShiftedClock();
        _clock = clock;
        await ReleaseAsync(With(1));
        await DeployAsync(With(2));
        var (holder, held) = await BeginAsync(
            System.Data.IsolationLevel.ReadCommitted,
            "lock table analytics.orders in access exclusive mode"
        );
        await using var reader = await Place.Postgres!.OpenAsync(Cancellation);

        var swap = Engine().SwapAsync(new SwapRequest(), Cancellation);
        // The command looks at live for a moment and warns; the swap then waits for as long as its budget.
        await UntilAsync(() => Task.FromResult(Events.All.OfType<ReleaseEvent.Warned>().Any()), swap);
        await UntilAsync(async () => await WaitingAsync() == 1, swap);
        var transaction = await reader.BeginTransactionAsync(Cancellation);
        var reads = ScalarAsync(reader, "select id from analytics.orders");
        await UntilAsync(async () => await WaitingAsync() == 2, swap);
        clock.Shift = TimeSpan.FromMinutes(2);
        await held.RollbackAsync(Cancellation);
        await holder.DisposeAsync();
        await reads;

        var report = await swap;

        report.Error!.Code.ShouldBe(ErrorCode.SwapBlocked);
        report.Error.Message.ShouldContain("no locks in 1 attempts");
        await transaction.RollbackAsync(Cancellation);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 1)]
    [InlineData(1, 1)]
    [InlineData(50, 4)]
    public async Task A_builder_of_its_own_process_gets_as_many_threads_as_there_are_connections(int most, int threads)
    {
        await using var narrow = Narrow(most);
        Project.RunsOutside = true;

        await ReleaseAsync(With(1) with { Build = new BuildOptions { Threads = 4 } });

        Project.Asked!.Threads.ShouldBe(threads);
    }

    [Fact]
    public async Task The_limit_of_a_connection_strings_pool_is_ours_and_no_server_that_does_not_answer()
    {
        await using var narrow = Narrow(2);

        for (var again = 0; again < 3; again++)
        {
            var sessions = await narrow.OpenSeveralAsync(5, Cancellation);
            sessions.Count.ShouldBe(2);
            foreach (var session in sessions)
                await session.DisposeAsync();
        }
    }

    private PostgresWarehouse Narrow(int most) =>
        _narrow = new PostgresWarehouse(
            new NpgsqlConnectionStringBuilder(Place.Postgres!.ConnectionString) { MaxPoolSize = most }.ConnectionString
        );

    private async Task<int> WaitingAsync()
    {
        await using var connection = await Place.Postgres!.OpenAsync(Cancellation);
        return int.Parse(
            await ScalarAsync(
                connection,
                "select count(*) from pg_locks where not granted and relation = 'analytics.orders'::regclass"
            ),
            System.Globalization.CultureInfo.InvariantCulture
        );
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, Task unless)
    {
        while (!await condition())
        {
            unless.IsCompleted.ShouldBeFalse("the command ended before");
            await Task.Delay(20, Cancellation);
        }
    }

    /// <summary>The system's clock, moved on for who measures time.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Shift.TotalSeconds * TimestampFrequency);
    }
}
