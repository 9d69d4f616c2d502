using System.Text.RegularExpressions;
using DataRelease.Testing;

namespace DataRelease.Reliability.Tests.Kills;

/// <summary>
/// <c>advance</c> on what is live and watched, killed anywhere: live is one whole release, and the scheduler's next
/// calls end where an undisturbed one ends. <c>KillTurn</c> says which points are tried.
/// </summary>
public sealed partial class MonitorKillTests(ITestOutputHelper output)
{
    /// <summary>Exit code of a command that rolled back.</summary>
    private const int RolledBack = 5;

    private const int Samples = 6;

    [Theory]
    [InlineData(Engine.DuckDb, "passes")]
    [InlineData(Engine.DuckDb, "fails")]
    [InlineData(Engine.Postgres, "passes")]
    [InlineData(Engine.Postgres, "fails")]
    public async Task Killed_anywhere_the_next_advance_ends_where_an_undisturbed_one_ends(Engine engine, string how)
    {
        KillTurn.SkipUnlessWanted(engine, "Monitoring");
        Assert.SkipUnless(KillTurn.IsWanted("advance"), "not asked for");
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        var passes = how == "passes";
        var first = await Shop.PackAsync(folder["v1"], engine, 1, false, false, cancellation);
        var project = await Shop.PackAsync(folder["v2"], engine, 2, false, false, cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(project, "data-release.yml"),
            $$"""
            report: {budget: 5m}
            monitor:
              duration: 2s
              metrics:
                - name: rows
                  provider: sql
                  query: select count(*) from {green:orders}
                  success_condition: value {{(passes ? ">=" : ">")}} 1
                  initial_delay: 1s
                  interval: 1s
                  count: 1
            """,
            cancellation
        );
        await using var start = await World.CreateAsync(engine, cancellation);
        (await new Tool(first, start).RunAsync(cancellation, "release")).Exit.ShouldBe(0);
        var before = await Picture.TakeAsync(start, cancellation);
        (await new Tool(project, start).RunAsync(cancellation, "release", "--detach")).Exit.ShouldBe(0);
        var watched = await Picture.TakeAsync(start, cancellation);
        // What is due is due in every copy.
        await Task.Delay(TimeSpan.FromSeconds(3), cancellation);

        await using var undisturbed = await start.CopyAsync(cancellation);
        var record = folder["undisturbed.seam"];
        var ended = await new Tool(project, undisturbed).EndAsync(
            [("DR_SEAM_RECORD", record)],
            ["advance"],
            cancellation
        );
        ended.Exit.ShouldBe(passes ? 0 : RolledBack, ended.Error);
        var after = await Picture.TakeAsync(undisturbed, cancellation);
        after.Marker.ShouldBe(passes ? 2 : 1);
        var run = new KillCase(
            $"{engine}, Monitoring, advance that {(passes ? "passes" : "goes back")}",
            project,
            start,
            ["advance"],
            await File.ReadAllLinesAsync(record, cancellation),
            watched,
            after,
            ""
        );

        var kills = new KillTurn(output);
        await kills.RunAsync(
            run,
            Sample,
            async (point, token) =>
            {
                await using var world = await start.CopyAsync(token);
                return await TryAsync(run, point, world, before, token);
            },
            cancellation
        );
        kills.ShouldBeWhole();
    }

