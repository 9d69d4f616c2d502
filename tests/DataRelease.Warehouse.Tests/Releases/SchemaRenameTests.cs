using System.Collections.Concurrent;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Steps;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// <c>swap.method: schema-rename</c> on PostgreSQL: the way of engines whose DDL commits by itself, on one where every
/// right, lock and reader is real.
/// </summary>
public sealed class SchemaRenameTests : PostgresReleaseSuite
{
    protected override bool ExchangesSchemas => true;

    protected override ReleaseEnvironment At(string name) => base.At(name).ByRename();

    [Fact]
    public async Task Rights_owner_and_comment_of_the_schema_and_its_views_travel_there_and_back()
    {
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        var stranger = await Place.Postgres.CreateRoleAsync("stranger", Cancellation);
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync(
            $"grant usage on schema analytics to \"{reader}\" with grant option",
            $"grant usage on schema analytics to \"{stranger}\"",
            $"grant select on analytics.orders to \"{reader}\"",
            "comment on view analytics.orders is 'One row an order'",
            "comment on schema analytics is 'For everybody'",
            $"alter default privileges in schema analytics grant select on tables to \"{reader}\"",
            $"alter default privileges in schema analytics grant usage on sequences to \"{reader}\""
        );
        var before = await FrameAsync();

        await ReleaseAsync(With(2));
        (await ReadAsAsync(reader, "select id from analytics.orders")).ShouldBe("2");
        await Should.ThrowAsync<PostgresException>(() => ReadAsAsync(stranger, "select id from analytics.orders"));
        (await FrameAsync()).ShouldBe(before);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        (await ReadAsAsync(reader, "select id from analytics.orders")).ShouldBe("1");
        (await FrameAsync()).ShouldBe(before);
        (await Warehouse.ReadRelationsAsync(Session, ["analytics"], Cancellation))
            .Single()
            .Comment.ShouldBe("One row an order");
        (await ReadAsync("select obj_description('analytics'::regnamespace)"))
            .Single()
            .ShouldStartWith("For everybody");
    }

