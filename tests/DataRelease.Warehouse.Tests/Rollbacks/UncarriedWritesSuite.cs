using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>Rows that arrive in live while a candidate waits are not lost without a word.</summary>
public abstract class UncarriedWritesSuite(Engine engine) : ReleaseSuite(engine)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Config = Config with
        {
            Validate = new ValidateConfig { Checks = [new DataDiffSettings { Relations = ["events"], Key = ["id"] }] },
        };
        Project.With("events", "select 1 as id, 'a' as name union all select 2, 'b'", "incremental");
        await ReleaseAsync();
        Project.With("events", "select 3 as id, 'c' as name", "incremental");
        Project.Version = "2.0.0";
    }

    [Theory]
    [InlineData("insert into analytics__r1.events values (7, 'new')", 1)]
    [InlineData("update analytics__r1.events set name = 'x'", 2)]
    [InlineData("delete from analytics__r1.events where id = 1", 1)]
    public async Task What_is_written_while_a_candidate_waits_is_told_at_its_swap(string write, int rows)
    {
        await DeployAsync();
        await Place.ExecuteAsync(write);

        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        Told().ShouldHaveSingleItem().ShouldStartWith($"analytics.events: {rows} row");
    }

    [Theory]
    [InlineData("insert into analytics__r1.events values (7, 'new')")]
    [InlineData("delete from analytics__r1.events where id = 1")]
    public async Task What_was_written_before_the_candidate_was_built_is_in_it(string write)
    {
        await Place.ExecuteAsync(write);

        await ReleaseAsync();

        Told().ShouldBeEmpty();
    }

    private IReadOnlyList<string> Told() =>
        [
            .. Events
                .Of<ReleaseEvent.Warned>()
                .Where(warned => warned.Code == ErrorCode.WritesNotInCandidate.Id)
                .Select(warned => warned.Text),
        ];
}

public sealed class DuckDbUncarriedWrites() : UncarriedWritesSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresUncarriedWrites() : UncarriedWritesSuite(Testing.Engines.Engine.Postgres);