    /// <summary>A scheduler that calls twice at once: one works, the other finds the environment busy.</summary>
    [Theory]
    [InlineData(Engine.DuckDb)]
    [InlineData(Engine.Postgres)]
    public async Task Called_twice_at_once_it_goes_back_once(Engine engine)
    {
        KillTurn.SkipUnlessWanted(engine, "Monitoring");
        Assert.SkipUnless(KillTurn.IsWanted("advance"), "not asked for");
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        var first = await Shop.PackAsync(folder["v1"], engine, 1, false, false, cancellation);
        var project = await Shop.PackAsync(folder["v2"], engine, 2, false, false, cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(project, "data-release.yml"),
            """
            monitor:
              duration: 2s
              metrics:
                - name: bad
                  provider: sql
                  query: select 1
                  success_condition: value > 1
                  initial_delay: 1s
                  interval: 1s
            """,
            cancellation
        );
        await using var world = await World.CreateAsync(engine, cancellation);
        (await new Tool(first, world).RunAsync(cancellation, "release")).Exit.ShouldBe(0);
        (await new Tool(project, world).RunAsync(cancellation, "release", "--detach")).Exit.ShouldBe(0);
        await Task.Delay(TimeSpan.FromSeconds(2), cancellation);

        var both = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => new Tool(project, world).RunAsync(cancellation, "advance"))
        );

        both.Count(one => one.Exit == RolledBack).ShouldBe(1);
        // Who comes while it is at work is told so; who comes afterwards finds nothing to do.
        both.Where(one => one.Exit != RolledBack).ShouldAllBe(one => one.Exit == 4 || one.Exit == 0);
        var end = await Picture.TakeAsync(world, cancellation);
        end.Marker.ShouldBe(1);
        end.States[2].ShouldBe("rolled_back");
        end.HasOpenLease.ShouldBeFalse();
        (await new Tool(project, world).RunAsync(cancellation, "advance")).Exit.ShouldBe(0);
    }

    private static async Task<IReadOnlyList<string>> TryAsync(
        KillCase run,
        KillPoint point,
        World world,
        Picture before,
        CancellationToken cancellation
    )
    {
        var wrong = new List<string>();
        var tool = new Tool(run.Project, world);
        var ended = await tool.EndAsync([("DR_SEAM_KILL", $"{point}")], run.Args, cancellation);
        if (ended.Exit != 137 && !run.IsPastEnd(ended.Exit, point))
            wrong.Add($"it was not killed but ended with {ended.Exit}: {ended.Error}");
        await world.SettleAsync(cancellation);
        var left = await Picture.TakeAsync(world, cancellation);
        if (left.Live != (left.Marker == 1 ? before.Live : run.Before.Live))
            wrong.Add($"the marker says r{left.Marker}, and live is something else");
        var isOver = left.Marker == run.After.Marker && Timeless(left) == Timeless(run.After);
        var (exit, _, error) = await tool.RunAsync(cancellation, "advance");
        // What was taken back before the kill is not taken back again; what was left to do of it, resume does.
        if (exit is not (0 or RolledBack))
            wrong.Add($"the next advance ended with {exit}: {error}");
        var middle = await Picture.TakeAsync(world, cancellation);
        if (middle.HasRollback)
            (exit, _, error) = await tool.RunAsync(cancellation, "resume");
        if (exit is not (0 or RolledBack))
            wrong.Add($"resume ended with {exit}: {error}");
        var end = await Picture.TakeAsync(world, cancellation);
        if (end.Marker != run.After.Marker)
            wrong.Add($"r{end.Marker} is live in the end, not r{run.After.Marker}");
        if (end.Live != run.After.Live)
            wrong.Add($"live is not as after an undisturbed run:\n{Picture.Differ(run.After.Live, end.Live)}");
        if (!isOver && Timeless(end) != Timeless(run.After))
            wrong.Add($"the ledger is not as it should be:\n{Picture.Differ(Timeless(run.After), Timeless(end))}");
        if (end.HasOpenLease)
            wrong.Add("a lease is open");
        return wrong;
    }

    private static List<KillPoint> Sample(KillCase run)
    {
        var all = run.All.ToList();
        var step = Math.Max(1, all.Count / Samples);
        return
        [
            .. Enumerable
                .Range(0, Samples)
                .Select(index => all[((KillTurn.Seed % step) + (index * step)) % all.Count])
                .Concat(run.Critical.Where(point => run.Points[point.Number - 1] == "COMMIT"))
                .Distinct(),
        ];
    }

    /// <summary>The ledger without when something was measured.</summary>
    private static string Timeless(Picture picture) =>
        ClockTime()
            .Replace(
                string.Join('\n', picture.Ledger.Split('\n').Where(line => !line.Contains("|analysis.json|"))),
                "Z"
            );

    [GeneratedRegex(@"\d\d:\d\d:\d\dZ")]
    private static partial Regex ClockTime();
}
