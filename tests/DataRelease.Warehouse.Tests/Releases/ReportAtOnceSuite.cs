using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Reports.Documents;
using DataRelease.Steps;
using Microsoft.Extensions.Time.Testing;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Reports whose relations are compared several at once.</summary>
public abstract class ReportAtOnceSuite(Engine engine) : ReleaseSuite(engine)
{
    private static readonly string[] _names = ["first", "second", "third", "fourth", "fifth"];

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Each_relation_is_told_what_differs_in_it()
    {
        Config = new ReleaseConfig { Report = new ReportConfig { Budget = TimeSpan.FromHours(1) } };
        await ReleaseAsync(gone: _ => 0);

        var relations = await ReleaseAsync(gone: place => 2 * (place + 1));

        relations
            .Select(relation => (relation.Name, relation.Diff!.Removed))
            .ShouldBe(_names.Select((name, place) => ($"analytics.{name}", 2L * (place + 1))), ignoreOrder: true);
        relations.ShouldAllBe(relation => relation.Diff!.Samples.Count > 0);
    }

    [Fact]
    public async Task One_is_compared_while_another_is()
    {
        Assert.SkipWhen(Environment.ProcessorCount == 1, "one processor compares one at a time");
        Config = new ReleaseConfig { Report = new ReportConfig { Budget = TimeSpan.FromHours(1) } };
        await ReleaseAsync(gone: _ => 0);
        using var both = new Barrier(2);
        int met = 0,
            isComparing = 0;
        Events.When(
            happened =>
                happened is ReleaseEvent.Progressed { Text: var text }
                && text.StartsWith("comparing rows", StringComparison.Ordinal),
            () => isComparing = 1
        );
        Place.Ran = text =>
        {
            if (
                isComparing == 1
                && met < 2
                && text.Contains("\"analytics__r2\".\"", StringComparison.Ordinal)
                && both.SignalAndWait(TimeSpan.FromSeconds(20))
            )
                Interlocked.Increment(ref met);
        };

        await ReleaseAsync(gone: _ => 1);

        met.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task What_time_was_up_for_is_named_and_nothing_is_missing()
    {
        Config = new ReleaseConfig { Report = new ReportConfig { Budget = TimeSpan.FromSeconds(5) } };
        await ReleaseAsync(gone: _ => 0);
        Place.Ran = text =>
        {
            if (text.Contains(", bin, count(*) as n", StringComparison.Ordinal))
                _clock.Advance(TimeSpan.FromSeconds(6));
        };

        var relations = await ReleaseAsync(gone: _ => 1);

        relations.ShouldAllBe(relation =>
            relation.Diff != null
            || relation.NotCompared
                == $"the report's time was up (report.budget): data-release diff {relation.Name} --release r2"
        );
        relations.ShouldContain(relation => relation.Diff == null);
    }

    /// <summary>Relations with a key of 40 rows, less as many as are gone from each.</summary>
    private async Task<IReadOnlyList<ReportedRelation>> ReleaseAsync(Func<int, int> gone)
    {
        foreach (var (place, name) in _names.Index())
            Project.With(name, $"select n as id, n * 2 as amount from generate_series(1, {40 - gone(place)}) as s(n)");
        var environment = new ReleaseEnvironment("prod", "analytics", Warehouse, Config, _ =>
            Task.FromResult<IGreenBuilder>(Project)
        )
        {
            Threads = 4,
        };
        var report = await new ReleaseEngine(environment, Events, _clock).ReleaseAsync(
            new DeployRequest(),
            Cancellation
        );
        report.Error?.Format().ShouldBeNull();
        return report.Document!.Relations;
    }
}

public sealed class DuckDbReportsAtOnce() : ReportAtOnceSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresReportsAtOnce() : ReportAtOnceSuite(Testing.Engines.Engine.Postgres);
