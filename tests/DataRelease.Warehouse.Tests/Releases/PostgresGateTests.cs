using System.Data;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>The way round readers who never leave all views free at once.</summary>
public sealed class PostgresGateTests : PostgresReleaseSuite
{
    [Fact]
    public async Task A_swap_gets_through_though_some_view_is_always_in_use()
    {
        await TwoReleasesAsync(TimeSpan.FromSeconds(40));
        var (first, firstEnds) = await BeginAsync(IsolationLevel.ReadCommitted, "select id from analytics.a");
        await using var _ = first;
        var opened = Opened();

        var swap = Engine().SwapAsync(new SwapRequest(), Cancellation);
        await opened.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await UntilAsync(Gates, "1");
        var (second, secondEnds) = await BeginAsync(IsolationLevel.ReadCommitted, "select id from analytics.b");
        await using var __ = second;
        (await ScalarAsync(second, "select id from analytics.b")).ShouldBe("1");
        await firstEnds.CommitAsync(Cancellation);
        // b is held all the while: what repoints it is the marker.
        await UntilAsync("select number from data_release.live where environment = 'prod'", "2");
        (await ScalarAsync(second, "select id from analytics.b")).ShouldBe("2");
        (await ReadAsync("select a.id, b.id from analytics.a a cross join analytics.b b")).ShouldBe(["2|2"]);
        await secondEnds.CommitAsync(Cancellation);

        (await swap).Error?.Format().ShouldBeNull();
        (await ReadAsync(Gates)).ShouldBe(["0"]);
        (await ReadAsync("select id, extra from analytics.a")).ShouldBe(["2|x"]);
    }

    [Fact]
    public async Task A_snapshot_from_before_the_swap_sees_the_old_release_whole_to_its_end()
    {
        await TwoReleasesAsync(TimeSpan.FromSeconds(40));

        await SwapBesideAnOldSnapshotAsync("analytics.a", async old =>
            (await ScalarAsync(old, "select a.id || '|' || b.id from analytics.a a cross join analytics.b b")).ShouldBe(
                "1|1"
            )
        );

        (await ReadAsync("select a.id, b.id from analytics.a a cross join analytics.b b")).ShouldBe(["2|2"]);
    }

    [Fact]
    public async Task A_snapshot_from_before_the_swap_sees_the_old_rows_of_a_view_that_was_made_again()
    {
        await TwoReleasesAsync(TimeSpan.FromSeconds(40), BeforeReshape, AfterReshape);

        await SwapBesideAnOldSnapshotAsync("analytics.b", async old =>
        {
            (
                await ScalarAsync(
                    old,
                    "select concat_ws('|', a.id, b.id, a.amount, a.fresh is null) from analytics.a a cross "
                        + "join analytics.b b"
                )
            ).ShouldBe("1|1|5|t");
            (await ReadAsync(Reshaped)).ShouldBe(["2|2|7.5|True"]);
        });

        (await ReadAsync(Gates)).ShouldBe(["0"]);
        (await ReadAsync(Reshaped)).ShouldBe(["2|2|7.5|True"]);
    }

    [Fact]
    public async Task A_view_of_a_new_shape_that_a_crash_left_deciding_by_the_marker_is_known_and_made_plain()
    {
        await TwoReleasesAsync(TimeSpan.FromSeconds(40), BeforeReshape, AfterReshape);
        var left = "";
        await SwapBesideAnOldSnapshotAsync("analytics.b", async _ =>
            left = (await ReadAsync("select pg_get_viewdef('analytics.a'::regclass)")).ShouldHaveSingleItem()
        );
        await Place.ExecuteAsync($"create or replace view analytics.a as {left}");
        (await ReadAsync(Gates)).ShouldBe(["1"]);

        var found = await Engine().DoctorAsync(new DoctorRequest(), Cancellation);
        (await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation)).Error?.Format().ShouldBeNull();

