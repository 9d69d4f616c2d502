using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>What hangs on views and on releases' relations: it follows, is made again, or is refused by name.</summary>
public sealed class PostgresDependentsTests : PostgresReleaseSuite
{
    [Theory]
    [InlineData("select 2 as id, 5 as amount")]
    [InlineData("select 'x' as before, 2 as id, 5 as amount")]
    public async Task Triggers_rules_and_defaults_of_a_view_stay_with_it(string second)
    {
        Project.With("orders", "select 1 as id, 5 as amount");
        await ReleaseAsync();
        await RunWholeAsync(
            "create function public.swallow() returns trigger language plpgsql as $body$ begin insert into "
                + "public.seen values (new.id, new.amount); return new; end $body$"
        );
        await Place.ExecuteAsync(
            "create table public.seen (id int, amount int)",
            "create table public.asked (what text)",
            "create trigger swallow instead of insert on analytics.orders for each row execute function "
                + "public.swallow()",
            "create rule told as on update to analytics.orders do also insert into public.asked values ('update')",
            "alter view analytics.orders alter column amount set default 42"
        );
        Project.With("orders", second);

        await ReleaseAsync();

        await Place.ExecuteAsync("insert into analytics.orders (id) values (7)");
        (await ReadAsync("select id, amount from public.seen")).ShouldBe(["7|42"]);
        (await ReadAsync("select rulename from pg_rules where schemaname = 'analytics'")).ShouldBe(["told"]);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_chain_of_views_outside_is_made_again_whole_when_a_column_changes_its_type()
    {
        var owner = await Place.Postgres!.CreateRoleAsync("owner", Cancellation);
        var reader = await Place.Postgres.CreateRoleAsync("reader", Cancellation);
        var intern = await Place.Postgres.CreateRoleAsync("intern", Cancellation);
        Project.With("orders", "select 1 as id, 10 as amount");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            "create schema bi",
            $"grant usage, create on schema bi to \"{owner}\"",
            $"grant usage on schema analytics to \"{owner}\"",
            $"grant select on analytics.orders to \"{owner}\"",
            $"grant usage on schema bi to \"{reader}\"",
            $"grant usage on schema bi to \"{intern}\"",
            "create view bi.first with (security_barrier = true, check_option = local) as select id, amount "
                + "from analytics.orders where amount > 0",
            "create view bi.second as select sum(amount) as total from bi.first",
            $"alter view bi.first owner to \"{owner}\"",
            $"grant select on bi.first to \"{owner}\"",
            "comment on view bi.first is 'kept'",
            "comment on column bi.second.total is 'of all'",
            $"grant select (id) on bi.first to \"{reader}\"",
            $"grant select on bi.second to \"{reader}\" with grant option",
            $"alter default privileges grant select on tables to \"{intern}\""
        );
        Project.With("orders", "select 2 as id, 20.5 as amount");

        await ReleaseAsync();

        (await ReadAsAsync(reader, "select total from bi.second")).ShouldBe("20.5");
        (await ReadAsAsync(reader, "select id from bi.first")).ShouldBe("2");
        (await CanAsync(reader, "select amount from bi.first")).ShouldBeFalse();
        (await CanAsync(intern, "select id from bi.first")).ShouldBeFalse();
        (await CanAsync(intern, "select total from bi.second")).ShouldBeFalse();
        var views = (await Warehouse.ReadRelationsAsync(Session, ["bi"], Cancellation)).ToDictionary(view =>
            view.Name.Name
        );
        views["first"].Owner.ShouldBe(owner);
        views["first"].Comment.ShouldBe("kept");
        views["first"].Options.ShouldBe(["security_barrier=true", "check_option=local"], ignoreOrder: true);
        views["second"].Columns.Single().Comment.ShouldBe("of all");
        (await Warehouse.ReadGrantsAsync(Session, ["bi"], Cancellation)).ShouldContain(grant =>
            grant.Relation == "second" && grant.Grantee == reader && grant.Grantable
        );
    }

