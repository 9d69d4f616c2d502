using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// What a plain <c>dbt run</c> on the live schema, or a hand, puts in the place of pointer views: it is told before
/// anything is built, it never makes a command fail, and nothing of it is lost.
/// </summary>
public abstract class IntruderSuite(Engine engine) : ReleaseSuite(engine)
{
    /// <summary>One way to take a view's place, and what is then read there.</summary>
    public static TheoryData<string> Intruders =>
        [
            "drop view analytics.orders; create table analytics.orders as select 7 as id",
            "create or replace view analytics.orders as select id from analytics__r2.orders where id < 0 union "
                + "all select 7",
            "drop view analytics.orders; create view analytics.orders as select 7 as id",
            "create table analytics.orders__dbt_tmp as select 7 as id; alter view analytics.orders rename to "
                + "orders__dbt_backup;"
                + " alter table analytics.orders__dbt_tmp rename to orders; drop view analytics.orders__dbt_backup",
            "drop view analytics.orders; create table analytics.orders as select 'other' as shape, 7 as id",
        ];

    [Theory]
    [MemberData(nameof(Intruders))]
    public async Task Status_says_so_and_ends_with_an_error(string how)
    {
        await TwoAsync();
        (await Engine().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Done);

        await IntrudeAsync(how);
        var status = await Engine().StatusAsync(Cancellation);

        status.ExitCode.ShouldBe(ExitCode.Failed);
        status.Error!.Code.ShouldBe(ErrorCode.PointerChanged);
        status.Error.Message.ShouldContain("analytics.orders");
        status.Live!.Release.ShouldBe("r2");
    }