        found
            .Checks.Single(check => check.Relation == "analytics.a")
            .Message.ShouldContain("before it made the " + "view plain");
        (await ReadAsync(Gates)).ShouldBe(["0"]);
        (await ReadAsync(Reshaped)).ShouldBe(["2|2|7.5|True"]);
    }

    [Fact]
    public async Task A_swap_that_would_show_an_older_snapshot_one_view_of_green_waits_for_all_locks_instead()
    {
        await TwoReleasesAsync(TimeSpan.FromSeconds(3), "select 1 as id", "select 2 as id");
        await Place.ExecuteAsync("alter view analytics.a set (security_invoker = true)");
        var (holder, holderEnds) = await BeginAsync(IsolationLevel.ReadCommitted, "select id from analytics.b");
        await using var _ = holder;

        var report = await Engine().SwapAsync(new SwapRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SwapBlocked);
        Events
            .Of<ReleaseEvent.Progressed>()
            .ShouldNotContain(progress => progress.Text.Contains("one by one", StringComparison.Ordinal));
        (await ReadAsync("select a.id, b.id from analytics.a a cross join analytics.b b")).ShouldBe(["1|1"]);
        await holderEnds.CommitAsync(Cancellation);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task A_swap_that_gives_up_leaves_plain_views_on_blue()
    {
        await TwoReleasesAsync(TimeSpan.FromSeconds(3));
        var (holder, holderEnds) = await BeginAsync(IsolationLevel.ReadCommitted, "select id from analytics.a");
        await using var _ = holder;

        var report = await Engine().SwapAsync(new SwapRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SwapBlocked);
        report.Error.Message.ShouldContain($"pid {holder.ProcessID}");
        (await ReadAsync("select a.id, b.id from analytics.a a cross join analytics.b b")).ShouldBe(["1|1"]);
        (await ReadAsync(Gates)).ShouldBe(["0"]);
        await holderEnds.CommitAsync(Cancellation);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task Views_that_a_crash_left_deciding_by_the_marker_are_right_and_doctor_or_a_swap_makes_them_plain()
    {
        await TwoReleasesAsync(TimeSpan.FromSeconds(40));
        await CrashAsync();
        (await ReadAsync("select a.id, b.id from analytics.a a cross join analytics.b b")).ShouldBe(["1|1"]);

        await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation);

        (await ReadAsync(Gates)).ShouldBe(["0"]);
        (await ReadAsync("select a.id, b.id from analytics.a a cross join analytics.b b")).ShouldBe(["1|1"]);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task Abort_makes_views_that_a_crash_left_deciding_by_the_marker_plain_on_blue_and_leaves_nothing()
    {
        await TwoReleasesAsync(TimeSpan.FromSeconds(40));
        var before = await ReadAsync(
            "select viewname, definition from pg_views where schemaname = 'analytics' order by 1"
        );
        await CrashAsync();
        var preview = await Engine().PreviewAbortAsync(new RecoveryRequest(), Cancellation);

        var report = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Live!.Release.ShouldBe("r1");
        (
            await ReadAsync("select viewname, definition from pg_views where schemaname = 'analytics' order by 1")
        ).ShouldBe(before);
        (await ReadAsync("select a.id, b.id from analytics.a a cross join analytics.b b")).ShouldBe(["1|1"]);
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        preview.Error?.Format().ShouldBeNull();
        preview.Statements[0].ShouldBe("-- views that decide by the marker show r1, which is live");
        preview.Statements[^1].ShouldBe("drop schema if exists \"analytics__r2\" cascade");
    }

    [Fact]
    public async Task Doctor_makes_no_view_plain_while_a_snapshot_from_before_the_marker_changed_is_left()
    {
        await TwoReleasesAsync(TimeSpan.FromSeconds(40));
        Config = Config with { Swap = Config.Swap with { Fence = TimeSpan.FromMilliseconds(1) } };
        await CrashAsync();
        var (old, oldEnds) = await BeginAsync(IsolationLevel.RepeatableRead, "select 1");
        await using var _ = old;
        await Place.ExecuteAsync(
            "update data_release.live set number = 2, previous = 1",
            "update data_release.releases set state = case number when 2 then 'live' else 'superseded' end"
        );

        (await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation)).Error!.Code.ShouldBe(
            ErrorCode.SnapshotFence
        );

        (await ScalarAsync(old, "select a.id || '|' || b.id from analytics.a a cross join analytics.b b")).ShouldBe(
            "1|1"
        );
        await oldEnds.CommitAsync(Cancellation);
        (await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync(Gates)).ShouldBe(["0"]);
        (await ReadAsync("select a.id, b.id from analytics.a a cross join analytics.b b")).ShouldBe(["2|2"]);
    }

    [Fact]
    public async Task A_view_of_a_new_shape_has_the_columns_of_both_releases_until_it_is_made_again_alone()
    {
        await TwoReleasesAsync(
            TimeSpan.FromSeconds(40),
            "select 1 as id, 'blue' as gone, 'x'::text as label",
            "select true as fresh, 5 as label, 2 as id"
        );
        await Place.ExecuteAsync("grant select on analytics.a to public", "comment on view analytics.a is 'ours'");
        await SwapBesideAnOldSnapshotAsync("analytics.b", async old =>
        {
            const string all =
                "select concat_ws('|', id, coalesce(gone, '-'), label, coalesce(fresh, false)) from " + "analytics.a";
            (await ScalarAsync(old, all)).ShouldBe("1|blue|x|f");
            (await ReadAsync(all)).ShouldBe(["2|-|5|t"]);
        });

        (await ReadAsync(Gates)).ShouldBe(["0"]);
        (await ReadAsync("select * from analytics.a")).ShouldBe(["True|5|2"]);
        (await ReadAsync("select has_table_privilege('public', 'analytics.a', 'select')")).ShouldBe(["True"]);
        (await ReadAsync("select obj_description('analytics.a'::regclass)")).ShouldBe(["ours"]);
    }

    [Fact]
    public async Task A_swap_that_gives_up_leaves_views_of_the_old_shape_with_their_rights()
    {
        await TwoReleasesAsync(
            TimeSpan.FromSeconds(5),
            "select 1 as id, 'blue' as gone",
            "select true as fresh, 2 as id"
        );
        await Place.ExecuteAsync("grant select on analytics.a to public", "comment on view analytics.a is 'ours'");
        const string Looks =
            "select pg_get_viewdef(oid), relacl::text, obj_description(oid) from pg_class where relname = 'a' "
            + "and relnamespace = 'analytics'::regnamespace";
        var before = await ReadAsync(Looks);
        var (holder, holderEnds) = await BeginAsync(IsolationLevel.ReadCommitted, "select id from analytics.b");
        await using var _ = holder;
        var opened = Opened();

        var swap = Engine().SwapAsync(new SwapRequest(), Cancellation);
        await opened.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await UntilAsync(Gates, "1");
        (await ReadAsync("select gone, fresh is null from analytics.a")).ShouldBe(["blue|True"]);

        (await swap).Error!.Code.ShouldBe(ErrorCode.SwapBlocked);
        (await ReadAsync(Looks)).ShouldBe(before);
        await holderEnds.CommitAsync(Cancellation);
        (await Engine().SwapAsync(new SwapRequest { AllowBreaking = true }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (await ReadAsync("select * from analytics.a")).ShouldBe(["True|2"]);
    }

    [Fact]
    public async Task Views_of_both_shapes_that_a_crash_left_are_made_plain_on_blue_by_abort()
    {
        await TwoReleasesAsync(
            TimeSpan.FromSeconds(5),
            "select 1 as id, 'blue' as gone",
            "select true as fresh, 2 as id"
        );
        var before = await ReadAsync("select pg_get_viewdef('analytics.a'::regclass)");
        await Place.ExecuteAsync(
            """
            create or replace view analytics.a as select s.id, s.gone, s.fresh from (
                select 1 as side, id, gone, null::boolean as fresh from analytics__r1.a
                union all select 2 as side, id, null::text as gone, fresh from analytics__r2.a) s
            where s.side = (select m.number from data_release.live m where m.environment = 'prod')
            """
        );

        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select pg_get_viewdef('analytics.a'::regclass)")).ShouldBe(before);
        (await ReadAsync("select * from analytics.a")).ShouldBe(["1|blue"]);
    }

    private const string BeforeReshape = "select 1 as id, 5 as amount, 'gone' as label";
    private const string AfterReshape = "select '7.5'::text as amount, 2 as id, true as fresh";
    private const string Reshaped = "select a.id, b.id, a.amount, a.fresh from analytics.a a cross join analytics.b b";
    private const string Gates =
        "select count(*) from pg_views where schemaname = 'analytics' and definition like '%data_release%'";

    /// <summary>
    /// A swap that somebody who holds a view sends through the gate, and a look at it when the marker has changed and a
    /// snapshot from before is left.
    /// </summary>
    private async Task SwapBesideAnOldSnapshotAsync(string held, Func<NpgsqlConnection, Task> look)
    {
        var (old, oldEnds) = await BeginAsync(IsolationLevel.RepeatableRead, "select 1");
        await using var _ = old;
        var (holder, holderEnds) = await BeginAsync(IsolationLevel.ReadCommitted, $"select id from {held}");
        await using var __ = holder;
        var opened = Opened();

        var swap = Engine().SwapAsync(new SwapRequest(), Cancellation);
        await opened.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await holderEnds.CommitAsync(Cancellation);
        await UntilAsync("select number from data_release.live where environment = 'prod'", "2");
        await look(old);
        await oldEnds.CommitAsync(Cancellation);
        (await swap).Error?.Format().ShouldBeNull();
    }

    /// <summary>As a swap leaves the views that is killed while it prepares them one by one.</summary>
    private async Task CrashAsync()
    {
        foreach (var view in new[] { "a", "b" })
        {
            await Place.ExecuteAsync(
                $"""
                create or replace view analytics.{view} as select s.id from (
                    select 1 as side, id from analytics__r1.{view}
                    union all select 2 as side, id from analytics__r2.{view}) s
                where s.side = (select m.number from data_release.live m where m.environment = 'prod')
                """
            );
        }
    }

    private async Task TwoReleasesAsync(
        TimeSpan budget,
        string before = "select 1 as id",
        string after = "select 2 as id, 'x' as extra"
    )
    {
        Config = new ReleaseConfig { Swap = new SwapConfig { Budget = budget } };
        Project.With("a", before).With("b", "select 1 as id");
        await ReleaseAsync();
        Project.With("a", after).With("b", "select 2 as id");
        await DeployAsync();
    }

    private Task Opened()
    {
        var opened = new TaskCompletionSource();
        Events.When(
            happened =>
                happened is ReleaseEvent.Progressed progress
                && progress.Text.Contains("one by one", StringComparison.Ordinal),
            () => opened.TrySetResult()
        );
        return opened.Task;
    }

    private async Task UntilAsync(string query, string expected)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while ((await ReadAsync(query)) is not [var value] || value != expected)
        {
            DateTime.UtcNow.ShouldBeLessThan(deadline, query);
            await Task.Delay(50, Cancellation);
        }
    }
}
