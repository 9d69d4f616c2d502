using System.Collections.Concurrent;
using DataRelease.Testing;

namespace DataRelease.Reliability.Tests.Kills;

/// <summary>
/// <c>promote</c> and <c>abort</c> of a release that some see, that is live in some relations, or that is refreshed
/// beside what is live, killed anywhere:
/// consumers see what they saw before or what they see after, the ledger knows which, <c>abort</c> ends where it was
/// before the release, and <c>promote --full</c> with all of it live. A sample of the points unless
/// <c>DATARELEASE_KILL_POINTS</c> is <c>all</c>.
/// </summary>
public sealed class ShownKillTests(ITestOutputHelper output)
{
    private const string Canary = """
        strategy: canary
        canary:
          steps:
            - {weight: 50%, pause: until promoted}
            - {weight: 100%, pause: until promoted}
        """;

    private const string Rolling = """
        strategy: rolling
        rolling:
          pause: until promoted
          waves:
            - {select: orders+}
            - {select: days}
        """;

    private const string Shadow = """
        strategy: shadow
        shadow:
          refreshes: 3
          pause: until promoted
        """;

    [Theory]
    [InlineData(Engine.DuckDb, "canary")]
    [InlineData(Engine.DuckDb, "rolling")]
    [InlineData(Engine.DuckDb, "shadow")]
    [InlineData(Engine.Postgres, "canary")]
    [InlineData(Engine.Postgres, "rolling")]
    [InlineData(Engine.Postgres, "shadow")]
    public async Task Killed_anywhere_it_can_be_taken_back_and_gone_on_with(Engine engine, string strategy)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is what the suite sends");
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        var first = await Shop.PackAsync(folder["v1"], engine, 1, false, false, cancellation);
        var project = await Shop.PackAsync(folder["v2"], engine, 2, false, false, cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(project, "data-release.yml"),
            $"report: {{budget: 5m}}\n{Config(strategy)}\n",
            cancellation
        );
        await using var start = await World.CreateAsync(engine, cancellation);
        (await new Tool(first, start).RunAsync(cancellation, "release")).Exit.ShouldBe(0);
        var blue = await Picture.TakeAsync(start, cancellation);
        string[] promoted = strategy == "shadow" ? ["--promote"] : [];
        var (exit, _, error) = await new Tool(project, start).RunAsync(
            cancellation,
            ["release", "--detach", .. promoted]
        );
        exit.ShouldBe(0, error);
        var begun = await Picture.TakeAsync(start, cancellation);
        begun.Marker.ShouldBe(1);
        await using var whole = await start.CopyAsync(cancellation);
        (await new Tool(project, whole).RunAsync(cancellation, "promote", "--full")).Exit.ShouldBe(0);
        var green = await Picture.TakeAsync(whole, cancellation);
        green.Marker.ShouldBe(2);

        var failures = new ConcurrentQueue<string>();
        foreach (var args in new string[][] { ["promote"], ["abort", "--yes"] })
        {
            await using var undisturbed = await start.CopyAsync(cancellation);
            var record = folder[$"{args[0]}.seam"];
            var ended = await new Tool(project, undisturbed).EndAsync([("DR_SEAM_RECORD", record)], args, cancellation);
            ended.Exit.ShouldBe(0, ended.Error);
            var run = new KillCase(
                $"{engine}, {strategy}, {args[0]}",
                project,
                start,
                args,
                await File.ReadAllLinesAsync(record, cancellation),
                begun,
                await Picture.TakeAsync(undisturbed, cancellation),
                ""
            );
            var points = Points(run);
            await Parallel.ForEachAsync(
                points,
                new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation },
                async (point, token) =>
                {
                    foreach (var wrong in await TryAsync(run, point, blue, green, token))
                        failures.Enqueue($"{run.Name}, killed {point} ({run.Points[point.Number - 1]}): {wrong}");
                }
            );
            output.WriteLine($"{run.Name}: {run.Points.Count} points, {points.Count} kills");
        }

        failures.ShouldBeEmpty();
    }

    private static string Config(string strategy) =>
        strategy switch
        {
            "canary" => Canary,
            "rolling" => Rolling,
            _ => Shadow,
        };

    private static async Task<IReadOnlyList<string>> TryAsync(
        KillCase run,
        KillPoint point,
        Picture blue,
        Picture green,
        CancellationToken cancellation
    )
    {
        var wrong = new List<string>();
        await using var world = await run.Start.CopyAsync(cancellation);
        var tool = new Tool(run.Project, world);
        var ended = await tool.EndAsync([("DR_SEAM_KILL", $"{point}")], run.Args, cancellation);
        if (ended.Exit != 137 && !run.IsPastEnd(ended.Exit, point))
            wrong.Add($"it was not killed but ended with {ended.Exit}: {ended.Error}");
        await world.SettleAsync(cancellation);
        var left = await Picture.TakeAsync(world, cancellation);
        if (left.Shown != run.Before.Shown && left.Shown != run.After.Shown)
            wrong.Add($"consumers see neither before nor after:\n{Picture.Differ(run.Before.Shown, left.Shown)}");
        if (left.Marker != 1)
            wrong.Add($"the marker says r{left.Marker}");
        foreach (var verb in new[] { "status", "doctor" })
        {
            var (exit, json) = await tool.JsonAsync(cancellation, verb);
            if (exit != 0)
                wrong.Add($"{verb} ended with {exit}: {json.GetProperty("error")}");
        }
        if (run.Verb == "promote")
        {
            await using var copy = await world.CopyAsync(cancellation);
            var (exit, _, error) = await new Tool(run.Project, copy).RunAsync(cancellation, "promote", "--full");
            if (exit != 0)
                wrong.Add($"promote --full ended with {exit}: {error}");
            var end = await Picture.TakeAsync(copy, cancellation);
            if (end.Marker != 2 || end.Live != green.Live)
                wrong.Add($"r{end.Marker} is live in the end:\n{Picture.Differ(green.Live, end.Live)}");
        }
        var isOver = left.States.GetValueOrDefault(2) == "aborted";
        var (back, _, said) = await tool.RunAsync(cancellation, "abort", "--yes");
        if (back != (isOver ? 2 : 0))
            wrong.Add($"abort ended with {back}: {said}");
        var over = await Picture.TakeAsync(world, cancellation);
        if (over.Marker != 1 || over.Live != blue.Live)
            wrong.Add($"live is not as before the release:\n{Picture.Differ(blue.Live, over.Live)}");
        if (over.States.GetValueOrDefault(2) != "aborted" || over.HasOpenLease)
            wrong.Add($"r2 is {over.States.GetValueOrDefault(2)}, or a lease is open");
        return wrong;
    }

    /// <summary>After the commit that repoints, and one of the others in the seed's turn.</summary>
    private static List<KillPoint> Points(KillCase run)
    {
        var all = run.All.ToList();
        if (Environment.GetEnvironmentVariable("DATARELEASE_KILL_POINTS") == "all")
            return all;
        var seed = (int)(DateTime.UtcNow - DateTime.UnixEpoch).TotalHours;
        var texts = run.Points.ToList();
        var write = texts.FindIndex(text =>
            text.Contains("\"data_release\".\"waves\"", StringComparison.Ordinal)
            || text.Contains("update \"data_release\".\"routes\"", StringComparison.Ordinal)
        );
        var commit = write < 0 ? -1 : texts.FindIndex(write, text => text == "COMMIT");
        return
        [
            .. (commit < 0 ? [] : new[] { new KillPoint(commit + 1, true) }).Append(all[seed % all.Count]).Distinct(),
        ];
    }
}
