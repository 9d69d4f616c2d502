using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Testing.Fakes;
using DataRelease.Warehouse.Tests.Migrations;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// What is refused, and what a command that was cut short leaves to the next, where each change of an object commits
/// separately, see <see cref="Testing.Fakes.FakeSeparatePostgres"/>.
/// </summary>
public sealed class SeparateTests() : MigrationSuite(Tests.Engine.Postgres)
{
    protected override bool IsSeparate => true;

    [Fact]
    public async Task Several_live_schemas_are_refused_before_anything_is_exchanged()
    {
        await ReleaseAsync(With(1));
        Project.With("campaigns", "select 1 as id", custom: "marketing");

        var report = await Engine().ReleaseAsync(With(2), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SwapMethodUnfit);
        report.Error.Message.ShouldContain("in several schemas at once (analytics, analytics_marketing)");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await HasSchemaAsync("analytics_marketing")).ShouldBeFalse();
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

        report.ExitCode.ShouldNotBe(ExitCode.Done);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task No_data_version_is_taken_nor_put_back()
    {
        Project.With("history", "select 1 as id", "incremental");
        await ReleaseAsync(With(1));

        var taken = await Engine().BackupCreateAsync(new BackupCreateRequest(), Cancellation);
        var restored = await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation);

        taken.Error!.Code.ShouldBe(ErrorCode.WarehouseCannot);
        restored.Error!.Code.ShouldBe(ErrorCode.WarehouseCannot);
        (await ReadAsync("select count(*) from data_release.data_versions")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_migration_says_itself_that_it_runs_without_a_transaction()
    {
        Script("V1__kept.sql", "create table $schema$.kept (id integer);\ninsert into $schema$.kept values (1);\n");

        var refused = await Engine().MigrateUpAsync(new MigrateRequest(), Cancellation);
        (await ReadAsync("select count(*) from pg_tables where schemaname = 'state'")).ShouldBe(["0"]);
        Script(
            "V1__kept.sql",
            "-- no-transaction\ncreate table $schema$.kept (id integer);\ninsert into $schema$.kept values (1);\n"
        );
        var done = await Engine().MigrateUpAsync(new MigrateRequest(), Cancellation);

        refused.Error!.Code.ShouldBe(ErrorCode.MigrationTransaction);
        refused.Error.ToDo.ShouldContain("-- no-transaction");
        done.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from state.kept")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("abort")]
    [InlineData("prune")]
    public async Task What_was_being_dropped_is_dropped_by_the_next_command(string verb)
    {
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));
        await DeployAsync(With(3));
        var going = verb == "abort" ? "analytics__r3" : "analytics__r1";
        CutBefore($"drop schema if exists \"{going}\"");
        await Should.ThrowAsync<NotSupportedException>(async () =>
        {
            if (verb == "abort")
                await Engine().AbortAsync(new RecoveryRequest(), Cancellation);
            else
                await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);
        });
        Place.Ran = null;
        (await HasSchemaAsync(going)).ShouldBeTrue();
        // Whoever comes now finds that it is gone, and not something that could go live.
        (await ReadAsync($"select state from data_release.releases where green_schema = '{going}'")).ShouldBe([
            verb == "abort" ? "aborted" : "retired",
        ]);

