using System.Data;
using System.Diagnostics;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Postgres;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Sessions that hold what a swap needs: how it waits, whom it names, and what it may do about them.</summary>
public sealed class PostgresHoldOutTests : PostgresReleaseSuite
{
    [Fact]
    public async Task A_refused_rollback_says_to_run_rollback()
    {
        await TwoReleasesLiveAsync(new SwapConfig { Budget = TimeSpan.FromSeconds(1) });
        var (holder, ends) = await BeginAsync(IsolationLevel.ReadCommitted, "select id from analytics.a");
        await using var _ = holder;

        var report = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SwapBlocked);
        report.Error.ToDo.ShouldContain("then run data-release rollback");
        report.Error.ToDo.ShouldContain("rollback --now");
        report.Error.ToDo.ShouldNotContain("data-release swap");
        await ends.CommitAsync(Cancellation);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task A_swap_that_is_not_to_wait_is_refused_within_seconds()
    {
        await CandidateAsync(new SwapConfig { OnBlocked = OnBlocked.Refuse });
        var (holder, _) = await BeginAsync(IsolationLevel.ReadCommitted, "select id from analytics.a");
        await using var __ = holder;
        var start = Stopwatch.GetTimestamp();

        var report = await Engine().SwapAsync(new SwapRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SwapBlocked);
        report.Error.Message.ShouldContain($"pid {holder.ProcessID}");
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        (await ReadAsync("select id from analytics.a")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Rollback_now_ends_the_statement_that_holds_a_view_and_names_its_session()
    {
        await TwoReleasesLiveAsync(new SwapConfig { Budget = TimeSpan.FromSeconds(60) });
        await using var reader = await Place.Postgres!.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("select id, pg_sleep(30) from analytics.a", reader)
        {
            CommandTimeout = 0,
        };
        var reading = StateAsync(command);

        var report = await Engine().RollbackAsync(new RollbackRequest { Now = true }, Cancellation);
        var ended = await reading;

        report.Error?.Format().ShouldBeNull();
        ended.ShouldBe(PostgresErrorCodes.QueryCanceled);
        Events
            .Of<ReleaseEvent.Warned>()
            .Single(warned => warned.Code == ErrorCode.SessionAsked.Id)
            .Text.ShouldContain($"pid {reader.ProcessID}");
        (await ReadAsync("select id from analytics.a")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Without_being_told_to_nobodys_statement_is_ended()
    {
        await TwoReleasesLiveAsync(new SwapConfig { Budget = TimeSpan.FromSeconds(6) });
        await using var reader = await Place.Postgres!.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("select id, pg_sleep(12) from analytics.a", reader);
        var reading = StateAsync(command);

        var report = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);
        var ended = await reading;

        report.Error!.Code.ShouldBe(ErrorCode.SwapBlocked);
        ended.ShouldBeNull();
        Events.Of<ReleaseEvent.Warned>().ShouldNotContain(warned => warned.Code == ErrorCode.SessionAsked.Id);
    }

    [Fact]
    public async Task Locks_that_are_free_are_taken_whatever_their_number()
    {
        await Place.ExecuteAsync("create schema many");
        await RunWholeAsync(
            "do $$ begin for n in 1..1500 loop execute format('create view many.v%s as select 1 as id', n); end loop; "
                + "end $$"
        );
        await using var session = await Place.Warehouse.OpenAsync(Cancellation);
        var views = await Place.Warehouse.ReadRelationsAsync(session, ["many"], Cancellation);
        var locks = new PostgresSwapGrammar().Lock(views, TimeSpan.FromMilliseconds(2));

        await session.InTransactionAsync(
            TransactionPurpose.ChangeObjects,
            async () =>
            {
                await session.ExecuteBatchAsync(locks, Cancellation);
                (
                    await session.ScalarAsync(
                        $"select count(*) from pg_locks where mode = 'AccessExclusiveLock' and pid = pg_backend_pid()",
                        Cancellation
                    )
                ).ShouldBe(1500L);
            },
            Cancellation
        );
    }

    [Fact]
    public async Task All_locks_together_are_waited_for_no_longer_than_the_lock_timeout()
    {
        await Place.ExecuteAsync("create schema many");
        await RunWholeAsync(
            "do $$ begin for n in 1..40 loop execute format('create view many.v%s as select 1 as id', n); end loop; "
                + "end $$"
        );
        var (holder, _) = await BeginAsync(IsolationLevel.ReadCommitted, "select id from many.v9");
        await using var __ = holder;
        await using var session = await Place.Warehouse.OpenAsync(Cancellation);
        var views = await Place.Warehouse.ReadRelationsAsync(session, ["many"], Cancellation);
        var locks = new PostgresSwapGrammar().Lock(views, TimeSpan.FromMilliseconds(300));
        var start = Stopwatch.GetTimestamp();

        var error = await Should.ThrowAsync<PostgresException>(() =>
            session.InTransactionAsync(
                TransactionPurpose.ChangeObjects,
                () => session.ExecuteBatchAsync(locks, Cancellation),
                Cancellation
            )
        );

        Place.Warehouse.IsLockConflict(error).ShouldBeTrue();
        Stopwatch.GetElapsedTime(start).ShouldBeInRange(TimeSpan.FromSeconds(0.15), TimeSpan.FromSeconds(5));
    }

    /// <summary>How a statement ended: the error's code, or null.</summary>
    private static async Task<string?> StateAsync(NpgsqlCommand command)
    {
        try
        {
            await command.ExecuteScalarAsync(Cancellation);
            return null;
        }
        catch (PostgresException error)
        {
            return error.SqlState;
        }
    }

    private async Task CandidateAsync(SwapConfig swap)
    {
        Config = new ReleaseConfig { Swap = swap };
        Project.With("a", "select 1 as id").With("b", "select 1 as id");
        await ReleaseAsync();
        Project.With("a", "select 2 as id").With("b", "select 2 as id");
        await DeployAsync();
    }

    private async Task TwoReleasesLiveAsync(SwapConfig swap)
    {
        await CandidateAsync(swap);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }
}