    [Fact]
    public async Task What_hangs_on_a_view_that_is_replaced_follows_and_is_listed()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            "create schema bi",
            "create materialized view bi.ids as select id from analytics.orders",
            "create view bi.now as select id from analytics.orders"
        );
        await RunWholeAsync(
            "create function bi.total() returns bigint begin atomic select sum(id) from analytics.orders; end"
        );
        Project.With("orders", "select 2 as id");
        await DeployAsync();

        var plan = (await Engine().PreviewSwapAsync(new SwapRequest(), Cancellation)).Plan;
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        plan.Where(row => row.Change == RelationChange.Follows)
            .Select(row => row.Relation)
            .ShouldBe(["bi.ids", "bi.now", "bi.total()"], ignoreOrder: true);
        await Place.ExecuteAsync("refresh materialized view bi.ids");
        (await ReadAsync("select bi.total(), (select id from bi.ids), (select id from bi.now)")).ShouldBe(["2|2|2"]);
    }

    [Fact]
    public async Task A_view_outside_that_changes_while_the_swap_waits_is_not_made_again_by_its_old_text()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync("create schema bi", "create view bi.ids as select id from analytics.orders");
        Project.With("orders", "select 'a' as id");
        await DeployAsync();
        await using var holder = new NpgsqlConnection(Place.Postgres!.ConnectionString);
        await holder.OpenAsync(Cancellation);
        var transaction = await holder.BeginTransactionAsync(Cancellation);
        await using (var read = new NpgsqlCommand("select id from analytics.orders", holder, transaction))
            await read.ExecuteScalarAsync(Cancellation);
        var isHeld = true;
        Events.When(
            happened => happened is ReleaseEvent.Progressed,
            () =>
            {
                if (!isHeld)
                    return;
                isHeld = false;
                Place
                    .ExecuteAsync("create or replace view bi.ids as select id from analytics.orders where id <> 7")
                    .GetAwaiter()
                    .GetResult();
                transaction.Rollback();
            }
        );

        var refused = await Engine().SwapAsync(new SwapRequest(), Cancellation);

        isHeld.ShouldBeFalse();
        refused.Error!.Code.ShouldBe(ErrorCode.ViewChangedMeanwhile, refused.Error.Format());
        refused.Error.Message.ShouldContain("bi.ids");
        (await ReadAsync("select pg_get_viewdef('bi.ids'::regclass)"))[0].ShouldContain("<> 7");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task What_reads_a_releases_own_relation_is_told_of_and_stays()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync("create schema bi", "create view bi.old as select id from analytics__r1.orders");
        Project.With("orders", "select 2 as id");

        await ReleaseAsync();

        Events
            .Of<ReleaseEvent.Warned>()
            .ShouldContain(warned => warned.Code == ErrorCode.StaysBehind.Id && warned.Text.Contains("bi.old"));
        (await ReadAsync("select id from bi.old")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData(
        "create domain analytics__r1.email as text; create table bi.people (mail analytics__r1.email)",
        "table column bi.people.mail"
    )]
    [InlineData(
        "create sequence analytics__r1.ids; create table bi.people (id int default nextval('analytics__r1.ids'))",
        "default value for bi.people.id"
    )]
    [InlineData(
        "create function analytics__r1.one() returns int language sql as 'select 1'; "
            + "create view bi.ones as select analytics__r1.one() as n",
        "rule \"_RETURN\" on bi.ones"
    )]
    [InlineData(
        "create table analytics__r1.parts (id int) partition by range (id); "
            + "create table bi.part partition of analytics__r1.parts default",
        "table bi.part"
    )]
    public async Task A_release_of_which_others_use_more_than_relations_is_not_dropped(string how, string what)
    {
        await Place.ExecuteAsync("create schema bi");
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync(how.Split("; "));
        await ReleaseAsync();

        await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);

        KeptBecause(what);
        (await HasSchemaAsync("analytics__r1")).ShouldBeTrue();
    }

    [Fact]
    public async Task Live_keeps_its_numbers_when_the_table_that_it_was_copied_from_is_dropped()
    {
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.events (id serial primary key, name text)",
            "insert into analytics.events (name) values ('a'), ('b')"
        );
        Project.With("events", "select 10 as id, 'c' as name", "incremental");
        await ReleaseAsync();
        Project.With("events", "select 11 as id, 'd' as name", "incremental");
        await ReleaseAsync();

        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();

        (await HasSchemaAsync("analytics__r0")).ShouldBeFalse();
        (await ReadAsync("insert into analytics.events (name) values ('d') returning id")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task A_partitioned_table_is_adopted_and_its_partitions_hold_its_history()
    {
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.events (id int) partition by range (id)",
            "create table analytics.events_1 partition of analytics.events default",
            "insert into analytics.events values (1)"
        );
        Project.With("events", "select 2 as id", "incremental");

        await ReleaseAsync();

        (await ReadAsync("select id from analytics.events order by id")).ShouldBe(["1", "2"]);
        await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);
        KeptBecause("table analytics.events_1");
        (await ReadAsync("select id from analytics.events_1")).ShouldBe(["1"]);
    }

    private void KeptBecause(string what) =>
        Events
            .Of<ReleaseEvent.Warned>()
            .ShouldContain(warned => warned.Code == ErrorCode.DependedOnFromOutside.Id && warned.Text.Contains(what));

    [Fact]
    public async Task A_plan_says_what_will_follow_and_what_would_stop_the_swap_before_anything_is_built()
    {
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.orders as select 7 as id",
            "create table analytics.lines as select 7 as id",
            "create schema bi",
            "create view bi.ids as select id from analytics.orders",
            "create materialized view bi.lines as select id from analytics.lines"
        );
        Project.With("orders", "select 1 as id").With("lines", "select 1 as id");

        var plan = (await Engine().PlanAsync(new DeployRequest(), Cancellation)).Plan.ToDictionary(row => row.Relation);

        plan["bi.ids"].Change.ShouldBe(RelationChange.Follows);
        plan["bi.lines"].Change.ShouldBe(RelationChange.Stops);
        plan["bi.lines"].Detail.ShouldContain("materialized view on analytics.lines");
        plan["bi.lines"].Detail.ShouldContain(ErrorCode.DependentCannotFollow.Id);
    }

    [Fact]
    public async Task A_publication_of_all_tables_stops_no_release_and_is_told_of()
    {
        await Place.ExecuteAsync("create publication everything for all tables");
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id");
        await DeployAsync();
        (await Engine().ValidateAsync(new ValidateRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        (await Engine().PreviewSwapAsync(new SwapRequest(), Cancellation)).Plan.ShouldContain(row =>
            row.Relation == "everything" && row.Change == RelationChange.Notices
        );
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Theory]
    [InlineData("create table bi.uses (o analytics.orders)", "column of its row type bi.uses")]
    [InlineData("create materialized view bi.uses as select amount from analytics.orders", "materialized view bi.uses")]
    public async Task What_can_not_follow_a_change_of_shape_is_refused_by_name(string dependent, string named)
    {
        Project.With("orders", "select 1 as id, 10 as amount");
        await ReleaseAsync();
        await Place.ExecuteAsync("create schema bi", dependent);
        Project.With("orders", "select 2 as id, 20.5 as amount");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.DependentCannotFollow);
        report.Error.Message.ShouldContain(named);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_policy_that_reads_a_view_which_must_be_made_again_is_refused_by_name()
    {
        Project.With("orders", "select 1 as id, 10 as amount");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            "create table public.lines (id int)",
            "alter table public.lines enable row level security",
            "create policy known on public.lines using (id in (select id from analytics.orders))"
        );
        Project.With("orders", "select 'x' as id, 10 as amount");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.DependentCannotFollow);
        report.Error.Message.ShouldContain("policy known on public.lines");
    }

    [Theory]
    [InlineData("create publication p for tables in schema analytics")]
    [InlineData("create publication p for table analytics.orders")]
    public async Task A_table_that_is_published_is_not_adopted(string publish)
    {
        await Place.ExecuteAsync("create schema analytics", "create table analytics.orders as select 7 as id", publish);
        Project.With("orders", "select 1 as id");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.DependentCannotFollow);
        report.Error.Message.ShouldContain("publication p");
        (await RelationsAsync("analytics")).ShouldBe(["orders:Table"]);
    }
}