        (await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation)).Error?.Format().ShouldBeNull();

        (await HasSchemaAsync(going)).ShouldBeFalse();
        (await ReadAsync("select count(*) from data_release.artifacts where name = 'going'")).ShouldBe(["0"]);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_swap_that_is_cut_short_is_settled_by_what_the_schema_says(bool hasHappened)
    {
        await ReleaseAsync(With(1));
        await DeployAsync(With(2));
        CutBefore(
            hasHappened ? "insert into \"data_release\".\"live\"" : "do 'begin alter schema \"analytics\" rename"
        );
        await Should.ThrowAsync<NotSupportedException>(() => Engine().SwapAsync(new SwapRequest(), Cancellation));
        Place.Ran = null;
        var shown = hasHappened ? "2" : "1";
        (await ReadAsync("select id from analytics.orders")).ShouldBe([shown]);
        (await ReadAsync("select number from data_release.live")).ShouldBe(["1"]);
        (await Engine().StatusAsync(Cancellation)).Live!.Release.ShouldBe($"r{shown}");

        var resumed = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        resumed.Error?.Format().ShouldBeNull();
        resumed.Live!.Release.ShouldBe("r2");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
        (await ReadAsync("select number, previous from data_release.live")).ShouldBe(["2|1"]);
        (await ReadAsync("select count(*) from data_release.swaps")).ShouldBe(["0"]);
        (await ReadAsync("select nspname from pg_namespace where nspname like 'analytics\\_\\_next%'")).ShouldBeEmpty();
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task A_schema_that_was_live_is_kept_where_the_role_need_not_be_shown_what_it_holds()
    {
        await ExecuteAsync("create schema analytics", "create table analytics.orders as select 0 as id");
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));
        await ReleaseAsync(With(3));
        await ExecuteAsync("create table analytics__r0.hidden as select 9 as id");

        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        var examined = await Engine().DoctorAsync(new DoctorRequest(), Cancellation);

        (await HasSchemaAsync("analytics__r0")).ShouldBeFalse();
        var kept = await ReadAsync("select nspname from pg_namespace where nspname like '%replaced%' order by 1");
        kept.Count.ShouldBe(3);
        var holding = await ReadAsync("select schemaname from pg_tables where tablename = 'hidden'");
        kept.ShouldContain(holding.ShouldHaveSingleItem());
        (await ReadAsync($"select id from {holding[0]}.hidden")).ShouldBe(["9"]);
        var said = examined.Checks.Where(check => check.Message.Contains("that were live are kept")).ToList();
        said.ShouldHaveSingleItem().Message.ShouldStartWith("3 schemas that were live are kept");
    }

    [Fact]
    public async Task Whoever_takes_a_lease_checks_it_in_a_session_of_its_own_and_proves_a_number_of_its_own()
    {
        await ReleaseAsync(With(1));
        var first = long.Parse((await ReadAsync("select fencing from data_release.leases"))[0]);
        await ReleaseAsync(With(2));
        var second = long.Parse((await ReadAsync("select fencing from data_release.leases"))[0]);

        (second >> 24).ShouldBe((first >> 24) + 1);
        (second & 0xffffff).ShouldNotBe(first & 0xffffff);
    }

    [Fact]
    public async Task A_read_of_the_ledger_that_may_miss_what_another_session_wrote_is_told()
    {
        await ReleaseAsync(With(1));
        var warehouse = new FakeSeparatePostgres(Place.Postgres!.ConnectionString);
        await using var old = await warehouse.OpenAsync(Cancellation);
        await using (var writer = await warehouse.OpenAsync(Cancellation))
            await writer.ExecuteAsync(Sql.Raw("update \"data_release\".\"leases\" set released = true"), Cancellation);
        await using var fresh = await warehouse.OpenAsync(Cancellation);
        var read = Sql.Raw("select fencing from \"data_release\".\"leases\"");

        await fresh.ScalarAsync(read, Cancellation);
        warehouse.Stale.ShouldBeEmpty();
        await old.ScalarAsync(read, Cancellation);

        warehouse.Stale.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_view_of_others_whose_text_the_role_is_not_shown_is_told()
    {
        await ReleaseAsync(With(1));
        await ExecuteAsync("create schema bi", "create view bi.secret as select 1 as id");
        Project.With("orders", "select id from bi.secret");
        ((FakeSeparatePostgres)Warehouse).Secret.Add(new RelationName("bi", "secret"));

        await ReleaseAsync(new DeployRequest());

        Events
            .All.OfType<ReleaseEvent.Noted>()
            .ShouldContain(noted =>
                noted.Text == "the warehouse does not say what 1 views outside the project read: bi.secret"
            );
    }

    /// <summary>From now on the process is gone as soon as it would run a statement with these words.</summary>
    private void CutBefore(string words) =>
        Place.Ran = text =>
        {
            if (text.Contains(words, StringComparison.Ordinal))
                throw new NotSupportedException("the process is gone");
        };
}
