using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>The history a page at a time.</summary>
public abstract class HistoryPageSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_and_say_what_each_release_changed()
    {
        for (var version = 1; version <= 5; version++)
            await ReleaseAsync(With(version));

        var first = await Engine().HistoryAsync(new HistoryRequest(2), Cancellation);
        var second = await Engine().HistoryAsync(new HistoryRequest(2, first.Earlier!.Before), Cancellation);
        var last = await Engine().HistoryAsync(new HistoryRequest(2, second.Earlier!.Before), Cancellation);
        var all = await Engine().HistoryAsync(Cancellation);

        (first.Earlier, second.Earlier, last.Earlier).ShouldBe(
            (new EarlierReleases(3, "r4"), new EarlierReleases(1, "r2"), null)
        );
        Ids(first).ShouldBe(["r5", "r4"]);
        Ids(second).ShouldBe(["r3", "r2"]);
        Ids(last).ShouldBe(["r1"]);
        all.Earlier.ShouldBeNull();
        // A page knows of the release before it what the whole history knows.
        first.Entries.Concat(second.Entries).Concat(last.Entries).Select(Told).ShouldBe(all.Entries.Select(Told));
    }

    [Theory]
    [InlineData("r2", "r1")]
    [InlineData("2.0.0", "r1")]
    [InlineData("r1", "")]
    public async Task What_is_older_is_told_by_id_or_version(string before, string expected)
    {
        for (var version = 1; version <= 3; version++)
            await ReleaseAsync(With(version));

        Ids(await Engine().HistoryAsync(new HistoryRequest(null, before), Cancellation))
            .ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_release_that_there_is_not_is_refused()
    {
        await ReleaseAsync(With(1));

        var report = await Engine().HistoryAsync(new HistoryRequest(2, "r77"), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.ReleaseUnknown);
    }

    private static string Told(HistoryEntry entry) =>
        $"{entry.Release.Id} {string.Join(',', entry.Added)} {string.Join(',', entry.Changed)} {entry.Ended}";

    private static IEnumerable<string> Ids(ReleaseReport.History report) =>
        report.Entries.Select(entry => entry.Release.Id);
}

public sealed class DuckDbHistoryPages() : HistoryPageSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresHistoryPages() : HistoryPageSuite(Testing.Engines.Engine.Postgres);