    [Theory]
    [MemberData(nameof(Intruders))]
    public async Task Release_tells_before_it_builds_goes_live_and_keeps_what_it_found(string how)
    {
        await TwoAsync();
        await IntrudeAsync(how);
        var before = Events.All.Count;

        await ReleaseAsync(With(3));

        var told = Events.All.Skip(before).ToList();
        var warned = told.FindIndex(said =>
            said is ReleaseEvent.Warned { Text: var text }
            && text.Contains("analytics.orders", StringComparison.Ordinal)
        );
        warned.ShouldBeGreaterThanOrEqualTo(0);
        warned.ShouldBeLessThan(told.FindIndex(said => said is ReleaseEvent.StepStarted { Name: "build" }));
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["3"]);
        await KeptAsync("analytics__found1", "7");
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Theory]
    [MemberData(nameof(Intruders))]
    public async Task Rollback_goes_back_and_keeps_what_it_found(string how)
    {
        await TwoAsync();
        await IntrudeAsync(how);

        var report = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        await KeptAsync("analytics__found1", "7");
        (await Engine().RollbackAsync(new RollbackRequest { To = "r2" }, Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Theory]
    [MemberData(nameof(Intruders))]
    public async Task Doctor_mends_it_and_keeps_what_it_found(string how)
    {
        await TwoAsync();
        await IntrudeAsync(how);

        var report = await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Done, report.Summary);
        report.Live!.Release.ShouldBe("r2");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
        await KeptAsync("analytics__found1", "7");
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task Again_and_again_each_goes_to_a_schema_of_its_own()
    {
        await TwoAsync();
        await Place.ExecuteAsync(
            "create schema analytics__found1",
            "create table analytics__found1.orders as select 1 as theirs"
        );

        for (var time = 1; time <= 3; time++)
        {
            await IntrudeAsync(
                $"drop view analytics.orders; create table analytics.orders as select {70 + time} as id"
            );
            ReleaseReport report =
                time == 2
                    ? await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation)
                    : await Engine().ReleaseAsync(With(2 + time), Cancellation);
            report.Error?.Format().ShouldBeNull();
        }

        (await ReadAsync("select theirs from analytics__found1.orders")).ShouldBe(["1"]);
        for (var time = 1; time <= 3; time++)
            await KeptAsync($"analytics__found{1 + time}", $"{70 + time}");
        var status = await Engine().StatusAsync(Cancellation);
        status.Found.Count.ShouldBe(3);
        status.ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task Prune_and_doctor_know_what_was_found_and_leave_it()
    {
        await TwoAsync();
        await IntrudeAsync("drop view analytics.orders; create table analytics.orders as select 7 as id");
        await ReleaseAsync(With(3));
        await ReleaseAsync(With(4));

        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        var doctor = await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation);

        await KeptAsync("analytics__found1", "7");
        doctor.Checks.ShouldNotContain(check => check.Threshold == "DR5101" || check.Value == "DR5101");
        doctor.Checks.ShouldContain(check => check.Message.Contains("analytics__found1", StringComparison.Ordinal));
        await Place.ExecuteAsync("drop schema analytics__found1 cascade");
        (await Engine().StatusAsync(Cancellation)).Found.ShouldBeEmpty();
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task A_whole_run_over_several_live_schemas_is_taken_back()
    {
        NeedsSchemasTogether();
        Project
            .With("raw_orders", "select 1 as id", "seed")
            .With("events", "select 1 as id", "incremental")
            .With("mart", "select id from {green}.events", "view")
            .With("mix", "select 'web' as channel", custom: "marketing");
        await ReleaseAsync();
        await ReleaseAsync();
        (await ReadAsync("select count(*) from analytics.events")).ShouldBe(["2"]);
        await Place.ExecuteAsync(
            "drop view analytics.mart",
            "drop view analytics.events",
            "drop view analytics.raw_orders",
            "drop view analytics_marketing.mix",
            "create table analytics.raw_orders as select 9 as id",
            "create table analytics.events as select 9 as id",
            "create view analytics.mart as select id from analytics.events",
            "create table analytics_marketing.mix as select 'dbt' as channel"
        );

        await ReleaseAsync();

        (await ReadAsync("select count(*) from analytics.events")).ShouldBe(["3"]);
        (await ReadAsync("select count(*) from analytics.mart")).ShouldBe(["3"]);
        (await ReadAsync("select channel from analytics_marketing.mix")).ShouldBe(["web"]);
        (await ReadAsync("select id from analytics__found1.mart")).ShouldBe(["9"]);
        (await ReadAsync("select channel from analytics__found1_marketing.mix")).ShouldBe(["dbt"]);
        (await Engine().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task An_intruder_that_reads_a_view_which_must_be_made_again_is_kept()
    {
        Project.With("orders", "select 1 as id, 2 as amount").With("mart", "select 1 as id");
        await ReleaseAsync();
        await IntrudeAsync(
            "drop view analytics.mart; create view analytics.mart as select 7 as id, count(*) as n from "
                + "analytics.orders"
        );
        Project.With("orders", "select 'x' as other, 3 as id");

        await ReleaseAsync();

        (await ReadAsync("select id from analytics.orders")).ShouldBe(["3"]);
        (await ReadAsync("select id from analytics__found1.mart")).ShouldBe(["7"]);
    }

    [Fact]
    public async Task After_the_first_place_is_pruned_and_in_a_view_that_the_release_lacks()
    {
        await Place.ExecuteAsync("create schema analytics", "create table analytics.orders as select 0 as id");
        Project.With("extra", "select 1 as id");
        await ReleaseAsync(With(1));
        Project.Without("extra");
        await ReleaseAsync(With(2));
        await ReleaseAsync(With(3));
        (await Engine().PruneAsync(new PruneRequest { Keep = 1 }, Cancellation)).Error.ShouldBeNull();
        (await HasSchemaAsync("analytics__r0")).ShouldBeFalse();
        await IntrudeAsync("drop view analytics.orders; create table analytics.orders as select 7 as id");
        await IntrudeAsync("drop view analytics.extra; create table analytics.extra as select 8 as id");

        await ReleaseAsync(With(4));

        await KeptAsync("analytics__found1", "7");
        (await ReadAsync("select id from analytics__found1.extra")).ShouldBe(["8"]);
        (await ReadAsync("select id from analytics.extra")).ShouldBe(["1"]);
        (await Engine().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Done);

        await IntrudeAsync("drop view analytics.extra; create table analytics.extra as select 9 as id");
        await ReleaseAsync(With(5) with { AllowBreaking = true });
        (await RelationsAsync("analytics")).ShouldBe(["orders:View"]);
        (await ReadAsync("select id from analytics__found2.extra")).ShouldBe(["9"]);
    }

    [Fact]
    public async Task A_stranger_is_adopted_a_second_time()
    {
        await Place.ExecuteAsync("create schema analytics", "create table analytics.orders as select 0 as id");
        await ReleaseAsync(With(1));
        Project.Without("orders").With("other", "select 1 as id");
        await ReleaseAsync(new DeployRequest { AllowBreaking = true });
        await Place.ExecuteAsync("create table analytics.orders as select 7 as id");

        await ReleaseAsync(With(3));
        await KeptAsync("analytics__found1", "7");
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select id from analytics.orders")).ShouldBe(["7"]);
        (await Engine().RollbackAsync(new RollbackRequest { To = "r0" }, Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_first_adoption_does_not_fail_for_a_place_that_is_taken()
    {
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.orders as select 0 as id",
            "create schema analytics__r0",
            "create table analytics__r0.orders as select 9 as id"
        );

        await ReleaseAsync(With(1));

        (await ReadAsync("select id from analytics__r0.orders")).ShouldBe(["9"]);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_view_that_is_gone_is_told_and_made_again_by_each_way()
    {
        await TwoAsync();
        foreach (var way in new[] { "doctor", "release", "rollback" })
        {
            await Place.ExecuteAsync("drop view analytics.orders");
            (await Engine().StatusAsync(Cancellation)).Error!.Code.ShouldBe(ErrorCode.PointerMissing);
            ReleaseReport report = way switch
            {
                "doctor" => await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation),
                "release" => await Engine().ReleaseAsync(With(3), Cancellation),
                _ => await Engine().RollbackAsync(new RollbackRequest(), Cancellation),
            };
            report.Error?.Format().ShouldBeNull();
            (await Engine().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
        }
    }

    [Theory]
    [InlineData("doctor", "2")]
    [InlineData("release", "3")]
    [InlineData("rollback", "1")]
    public async Task A_view_on_another_release_is_told_and_put_right_in_place(string way, string shows)
    {
        await TwoAsync();
        await IntrudeAsync("create or replace view analytics.orders as select id from analytics__r1.orders");
        (await Engine().StatusAsync(Cancellation)).Error!.Message.ShouldContain("analytics__r1.orders");

        ReleaseReport report = way switch
        {
            "doctor" => await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation),
            "release" => await Engine().ReleaseAsync(With(3), Cancellation),
            _ => await Engine().RollbackAsync(new RollbackRequest(), Cancellation),
        };

        report.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe([shows]);
        (await HasSchemaAsync("analytics__found1")).ShouldBeFalse();
        (await Engine().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task Plan_names_what_would_be_moved_and_writes_nothing()
    {
        await TwoAsync();
        await IntrudeAsync("drop view analytics.orders; create table analytics.orders as select 7 as id");

        var plan = await Engine().PlanAsync(With(3), Cancellation);

        plan.Error.ShouldBeNull();
        plan.Plan.ShouldContain(row => row.Relation == "analytics.orders" && row.Change == RelationChange.MovedAway);
        Events.All.ShouldContain(said => said is ReleaseEvent.Warned);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["7"]);
    }

    [Fact]
    public async Task Views_of_any_name_are_ours()
    {
        Project
            .With(
                "Ärger \"quoted\"; drop",
                "select 1 as \"Größe \"\"x\"\"\", 2 as \"from\", 3 as \"select\", 4 as \"a.b\""
            )
            .With("select", "select 2 as \"from\", 3 as \"current_date\", 4 as \"user\", 5 as \"order\"")
            .With(
                "x😀y",
                "select 1 as \"👍 ok\", 2 as \"UPPER\", 3 as \"1st\", 4 as \"with space\", 5 as \"per%cent\""
            );
        await ReleaseAsync();

        await ReleaseAsync();

        (await Engine().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
        (await HasSchemaAsync("analytics__found1")).ShouldBeFalse();
    }

    [Fact]
    public async Task Rollback_after_rollback_goes_further_back_and_never_forward()
    {
        for (var version = 1; version <= 4; version++)
            await ReleaseAsync(With(version));

        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r3");
        (await Engine().StatusAsync(Cancellation)).Summary.ShouldContain("go to r2");
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r2");
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r1");
        var last = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        last.Error!.Code.ShouldBe(ErrorCode.NoWayBack);
        last.Error.Message.ShouldContain("r4 (4.0.0), which is rolled back");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await Engine().RollbackAsync(new RollbackRequest { To = "r4" }, Cancellation)).Live!.Release.ShouldBe("r4");
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task Prune_keeps_the_release_that_a_plain_rollback_would_go_to()
    {
        for (var version = 1; version <= 3; version++)
            await ReleaseAsync(With(version));
        await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        await Engine().PruneAsync(new PruneRequest { Keep = 5, OlderThan = TimeSpan.Zero }, Cancellation);

        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r1");
    }

    private async Task TwoAsync()
    {
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));
    }

    protected Task IntrudeAsync(string how) => Place.ExecuteAsync(how.Split("; "));

    private async Task KeptAsync(string schema, string id) =>
        (await ReadAsync($"select id from {schema}.orders")).ShouldBe([id]);
}

public sealed class DuckDbIntruders() : IntruderSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresIntruders() : IntruderSuite(Testing.Engines.Engine.Postgres)
{
    [Theory]
    [InlineData("drop view analytics.orders; create materialized view analytics.orders as select 7 as id")]
    [InlineData(
        "drop view analytics.orders; create table analytics.orders (id int) partition by range (id); create "
            + "table analytics.part partition of analytics.orders default; insert into analytics.orders values (7)"
    )]
    [InlineData(
        "drop view analytics.orders; create table analytics.orders (id int primary key); insert into "
            + "analytics.orders values (7); create table analytics.line (id int references analytics.orders)"
    )]
    [InlineData(
        "drop view analytics.orders; create table analytics.orders (id int); insert into analytics.orders "
            + "values (7); alter table analytics.orders enable row level security"
    )]
    [InlineData(
        "drop view analytics.orders; create table analytics.orders (id int); insert into analytics.orders "
            + "values (7); create materialized view analytics.mv as select id from analytics.orders"
    )]
    public async Task Whatever_stands_there_moves_away(string how)
    {
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));
        await IntrudeAsync(how);

        await ReleaseAsync(With(3));

        (await ReadAsync("select id from analytics.orders")).ShouldBe(["3"]);
        (await ReadAsync("select id from analytics__found1.orders")).ShouldBe(["7"]);
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("release")]
    [InlineData("rollback")]
    public async Task A_view_that_is_made_again_lets_in_whom_it_let_in_before_and_nobody_else(string way)
    {
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        var stranger = await Place.Postgres.CreateRoleAsync("stranger", Cancellation);
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));
        await Place.ExecuteAsync(
            $"grant usage on schema analytics to \"{reader}\", \"{stranger}\"",
            $"grant select on analytics.orders to \"{reader}\" with grant option",
            "comment on view analytics.orders is 'One row an order'",
            "alter view analytics.orders set (security_barrier = true)"
        );
        await ReleaseAsync(With(3));

        foreach (
            var how in new[]
            {
                "drop view analytics.orders",
                $"drop view analytics.orders; create table analytics.orders as select 7 as id; grant select on "
                    + $"analytics.orders to \"{stranger}\"",
            }
        )
        {
            await IntrudeAsync(how);
            ReleaseReport report = way switch
            {
                "doctor" => await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation),
                "release" => await Engine().ReleaseAsync(With(4), Cancellation),
                _ => await Engine().RollbackAsync(new RollbackRequest(), Cancellation),
            };

            report.Error?.Format().ShouldBeNull();
            var grants = await Warehouse.ReadGrantsAsync(Session, ["analytics"], Cancellation);
            grants
                .Where(grant => grant.Relation == "orders")
                .Select(grant => (grant.Grantee, grant.Privilege, grant.Grantable))
                .ShouldBe([(reader, "SELECT", true)]);
            var view = (await Warehouse.ReadRelationsAsync(Session, ["analytics"], Cancellation)).Single();
            view.Comment.ShouldBe("One row an order");
            view.Options.ShouldBe(["security_barrier=true"]);
        }
        await Place.ExecuteAsync($"drop owned by \"{reader}\", \"{stranger}\"");
    }

    [Theory]
    [InlineData("select 'x' as other, 3 as id")]
    [InlineData("select 3 as other")]
    [InlineData("")]
    public async Task What_was_found_stays_readable_whatever_later_releases_do(string next)
    {
        Project.With("orders", "select 1 as id, 2 as amount").With("mart", "select 1 as id");
        await ReleaseAsync();
        await IntrudeAsync(
            "drop view analytics.mart; create view analytics.mart as select sum(amount) as id from analytics.orders"
        );
        await ReleaseAsync();
        if (next.Length > 0)
            Project.With("orders", next);
        else
            Project.Without("orders");

        await ReleaseAsync(new DeployRequest { AllowBreaking = true });

        (await ReadAsync("select id from analytics__found1.mart")).ShouldBe(["2"]);
        (await Engine().StatusAsync(Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select amount from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_view_outside_on_an_intruder_follows_the_view_that_is_made_again()
    {
        await ReleaseAsync(With(1));
        await IntrudeAsync(
            "drop view analytics.orders; create table analytics.orders as select 7 as id; create schema bi; "
                + "create view bi.ids as select id from analytics.orders"
        );

        await ReleaseAsync(With(2));

        (await ReadAsync("select id from bi.ids")).ShouldBe(["2"]);
    }
}
