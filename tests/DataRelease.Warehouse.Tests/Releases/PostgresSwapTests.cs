using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Steps;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>What only PostgreSQL has: roles, locks, snapshots, objects that depend on views.</summary>
public sealed class PostgresSwapTests() : ReleaseSuite(Testing.Engines.Engine.Postgres)
{
    [Theory]
    [InlineData("select 2 as id")]
    [InlineData("select 'x' as before, 2 as id")]
    public async Task Swap_keeps_grants_comments_and_owner_of_the_view(string second)
    {
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        var owner = await Place.Postgres.CreateRoleAsync("owner", Cancellation);
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            $"grant usage on schema analytics to \"{reader}\"",
            $"grant usage, create on schema analytics to \"{owner}\"",
            $"grant usage on schema analytics__r1 to \"{owner}\"",
            $"grant select on analytics__r1.orders to \"{owner}\"",
            $"grant select on analytics.orders to \"{reader}\"",
            $"alter view analytics.orders owner to \"{owner}\"",
            "comment on view analytics.orders is 'One row an order'",
            "comment on column analytics.orders.id is 'Its number'"
        );
        Project.With("orders", second);

        await ReleaseAsync();

        (await ReadAs(reader, "select id from analytics.orders")).ShouldBe("2");
        var view = (await Warehouse.ReadRelationsAsync(Session, ["analytics"], Cancellation)).Single();
        view.Owner.ShouldBe(owner);
        view.Comment.ShouldBe("One row an order");
        view.Columns.Single(column => column.Name == "id").Comment.ShouldBe("Its number");
        (await Warehouse.ReadGrantsAsync(Session, ["analytics"], Cancellation)).ShouldContain(grant =>
            grant.Relation == "orders" && grant.Grantee == reader && grant.Privilege == "SELECT"
        );
    }

    [Fact]
    public async Task Swap_keeps_view_options()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync("alter view analytics.orders set (security_barrier = true, security_invoker = true)");
        Project.With("orders", "select 2 as id");

        await ReleaseAsync();

        (await Warehouse.ReadRelationsAsync(Session, ["analytics"], Cancellation))
            .Single()
            .Options.ShouldBe(["security_barrier=true", "security_invoker=true"], ignoreOrder: true);
    }

    [Fact]
    public async Task Adoption_carries_the_tables_grants_to_the_pointer_view()
    {
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.orders as select 7 as id, 'secret' as note",
            $"grant usage on schema analytics to \"{reader}\"",
            $"grant select (id) on analytics.orders to \"{reader}\""
        );
        Project.With("orders", "select 1 as id, 'secret' as note");

        await ReleaseAsync();

        (await ReadAs(reader, "select id from analytics.orders")).ShouldBe("1");
        var refused = await Should.ThrowAsync<PostgresException>(() =>
            ReadAs(reader, "select note from analytics.orders")
        );
        refused.SqlState.ShouldBe("42501");
    }

    [Fact]
    public async Task A_view_outside_that_read_an_adopted_table_reads_the_release_afterwards()
    {
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.orders as select 7 as id",
            "create schema bi",
            "create view bi.ids as select id from analytics.orders",
            "comment on view bi.ids is 'kept'",
            $"grant usage on schema bi to \"{reader}\"",
            $"grant select on bi.ids to \"{reader}\""
        );
        Project.With("orders", "select 1 as id");

        await ReleaseAsync();

        (await ReadAs(reader, "select id from bi.ids")).ShouldBe("1");
        (await Warehouse.ReadRelationsAsync(Session, ["bi"], Cancellation)).Single().Comment.ShouldBe("kept");
    }

    [Theory]
    [InlineData("create materialized view bi.ids as select id from analytics.orders", "materialized view")]
    [InlineData(
        "create function bi.total() returns bigint begin atomic select sum(id) from analytics.orders; end",
        "function"
    )]
    [InlineData("create table bi.lines (id int references analytics.orders (id))", "foreign key")]
    [InlineData("alter table analytics.orders enable row level security", "row-level security")]
    public async Task What_can_not_follow_an_adoption_is_refused_by_name(string dependent, string kind)
    {
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.orders (id int primary key)",
            "create schema bi"
        );
        await using (var connection = new NpgsqlConnection(Place.Postgres!.ConnectionString))
        {
            await connection.OpenAsync(Cancellation);
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands = { new NpgsqlBatchCommand(dependent) },
            };
            await batch.ExecuteNonQueryAsync(Cancellation);
        }
        Project.With("orders", "select 1 as id");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Message.ShouldContain(kind);
        (await RelationsAsync("analytics")).ShouldBe(["orders:Table"]);
        (await Engine().StatusAsync(Cancellation))
            .Releases.Select(release => release.State)
            .ShouldBe([ReleaseState.Validated]);
    }

    [Fact]
    public async Task A_long_reader_is_named_when_the_budget_is_spent_and_live_is_untouched()
    {
        Config = new ReleaseConfig
        {
            Swap = new SwapConfig { Budget = TimeSpan.FromMilliseconds(600), Fence = TimeSpan.Zero },
        };
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id");
        await using var connection = new NpgsqlConnection(Place.Postgres!.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (
            var read = new NpgsqlCommand("select id, 'a secret' from analytics.orders", connection, transaction)
        )
            await read.ExecuteScalarAsync(Cancellation);

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SwapBlocked);
        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error.Message.ShouldContain($"pid {connection.ProcessID}");
        report.Error.Message.ShouldNotContain("a secret");
        report.Release!.State.ShouldBe(ReleaseState.Validated);
        report.Live!.Release.ShouldBe("r1");
        await transaction.RollbackAsync(Cancellation);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error.ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_transaction_older_than_green_fences_the_swap_off()
    {
        Config = new ReleaseConfig { Swap = new SwapConfig { Fence = TimeSpan.FromMilliseconds(400) } };
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id");
        await using var connection = new NpgsqlConnection(Place.Postgres!.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            Cancellation
        );
        await using (var read = new NpgsqlCommand("select 1", connection, transaction))
            await read.ExecuteScalarAsync(Cancellation);

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SnapshotFence);
        report.Error.Message.ShouldContain($"pid {connection.ProcessID}");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        await transaction.RollbackAsync(Cancellation);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_transaction_that_began_after_green_does_not_fence()
    {
        Config = new ReleaseConfig
        {
            Swap = new SwapConfig { Fence = TimeSpan.FromSeconds(5), Budget = TimeSpan.FromSeconds(5) },
        };
        Project.With("orders", "select 1 as id");
        await DeployAsync();
        await using var connection = new NpgsqlConnection(Place.Postgres!.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            Cancellation
        );
        await using (var read = new NpgsqlCommand("select 1", connection, transaction))
            await read.ExecuteScalarAsync(Cancellation);

        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task Readers_see_one_release_at_a_time_and_no_error_during_swaps()
    {
        Config = new ReleaseConfig { Swap = new SwapConfig { Budget = TimeSpan.FromSeconds(60) } };
        for (var model = 0; model < 20; model++)
            Project.With($"m{model:00}", "select 1 as release");
        await ReleaseAsync();
        for (var model = 0; model < 20; model++)
            Project.With($"m{model:00}", "select 2 as release");
        await ReleaseAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var join = string.Join(
            " union all ",
            Enumerable.Range(0, 20).Select(model => $"select release from analytics.m{model:00}")
        );
        var torn = 0;
        var reads = 0;
        var readers = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(
                    async () =>
                    {
                        await using var connection = new NpgsqlConnection(Place.Postgres!.ConnectionString);
                        await connection.OpenAsync(Cancellation);
                        while (!stop.IsCancellationRequested)
                        {
                            await using var command = new NpgsqlCommand(
                                $"select count(distinct release), count(*) from ({join}) r",
                                connection
                            );
                            await using var row = await command.ExecuteReaderAsync(Cancellation);
                            await row.ReadAsync(Cancellation);
                            if (row.GetInt64(0) != 1 || row.GetInt64(1) != 20)
                                Interlocked.Increment(ref torn);
                            Interlocked.Increment(ref reads);
                        }
                    },
                    Cancellation
                )
            )
            .ToList();

        for (var swap = 0; swap < 6; swap++)
            (await Engine().RollbackAsync(new RollbackRequest { To = swap % 2 == 0 ? "r1" : "r2" }, Cancellation))
                .Error?.Format()
                .ShouldBeNull();
        await stop.CancelAsync();
        await Task.WhenAll(readers);

        torn.ShouldBe(0);
        reads.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task A_lease_of_a_process_that_died_is_taken_over()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            $"update data_release.leases set released = false, expires_at = clock_timestamp() + interval '1 "
                + $"hour', pid = 999999999, host = '{Environment.MachineName}', fencing = fencing + 1"
        );

        await ReleaseAsync();
    }

    [Fact]
    public async Task A_process_that_is_not_seen_here_is_not_taken_for_dead_while_its_session_lives()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await using (await Warehouse.TryLockEnvironmentAsync("prod", Cancellation))
        {
            await HoldAsync($"pid = 999999999, host = '{Environment.MachineName}'");

            (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Busy);
        }

        await ReleaseAsync();
    }

    [Fact]
    public async Task A_process_of_another_container_of_the_same_name_is_not_looked_up_here()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await HoldAsync($"pid = 999999999, host = '{Environment.MachineName}#01234567-4026531836'");

        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Busy);
        (await Engine().StatusAsync(Cancellation)).Lease!.IsExpired.ShouldBeFalse();
    }

    [Fact]
    public async Task A_process_that_ended_here_holds_nothing_even_before_its_session_ends()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere the place is not known without doubt");
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await using var session = await Warehouse.TryLockEnvironmentAsync("prod", Cancellation);
        await HoldAsync("pid = 999999999");

        await ReleaseAsync();
    }

    private Task HoldAsync(string settings) =>
        Place.ExecuteAsync(
            "update data_release.leases set released = false, expires_at = clock_timestamp() + interval '30 "
                + $"seconds', fencing = fencing + 1, {settings}"
        );

    [Fact]
    public async Task A_lease_of_another_machine_is_respected_until_it_expires()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            "update data_release.leases set released = false, expires_at = clock_timestamp() + interval '1 "
                + "hour', host = 'elsewhere', holder = 'ci@elsewhere'"
        );

        var busy = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);
        busy.ExitCode.ShouldBe(ExitCode.Busy);
        busy.Error!.Message.ShouldContain("ci@elsewhere");

        await Place.ExecuteAsync("update data_release.leases set expires_at = clock_timestamp() - interval '1 second'");
        await ReleaseAsync();
    }

    [Fact]
    public async Task A_releaser_that_lost_its_lease_writes_nothing()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id");
        Project.During = _ => Place.ExecuteAsync("update data_release.leases set fencing = fencing + 1");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.LeaseLost);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await ReadAsync("select state from data_release.releases where number = 2")).ShouldBe(["building"]);
    }

    [Fact]
    public async Task A_role_without_rights_is_told_what_is_missing()
    {
        var weak = await Place.Postgres!.CreateRoleAsync("weak", Cancellation);
        await using var warehouse = new Postgres.PostgresWarehouse(Place.Postgres.ConnectionStringOf(weak));
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", warehouse, Config, _ =>
                Task.FromResult<Builds.IGreenBuilder>(Project)
            ),
            Events,
            TimeProvider.System
        );

        var report = await engine.ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.RightMissing);
        report.ExitCode.ShouldBe(ExitCode.Failed);
    }

    [Fact]
    public async Task A_database_that_is_down_is_named_without_its_password()
    {
        await using var warehouse = new Postgres.PostgresWarehouse(
            "Host=127.0.0.1;Port=1;Username=x;Password=geheim;Database=y;Timeout=2"
        );
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", warehouse, Config, _ =>
                Task.FromResult<Builds.IGreenBuilder>(Project)
            ),
            Events,
            TimeProvider.System
        );

        var report = await engine.StatusAsync(Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.WarehouseUnreachable);
        report.Error.Format().ShouldNotContain("geheim");
    }

    private async Task<string> ReadAs(string role, string query)
    {
        await using var connection = new NpgsqlConnection(Place.Postgres!.ConnectionStringOf(role));
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(query, connection);
        return Convert.ToString(
            await command.ExecuteScalarAsync(Cancellation),
            System.Globalization.CultureInfo.InvariantCulture
        )!;
    }
}
