using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Who could read can read, and nobody new can.</summary>
public sealed class PostgresAccessTests : PostgresReleaseSuite
{
    [Theory]
    [InlineData("select 2 as id")]
    [InlineData("select 'x' as before, 2 as id")]
    public async Task Default_privileges_let_nobody_new_in(string second)
    {
        var intern = await Place.Postgres!.CreateRoleAsync("intern", Cancellation);
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            $"alter default privileges grant select on tables to \"{intern}\"",
            $"grant usage on schema analytics to \"{intern}\""
        );
        Project.With("orders", second).With("fresh", "select 1 as id");

        await ReleaseAsync();

        (await CanAsync(intern, "select id from analytics.orders")).ShouldBeFalse();
        (await CanAsync(intern, "select id from analytics.fresh")).ShouldBeTrue();
        await Engine().RollbackAsync(new RollbackRequest(), Cancellation);
        (await CanAsync(intern, "select id from analytics.orders")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("select 2 as id")]
    [InlineData("select 'x' as before, 2 as id")]
    public async Task A_default_privilege_opens_no_invokers_view_to_those_who_may_read_the_view_alone(string second)
    {
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            "alter view analytics.orders set (security_invoker = true)",
            $"alter default privileges grant select on tables to \"{reader}\"",
            $"grant usage on schema analytics to \"{reader}\"",
            $"grant select on analytics.orders to \"{reader}\""
        );
        (await CanAsync(reader, "select id from analytics.orders")).ShouldBeFalse();
        Project.With("orders", second);

        await ReleaseAsync();

        (await CanAsync(reader, "select id from analytics.orders")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_project_grants_is_granted_once_and_a_right_that_was_revoked_does_not_come_back()
    {
        var reporter = await Place.Postgres!.CreateRoleAsync("reporter", Cancellation);
        Project.With("orders", "select 1 as id");
        Project.During = _ => Place.ExecuteAsync($"grant select on analytics__r1.orders to \"{reporter}\"");
        await ReleaseAsync();
        await Place.ExecuteAsync($"grant usage on schema analytics to \"{reporter}\"");
        Project.During = null;
        (await CanAsync(reporter, "select id from analytics.orders")).ShouldBeTrue();
        await Place.ExecuteAsync($"revoke select on analytics.orders from \"{reporter}\"");
        Project.With("orders", "select 2 as id");
        await ReleaseAsync();

        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        (await CanAsync(reporter, "select id from analytics.orders")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_reader_of_one_column_behind_an_invokers_view_gets_no_other()
    {
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        Project.With("orders", "select 1 as id, 'secret' as note");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            "alter view analytics.orders set (security_invoker = true)",
            $"grant usage on schema analytics, analytics__r1 to \"{reader}\"",
            $"grant select on analytics.orders to \"{reader}\"",
            $"grant select (id) on analytics__r1.orders to \"{reader}\""
        );
        Project.With("orders", "select 2 as id, 'secret' as note");

        await ReleaseAsync();

        (await ReadAsAsync(reader, "select id from analytics__r2.orders")).ShouldBe("2");
        (await CanAsync(reader, "select note from analytics__r2.orders")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_swap_whose_effect_would_let_somebody_in_is_rolled_back()
    {
        var intern = await Place.Postgres!.CreateRoleAsync("intern", Cancellation);
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        // What no plan can foresee: code of the database's own that grants when a view is made.
        await RunWholeAsync(
            $"""
            create function public.generous() returns event_trigger language plpgsql as $body$
            begin
                if tg_tag = 'CREATE VIEW' then grant select on analytics.orders to "{intern}"; end if;
            end $body$
            """
        );
        await Place.ExecuteAsync("create event trigger generous on ddl_command_end execute function public.generous()");
        Project.With("orders", "select 2 as id");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.AccessWouldChange);
        report.Error.Message.ShouldContain($"{intern} would get SELECT on analytics.orders");
        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Live!.Release.ShouldBe("r1");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await Engine().PreviewSwapAsync(new SwapRequest(), Cancellation)).Plan.ShouldContain(row =>
            row.Relation == "generous" && row.Detail.Contains("event trigger")
        );
    }

    [Fact]
    public async Task Row_level_security_that_green_lacks_is_warned_of_before_the_swap()
    {
        Project.With("orders", "select 1 as id union all select 2").With("lines", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync("alter table analytics__r1.orders enable row level security");

        var deployed = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        var grants = deployed.Checks.Where(check => check.Name == "grants").ToDictionary(check => check.Relation);
        grants["analytics.orders"].State.ShouldBe(CheckState.Warn);
        grants["analytics.orders"].Message.ShouldContain("analytics__r2.orders has none");
        grants["analytics.lines"].State.ShouldBe(CheckState.Pass);
    }

    [Fact]
    public async Task Row_level_security_that_the_new_table_lacks_is_refused_by_name()
    {
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        Project.With("orders", "select 1 as id union all select 2");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            "alter view analytics.orders set (security_invoker = true)",
            "alter table analytics__r1.orders enable row level security",
            "create policy even on analytics__r1.orders using (id % 2 = 0)",
            $"grant usage on schema analytics, analytics__r1 to \"{reader}\"",
            $"grant select on analytics.orders to \"{reader}\"",
            $"grant select on analytics__r1.orders to \"{reader}\""
        );
        (await ReadAsAsync(reader, "select count(*) from analytics.orders")).ShouldBe("1");

        var refused = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        refused.Error!.Code.ShouldBe(ErrorCode.RowSecurityLost);
        refused.Error.Message.ShouldContain("analytics__r2.orders has none");
        (await ReadAsAsync(reader, "select count(*) from analytics.orders")).ShouldBe("1");
        await Place.ExecuteAsync(
            "alter table analytics__r2.orders enable row level security",
            "create policy even on analytics__r2.orders using (id % 2 = 0)"
        );
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsAsync(reader, "select count(*) from analytics.orders")).ShouldBe("1");
    }
}
