using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Diffs;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Diffs;

/// <summary>
/// Keys that tests of both releases found sound are not searched for nulls and shared values once more, and no others
/// are; what is found does not hang on it.
/// </summary>
public abstract class TestedKeySuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("-- key: id\n", "-- key: id\n", "", false)]
    [InlineData("-- key: id, x\n", "-- key: id, x\n", "", false)]
    [InlineData("-- key: id\n", "-- key: id\n", "id, x", true)]
    [InlineData("", "-- key: id\n", "", true)]
    [InlineData("-- key: id\n", "", "id", true)]
    [InlineData("-- key: id\n", "-- key: id\n", "x", true)]
    public async Task A_key_is_searched_unless_the_tests_of_both_releases_found_it_sound(
        string blue,
        string green,
        string key,
        bool isSearched
    )
    {
        await ReleaseAsync(blue, "n");
        await ReleaseAsync(green, "n + 1");

        var diff = await DiffAsync(key.Split(", ", StringSplitOptions.RemoveEmptyEntries));

        diff.Plan!.SearchesKeyProblems.ShouldBe(isSearched);
    }

    [Fact]
    public async Task A_key_that_was_renamed_counts_as_tested_under_each_sides_name()
    {
        await ReleaseAsync("-- key: id\n", "n");
        Write("-- key: number\n", "select n as number, n + 1 as x from generate_series(1, 9) as s(n)");
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();

        var report = await Engine()
            .DiffAsync(
                new DiffRequest
                {
                    Key = ["id"],
                    Options = new DiffOptions
                    {
                        Strategy = DiffStrategy.BucketChecksums,
                        Renamed = new Dictionary<string, string> { ["id"] = "number" },
                    },
                },
                Cancellation
            );

        (report.Diffs.Single().Plan!.SearchesKeyProblems, report.Diffs.Single().Changed).ShouldBe((false, 9));
    }

    [Fact]
    public async Task A_claim_that_became_wrong_changes_only_how_many_ambiguous_rows_are_told()
    {
        await ReleaseAsync("-- key: id\n", "n");
        await ReleaseAsync("-- key: id\n", "case when n > 6 then n + 1 else n end");
        // Somebody's hand: shared and null keys where rows differ, and where they do not.
        foreach (var schema in new[] { "analytics__r1", "analytics__r2" })
            await ExecuteAsync($"insert into {schema}.t values (1, 1), (null, 1), (8, 77), (8, 77)");
        await ExecuteAsync("insert into analytics__r2.t values (9, 99), (null, 5)");

        foreach (
            var strategy in new[] { DiffStrategy.RangeChecksums, DiffStrategy.BucketChecksums, DiffStrategy.FullJoin }
        )
        {
            var claimed = await DiffAsync([], strategy);
            var searched = await CompareAsync(
                new DiffOptions
                {
                    Key = ["id"],
                    Strategy = strategy,
                    Samples = 20,
                }
            );

            (claimed.Plan!.Strategy, claimed.Plan.SearchesKeyProblems).ShouldBe((strategy, false));
            (claimed.Added, claimed.Removed, claimed.Changed, claimed.BlueRows, claimed.GreenRows).ShouldBe(
                (searched.Added, searched.Removed, searched.Changed, searched.BlueRows, searched.GreenRows),
                $"{strategy}"
            );
            claimed.ChangedByColumn.ShouldBe(searched.ChangedByColumn, $"{strategy}");
            claimed.AmbiguousRows.ShouldBeLessThanOrEqualTo(searched.AmbiguousRows);
        }
    }

    [Fact]
    public async Task The_check_believes_the_tests_and_not_the_configuration()
    {
        var events = Place.Statements.Count;
        Config = Config with { Validate = Config.Validate with { Checks = [new DataDiffSettings()] } };
        // More rows than one join is made for, in no order, so that keys are searched where nothing vouches for them.
        await ReleaseManyAsync("-- key: id\n");
        await ReleaseManyAsync("-- key: id\n");
        var tested = Searches(events);
        events = Place.Statements.Count;
        Config = Config with { Validate = Config.Validate with { Checks = [new DataDiffSettings { Key = ["id"] }] } };
        await ReleaseManyAsync("");

        (tested, Searches(events)).ShouldBe((0, 1));
    }

    [Fact]
    public async Task The_report_believes_the_tests()
    {
        Config = Config with { Report = Config.Report with { Budget = TimeSpan.FromHours(1), MaxRows = 1_000_000 } };
        var events = Place.Statements.Count;
        await ReleaseManyAsync("-- key: id\n");
        await ReleaseManyAsync("-- key: id\n", "n + 1");

        Searches(events).ShouldBe(0);
    }

    [Fact]
    public async Task A_primary_key_on_both_sides_is_not_searched()
    {
        await ExecuteAsync(
            "create schema a",
            "create schema b",
            "create table a.t (id integer primary key, x integer)",
            "create table b.t (id integer primary key, x integer)"
        );
        var sides = await Warehouse.ReadRelationsAsync(Session, ["a", "b"], Cancellation);
        await ExecuteAsync("insert into a.t values (1, 1)", "insert into b.t values (1, 2)");

        var diff = await new RelationComparer(Warehouse.Dialect).CompareAsync(
            Session,
            "t",
            sides[0],
            sides[1],
            new DiffOptions { Key = ["id"], Strategy = DiffStrategy.BucketChecksums },
            Cancellation
        );

        (diff.Plan!.SearchesKeyProblems, diff.Changed).ShouldBe((false, 1));
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override ReleaseEnvironment At(string name) =>
        new(
            name,
            "analytics",
            Warehouse,
            Config,
            _ =>
                Task.FromResult<IGreenBuilder>(
                    new SqlProjectBuilder(
                        Warehouse,
                        SqlProject.Load(_folder.Path, new SqlProjectConfig { Name = "made_up", Version = "1.0.0" }),
                        null
                    )
                ),
            _folder.Path
        );

    private async Task ReleaseAsync(string header, string x)
    {
        Write(header, $"select n as id, {x} as x from generate_series(1, 9) as s(n)");
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
    }

    private async Task ReleaseManyAsync(string header, string x = "n")
    {
        Write(
            header,
            $"select n as id, {x} as x from generate_series(1, "
                + $"{(Warehouse.Traits.IsColumnar ? 110_000 : 22_000)}) as s(n) order by (n * 7919) % 10007"
        );
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
    }

    private void Write(string header, string query) =>
        _folder.Write("models/t.sql", $"-- materialized: table\n{header}{query}");

    /// <summary>Statements since then that look for keys that rows share.</summary>
    private int Searches(int since) =>
        Place
            .Statements.Skip(since)
            .Count(text => text.Contains("group by k0 having count(*) > 1", StringComparison.Ordinal));

    private async Task<RelationDiff> DiffAsync(
        IReadOnlyList<string> key,
        DiffStrategy strategy = DiffStrategy.BucketChecksums
    )
    {
        var report = await Engine()
            .DiffAsync(
                new DiffRequest
                {
                    Key = key,
                    Samples = 20,
                    Options = new DiffOptions { Strategy = strategy },
                },
                Cancellation
            );
        report.Error?.Format().ShouldBeNull();
        return report.Diffs.Single();
    }

    private async Task<RelationDiff> CompareAsync(DiffOptions options)
    {
        var sides = await Warehouse.ReadRelationsAsync(Session, ["analytics__r1", "analytics__r2"], Cancellation);
        return await new RelationComparer(Warehouse.Dialect).CompareAsync(
            Session,
            "t",
            sides[0],
            sides[1],
            options,
            Cancellation
        );
    }
}

public sealed class DuckDbTestedKeyTests() : TestedKeySuite(Tests.Engine.DuckDb);

public sealed class PostgresTestedKeyTests() : TestedKeySuite(Tests.Engine.Postgres);
