using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// The server's clock jumps between two calls of <c>advance</c>. Nobody can set the clock of a server under test, so
/// that every time that the ledger has of what waits is moved the other way, which is the same to whoever compares
/// them with now.
/// </summary>
public abstract class ClockJumpSuite(Engine engine) : ReleaseSuite(engine)
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    // More than a run of a test takes, and less than any jump.
    private static readonly TimeSpan _soon = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Set_back_it_measures_nothing_twice_and_waits_no_longer()
    {
        await BeginAsync("monitor: {duration: 10m, metrics: [{" + Rows + ", interval: 4m}]}");
        (await MeasuredAsync()).ShouldBe(1);

        await JumpAsync(-_hour);
        var back = await AdvanceAsync();

        back.Watch!.Metrics[0].Successes.ShouldBe(1);
        Left(back).ShouldBeLessThan(_soon);
        // It was looked at, so that from now on it waits by the clock as it is.
        (await AdvanceAsync()).Watch!.Metrics[0].Successes.ShouldBe(1);
        await JumpAsync(TimeSpan.FromMinutes(4));
        (await AdvanceAsync()).Watch!.Metrics[0].Successes.ShouldBe(2);
    }

    [Fact]
    public async Task Set_back_again_and_again_it_comes_to_its_end()
    {
        await BeginAsync("monitor: {duration: 10m, metrics: [{" + Rows + ", interval: 4m}]}");

        var looks = 0;
        for (var report = await AdvanceAsync(); report.Watch is not null; report = await AdvanceAsync())
        {
            (++looks).ShouldBeLessThan(20);
            await JumpAsync(-_hour);
            await AdvanceAsync();
            await JumpAsync(TimeSpan.FromMinutes(4));
        }

        (await LiveAsync()).ShouldBe("r2");
    }

    [Fact]
    public async Task A_leap_ahead_passes_nothing_that_was_not_measured_as_often_as_it_must_be()
    {
        await BeginAsync("monitor: {duration: 10m, metrics: [{" + Rows + ", interval: 3m}]}");

        await JumpAsync(_day);
        var leapt = await AdvanceAsync();

        // The duration is over, and one call measures once, however much time there seems to have been.
        leapt.Watch!.Metrics[0].Successes.ShouldBe(2);
        (await AdvanceAsync()).Watch!.Metrics[0].Successes.ShouldBe(2);
        await JumpAsync(TimeSpan.FromMinutes(3));
        (await AdvanceAsync()).Watch.ShouldBeNull();
        (await LiveAsync()).ShouldBe("r2");
    }

    [Fact]
    public async Task A_leap_ahead_that_is_corrected_leaves_nothing_waiting_for_a_day()
    {
        await BeginAsync("monitor: {duration: 30m, metrics: [{" + Rows + ", interval: 4m, count: 3}]}");
        await JumpAsync(_day);
        (await AdvanceAsync()).Watch!.Metrics[0].Successes.ShouldBe(2);

        await JumpAsync(-_day);
        var corrected = await AdvanceAsync();

        corrected.Watch!.Metrics[0].Successes.ShouldBe(2);
        Left(corrected).ShouldBeLessThan(_soon);
    }

    [Fact]
    public async Task A_leap_ahead_promotes_no_canary_that_nothing_was_measured_of()
    {
        await Place.ExecuteAsync("create schema app", "create table app.traffic (v integer)");
        await BeginAsync(
            "strategy: canary\ncanary: {steps: [{weight: 50%, pause: 1h}]}\nmonitor: {metrics: [{name: traffic, "
                + "provider: sql, query: 'select max(v) from app.traffic', success_condition: value > 0, interval: "
                + "4m}]}"
        );

        for (var call = 0; call < 4; call++)
        {
            await JumpAsync(_day);
            var waits = await AdvanceAsync();
            waits.Live!.Release.ShouldBe("r1");
            waits.Release!.State.ShouldBe(ReleaseState.Exposing);
            waits.Watch!.For.ShouldContain("traffic");
        }
        await Place.ExecuteAsync("insert into app.traffic values (1)");
        var looks = 0;
        while ((await AdvanceAsync()).Watch is not null)
        {
            (++looks).ShouldBeLessThan(20);
            await JumpAsync(TimeSpan.FromMinutes(4));
        }

        (await LiveAsync()).ShouldBe("r2");
        looks.ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("canary", "canary: {steps: [{weight: 50%, pause: 4m}, {weight: 100%, pause: until promoted}]}")]
    [InlineData("rolling", "rolling: {waves: [{count: 1, pause: 4m}]}")]
    public async Task A_pause_that_nothing_is_measured_in_is_no_longer_for_a_clock_that_is_set_back(
        string strategy,
        string settings
    )
    {
        await BeginAsync($"strategy: {strategy}\n{settings}");

        await JumpAsync(-_hour);
        var back = await AdvanceAsync();

        back.Live!.Release.ShouldBe("r1");
        Left(back).ShouldBeLessThan(_soon);
    }

    private const string Rows =
        "name: rows, provider: sql, query: 'select count(*) from {green:orders}', success_condition: value > 0";

    /// <summary>r2 is on its way beside r1, which is live.</summary>
    private async Task BeginAsync(string config)
    {
        Project.With("days", "select 1 as id");
        await ReleaseAsync(With(1));
        var read = ConfigReader.Read(config, "c.yml", CheckKinds.All);
        Config = Config with
        {
            Strategy = read.Strategy,
            Canary = read.Canary,
            Rolling = read.Rolling,
            Monitor = read.Monitor,
        };
        (await Engine().ReleaseAsync(With(2) with { Detach = true }, Cancellation)).Error?.Format().ShouldBeNull();
    }

    private async Task<ReleaseReport.Released> AdvanceAsync()
    {
        var report = await Engine().AdvanceAsync(new WatchRequest(), Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report;
    }

    private async Task<int> MeasuredAsync() => (await Engine().StatusAsync(Cancellation)).Watch!.Metrics[0].Successes;

    private async Task<string?> LiveAsync() => (await Engine().StatusAsync(Cancellation)).Live?.Release;

    private static TimeSpan Left(ReleaseReport.Released report) => report.Watch!.NextAt!.Value - DateTimeOffset.UtcNow;

    /// <summary>Moves the server's clock, as what is in the ledger sees it.</summary>
    private async Task JumpAsync(TimeSpan by)
    {
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{-by.TotalSeconds:0}");
        await Place.ExecuteAsync(
            $"update data_release.course set until_at = until_at + interval '{seconds} seconds' where until_at is not "
                + "null",
            $"update data_release.live set since = since + interval '{seconds} seconds'"
        );
        foreach (var (number, name, content) in await AnalysesAsync())
        {
            var state = JsonNode.Parse(content)!.AsObject();
            var seen = state.Single(property => property.Key.Equals("SeenAt", StringComparison.OrdinalIgnoreCase));
            state[seen.Key] = JsonValue.Create(seen.Value!.GetValue<DateTimeOffset>() - by);
            await KeepAsync(number, name, state.ToJsonString());
        }
    }

    private async Task<IReadOnlyList<(int Number, string Name, string Content)>> AnalysesAsync()
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        return await session.QueryAsync(
            Sql.Raw("select number, name, content from data_release.artifacts where name like 'analysis%'"),
            row => (row.GetInt32(0), row.GetString(1), Unzipped(row.GetValue(2))),
            Cancellation
        );
    }

    private static string Unzipped(object value)
    {
        using var bytes = value as Stream ?? new MemoryStream((byte[])value);
        using var zip = new GZipStream(bytes, CompressionMode.Decompress);
        using var reader = new StreamReader(zip);
        return reader.ReadToEnd();
    }
}

public sealed class DuckDbClockJump() : ClockJumpSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresClockJump() : ClockJumpSuite(Testing.Engines.Engine.Postgres);