    [Fact]
    public async Task A_reader_who_never_lets_go_of_a_view_holds_nothing_up_and_reads_on()
    {
        Config = new ReleaseConfig
        {
            Swap = new SwapConfig { Budget = TimeSpan.FromSeconds(2), Fence = TimeSpan.Zero },
        };
        await ReleaseAsync(With(1));
        await using var connection = new NpgsqlConnection(Place.Postgres!.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var cursor = new NpgsqlCommand(
            "declare c cursor for select id from analytics.orders",
            connection,
            transaction
        );
        await cursor.ExecuteNonQueryAsync(Cancellation);

        await ReleaseAsync(With(2));

        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
        await using (var fetch = new NpgsqlCommand("fetch c", connection, transaction))
            (await fetch.ExecuteScalarAsync(Cancellation)).ShouldBe(1);
        var left = (await LeftAsync()).ShouldHaveSingleItem();
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation))
            .Checks.Where(check => check.Name == "schema")
            .Select(check => (check.Relation, check.Message))
            .ShouldBe([
                (
                    left,
                    "a swap replaced it or was cut short; nothing is wrong with live; the next command that "
                        + "changes something drops them"
                ),
            ]);
        (await Engine().StatusAsync(Cancellation)).Live!.Release.ShouldBe("r2");
        await transaction.RollbackAsync(Cancellation);
        (await Engine().ValidateAsync(new ValidateRequest(), Cancellation)).ShouldNotBeNull();
        (await LeftAsync()).ShouldBeEmpty();
        (await ReadAsync("select count(*) from data_release.swaps")).ShouldBe(["0"]);
    }

    [Theory]
    [InlineData("create table analytics.by_hand (id int)", "analytics.by_hand")]
    [InlineData("create function analytics.total() returns int language sql as 'select 1'", "function")]
    [InlineData("create sequence analytics.numbers", "sequence")]
    [InlineData("create schema bi; create view bi.ids as select id from analytics.orders", "bi.ids")]
    [InlineData("create rule r as on insert to analytics.orders do instead nothing", "rule r")]
    public async Task What_would_be_lost_or_left_behind_is_refused_by_name_and_live_is_untouched(
        string statement,
        string name
    )
    {
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync(statement.Split("; "));

        var report = await Engine().ReleaseAsync(With(2), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.CannotExchange);
        report.Error.Message.ShouldContain(name);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await LeftAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_stands_in_live_is_adopted_with_its_rows_and_rights_and_can_be_gone_back_to()
    {
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.orders (id serial primary key)",
            "insert into analytics.orders values (7)",
            $"grant usage on schema analytics to \"{reader}\"",
            $"grant select on analytics.orders to \"{reader}\""
        );

        await ReleaseAsync(With(1));
        (await ReadAsAsync(reader, "select id from analytics.orders")).ShouldBe("1");
        (await RelationsAsync("analytics__r0")).ShouldBe(["orders:Table"]);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        (await ReadAsAsync(reader, "select id from analytics.orders")).ShouldBe("7");
        (await LeftAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("rolling")]
    public async Task A_strategy_that_shows_a_release_to_some_is_refused(string strategy)
    {
        await ReleaseAsync(With(1));
        var read = ConfigReader.Read(
            strategy == "canary"
                ? "strategy: canary\ncanary:\n  steps: [{weight: 100%}]\n"
                : "strategy: rolling\nrolling: {waves: [{count: 1}]}\n",
            "c.yml",
            CheckKinds.All
        );
        Config = Config with { Strategy = read.Strategy, Canary = read.Canary, Rolling = read.Rolling };

        var report = await Engine().ReleaseAsync(With(2), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SwapMethodUnfit);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Live_can_not_be_left_and_says_so()
    {
        await ReleaseAsync(With(1));

        var report = await Engine().LeaveAsync(new LeaveRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SwapMethodUnfit);
        (await RelationsAsync("analytics")).ShouldBe(["orders:View"]);
    }

    [Fact]
    public async Task The_plan_shows_the_exchange_and_that_the_ledger_follows()
    {
        await ReleaseAsync(With(1));
        await DeployAsync(With(2));

        var plan = await Engine().PreviewSwapAsync(new SwapRequest(), Cancellation);

        plan.Error.ShouldBeNull();
        plan.Statements.ShouldContain("alter schema \"analytics\" rename to \"data_release__between\"");
        plan.Statements[^1].ShouldBe("-- the ledger's marker follows");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task The_plan_of_several_schemas_needs_no_lease_and_exchanges_them_at_once()
    {
        Project.With("campaigns", "select 1 as id", custom: "marketing");
        await ReleaseAsync(With(1));
        await DeployAsync(With(2));

        var plan = await Engine().PreviewSwapAsync(new SwapRequest(), Cancellation);

        plan.Error?.Format().ShouldBeNull();
        plan.Statements.Count(text => text.Contains("rename to \"data_release__between\"")).ShouldBe(2);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task One_that_happened_and_was_not_told_is_live_to_who_looks_and_told_by_who_acts()
    {
        await ReleaseAsync(With(1));
        await DeployAsync(With(2));
        Place.Ran = text =>
        {
            if (text.Contains("insert into \"data_release\".\"live\"", StringComparison.Ordinal))
                throw new IOException("the process is gone");
        };
        await Should.ThrowAsync<IOException>(() => Engine().SwapAsync(new SwapRequest(), Cancellation));
        Place.Ran = null;
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
        (await ReadAsync("select number from data_release.live")).ShouldBe(["1"]);

        (await Engine().StatusAsync(Cancellation)).Live!.Release.ShouldBe("r2");
        var resumed = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        resumed.Error?.Format().ShouldBeNull();
        resumed.Summary.ShouldBe("r2 went live before its command was cut short; the ledger says so now");
        resumed.Live!.Release.ShouldBe("r2");
        (await ReadAsync("select number, previous from data_release.live")).ShouldBe(["2|1"]);
        (await LeftAsync()).ShouldBeEmpty();
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task Readers_of_one_view_see_one_release_or_the_other_and_never_an_error()
    {
        Project.With("orders", "select 1 as v, id from generate_series(1, 500) as s (id)");
        await ReleaseAsync();
        Project.With("orders", "select 2 as v, id from generate_series(1, 500) as s (id)");
        await ReleaseAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var seen = new ConcurrentDictionary<string, int>();
        var readers = Enumerable
            .Range(0, 6)
            .Select(number =>
                Task.Run(
                    async () =>
                    {
                        await using var connection = new NpgsqlConnection(Place.Postgres!.ConnectionString);
                        await connection.OpenAsync(Cancellation);
                        await using var read = new NpgsqlCommand(
                            "select min(v) || '-' || max(v) || '-' || count(*) from analytics.orders",
                            connection
                        );
                        if (number % 2 == 0)
                            await read.PrepareAsync(Cancellation);
                        while (!stop.IsCancellationRequested)
                            seen.AddOrUpdate((string)(await read.ExecuteScalarAsync(Cancellation))!, 1, (_, count) =>
                                count + 1
                            );
                    },
                    Cancellation
                )
            )
            .ToList();

        for (var turn = 0; turn < 6; turn++)
        {
            var to = turn % 2 == 0 ? "r1" : "r2";
            (await Engine().RollbackAsync(new RollbackRequest { To = to }, Cancellation))
                .Error?.Format()
                .ShouldBeNull();
        }
        await stop.CancelAsync();
        await Task.WhenAll(readers);

        seen.Keys.Order().ShouldBe(["1-1-500", "2-2-500"]);
    }

    /// <summary>Schemas that an exchange left.</summary>
    private async Task<IReadOnlyList<string>> LeftAsync() =>
        await ReadAsync("select nspname from pg_namespace where nspname like '%\\_\\_next%'");

    /// <summary>Owner, rights and default rights of the schema.</summary>
    private async Task<string> FrameAsync() =>
        (
            await ReadAsync(
                "select concat_ws(' ', pg_get_userbyid(nspowner), nspacl, (select string_agg(concat_ws(' ', "
                    + "pg_get_userbyid(defaclrole), defaclobjtype, defaclacl), ', ' order by defaclobjtype) from "
                    + "pg_default_acl where defaclnamespace = n.oid)) from pg_namespace n where nspname = 'analytics'"
            )
        ).Single();
}
