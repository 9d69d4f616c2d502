using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// An environment with more releases behind it than a command reads: what is older is still found by those that ask.
/// </summary>
public abstract class LongHistorySuite(Engine engine) : ReleaseSuite(engine)
{
    /// <summary>How many of the newest releases a command reads even if their data is gone.</summary>
    private const int Recent = 100;

    private const int Behind = 2 * Recent;

    [Theory]
    [InlineData("r3")]
    [InlineData("3.0.0")]
    public async Task An_old_release_is_named_by_id_and_version(string name)
    {
        await AgeAsync();

        var report = await Engine().RollbackAsync(new RollbackRequest { To = name }, Cancellation);

        // It is known, and gone: there is no package that it could be built from.
        report.Error!.Code.ShouldBe(ErrorCode.PackageNotKept);
        report.Error.Message.ShouldContain("r3 (3.0.0)");
    }

    [Fact]
    public async Task History_has_pages_to_the_first_release()
    {
        await AgeAsync();

        var oldest = await Engine().HistoryAsync(new HistoryRequest(2, "r3"), Cancellation);
        var newest = await Engine().HistoryAsync(new HistoryRequest(1), Cancellation);
        var all = await Engine().HistoryAsync(Cancellation);

        oldest.Entries.Select(entry => entry.Release.Id).ShouldBe(["r2", "r1"]);
        oldest.Entries.Select(entry => entry.Release.Relations).ShouldBe([1, 1]);
        newest.Earlier.ShouldBe(new EarlierReleases(Behind, $"r{Behind + 1}"));
        all.Entries.Count.ShouldBe(Behind + 1);
    }

    [Fact]
    public async Task What_stands_of_an_old_release_is_found_and_dropped()
    {
        await AgeAsync();
        await Place.ExecuteAsync("create schema analytics__r3", "create table analytics__r3.orders as select 1 as id");

        var doctor = await Engine().DoctorAsync(new DoctorRequest(), Cancellation);
        var pruned = await Engine().PruneAsync(new PruneRequest(), Cancellation);

        doctor.Checks.Select(check => check.Message).ShouldContain(message => message.Contains("r3 is retired"));
        pruned.Error.ShouldBeNull();
        pruned.Gone.Count.ShouldBe(Behind - 1);
        (await HasSchemaAsync("analytics__r3")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_an_old_release_built_and_live_shares_is_never_dropped()
    {
        Project.With("customers", "select 1 as id");
        await AgeAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders"] } });

        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select id from analytics.customers")).ShouldBe(["1"]);
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.customers")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_command_reads_as_many_releases_after_many_as_after_few()
    {
        await AgeAsync();
        await using var session = await Warehouse.OpenAsync(Cancellation);
        var ledger = new Ledger(Warehouse, "data_release", "prod");

        var read = await ledger.ReadReleasesAsync(session, Cancellation);

        // The newest, and r1, whose data is kept.
        read.Select(release => release.Number).ShouldBe([.. Newest(), 1]);

        static IEnumerable<int> Newest() => Enumerable.Range(Behind + 2 - Recent, Recent).Reverse();
    }

    /// <summary>One release, as many that are gone, and one that is live.</summary>
    private async Task AgeAsync(DeployRequest? last = null)
    {
        await ReleaseAsync(With(1));
        await using (var session = await Warehouse.OpenAsync(Cancellation))
        {
            foreach (var table in await Warehouse.ReadRelationsAsync(session, ["data_release"], Cancellation))
            {
                if (table.Name.Name is not ("releases" or "relations" or "steps" or "checks"))
                    continue;
                var columns = table.Columns.Select(column => column.Name).ToList();
                await session.ExecuteAsync(
                    $"""
                    insert into {table.Name} ({Sql.Join(", ", columns.Select(column => new Identifier(column)))})
                    select {Sql.Join(", ", columns.Select(Aging))} from {table.Name} t,
                    generate_series(2, {Behind}) s(n) where t.number = 1
                    """,
                    Cancellation
                );
            }
        }
        await ReleaseAsync(last ?? With(Behind + 1));
    }

    private static Sql Aging(string column) =>
        column switch
        {
            "number" or "origin" => (Sql)$"n",
            "version" => (Sql)$"n || '.0.0'",
            "state" => (Sql)$"case when t.state = 'live' then 'retired' else t.state end",
            "green_schema" or "physical_schema" => (Sql)$"'analytics__r' || n",
            _ => (Sql)$"t.{new Identifier(column)}",
        };
}

public sealed class DuckDbLongHistories() : LongHistorySuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresLongHistories() : LongHistorySuite(Testing.Engines.Engine.Postgres);
