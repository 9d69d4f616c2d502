using System.Text.Json;
using DataRelease.Testing;

namespace DataRelease.Reliability.Tests.Kills;

/// <summary>
/// Kills one command of a canary, a rolling release or a shadow, and looks at what is left: what consumers see is what
/// they saw before or what they see after, status and doctor tell the truth, the release can be gone on with until all
/// of it is live, and given up until live is as it was before it.
/// </summary>
internal sealed class ShownProof(Engine engine, string strategy, KillTurn kills) : IAsyncDisposable
{
    private const string Canary = """
        strategy: canary
        canary:
          steps:
            - {weight: 50%, pause: PAUSE}
            - {weight: 100%, pause: until promoted}
        """;

    private const string Rolling = """
        strategy: rolling
        rolling:
          pause: until promoted
          waves:
            - {select: orders+, pause: PAUSE}
            - {select: days}
        """;

    private const string Shadow = """
        strategy: shadow
        shadow:
          refreshes: 2
          pause: PAUSE
        """;

    private readonly TempFolder _folder = new();
    private readonly List<World> _worlds = [];
    private Picture? _blue;
    private Picture? _green;
    private string _project = "";

    private string[] Release => ["release", "--detach", .. strategy == "Shadow" ? new[] { "--promote" } : []];

    /// <summary>Runs commands undisturbed.</summary>
    /// <param name="commands">Which ones.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<KillCase>> PrepareAsync(
        IReadOnlyCollection<string> commands,
        CancellationToken cancellation
    )
    {
        var first = await Shop.PackAsync(_folder["v1"], engine, 1, false, false, cancellation);
        _project = await Shop.PackAsync(_folder["v2"], engine, 2, false, false, cancellation);
        await PauseAsync("until promoted", cancellation);
        var start = Keep(await World.CreateAsync(engine, cancellation));
        await ExpectAsync(first, start, cancellation, "release");
        _blue = await Picture.TakeAsync(start, cancellation);
        var shown = Keep(await start.CopyAsync(cancellation));
        await ExpectAsync(_project, shown, cancellation, Release);
        (await Picture.TakeAsync(shown, cancellation)).Marker.ShouldBe(1);
        var whole = Keep(await shown.CopyAsync(cancellation));
        await ExpectAsync(_project, whole, cancellation, "promote", "--full");
        _green = await Picture.TakeAsync(whole, cancellation);
        _green.Marker.ShouldBe(2);

        var cases = new List<KillCase>();
        // The longest comes last.
        foreach (
            var (command, args, from) in new[]
            {
                ("promote", new[] { "promote" }, shown),
                ("abort", ["abort", "--yes"], shown),
                ("promote --full", ["promote", "--full"], shown),
                ("release", Release, start),
            }
        )
        {
            if (commands.Contains(command))
                cases.Add(await RunAsync(command, from, args, cancellation));
        }
        if (commands.Contains("advance"))
        {
            await PauseAsync("1s", cancellation);
            var waiting = Keep(await start.CopyAsync(cancellation));
            await ExpectAsync(_project, waiting, cancellation, Release);
            // What is due is due in every copy.
            await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
            // How it goes on is in the ledger; a release that is built again asks the configuration.
            await PauseAsync("until promoted", cancellation);
            cases.Insert(0, await RunAsync("advance", waiting, ["advance"], cancellation));
        }
        return cases;
    }

    /// <summary>Kills a run of the command at the point.</summary>
    /// <returns>What is wrong with what is left; empty if nothing is.</returns>
    public async Task<IReadOnlyList<string>> TryAsync(KillCase run, KillPoint point, CancellationToken cancellation)
    {
        var wrong = new List<string>();
        await using var world = await run.Start.CopyAsync(cancellation);
        var ended = await new Tool(run.Project, world).EndAsync([("DR_SEAM_KILL", $"{point}")], run.Args, cancellation);
        if (ended.Exit != 137 && !run.IsPastEnd(ended.Exit, point))
            wrong.Add($"it was not killed but ended with {ended.Exit}: {ended.Error}");
        await world.SettleAsync(cancellation);
        var left = await Picture.TakeAsync(world, cancellation);
        CheckShown(run, left, wrong);
        if (!kills.IsNew(run, left))
            return wrong;
        await CheckTruthAsync(run, world, left, wrong, cancellation);
        await using var aborted = await world.CopyAsync(cancellation);
        if (run.Verb == "abort")
            await CheckNothingGoesOnAsync(run, aborted, left, wrong, cancellation);
        else
            await CheckGoingOnAsync(run, world, left, ended.Pid, wrong, cancellation);
        await CheckAbortAsync(run, aborted, left, ended.Pid, wrong, cancellation);
        return wrong;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var world in _worlds)
            await world.DisposeAsync();
        _folder.Dispose();
    }

    private static void CheckShown(KillCase run, Picture left, List<string> wrong)
    {
        var (isBefore, isAfter) = (left.Shown == run.Before.Shown, left.Shown == run.After.Shown);
        if (!isBefore && !isAfter)
            wrong.Add($"consumers see neither before nor after:\n{Picture.Differ(run.Before.Shown, left.Shown)}");
        // Who sees it all before the swap sees the same after it.
        if (left.Marker != run.Before.Marker && left.Marker != run.After.Marker)
            wrong.Add($"the marker says r{left.Marker}");
        if (left.Marker == 2 && !isAfter)
            wrong.Add("the marker says r2, and consumers do not see it");
    }

    private static async Task CheckTruthAsync(
        KillCase run,
        World world,
        Picture left,
        List<string> wrong,
        CancellationToken cancellation
    )
    {
        var tool = new Tool(run.Project, world);
        var (exit, status) = await tool.JsonAsync(cancellation, "status");
        if (exit != 0)
            wrong.Add($"status ended with {exit}: {status.GetProperty("error")}");
        else if (status.GetProperty("live").GetProperty("release").GetString() != $"r{left.Marker}")
            wrong.Add($"status says {status.GetProperty("live")} is live and the marker says r{left.Marker}");
        if (
            left.HasOpenLease
            && status.GetProperty("lease") is { ValueKind: JsonValueKind.Object } lease
            && !lease.GetProperty("expired").GetBoolean()
        )
            wrong.Add("status says that a dead process holds the lease");
        (exit, var doctor) = await tool.JsonAsync(cancellation, "doctor");
        if (exit != 0)
            wrong.Add($"doctor ended with {exit}: {doctor.GetProperty("error")}");
    }

    /// <summary>Goes on as a person would who has read status, until all of it is live.</summary>
    private async Task CheckGoingOnAsync(
        KillCase run,
        World world,
        Picture left,
        int pid,
        List<string> wrong,
        CancellationToken cancellation
    )
    {
        var tool = new Tool(run.Project, world);
        if (run.Verb == "release")
        {
            string[] again = left.States.ContainsKey(2) ? ["resume", "--detach"] : run.Args;
            var (began, _, said) = await tool.RunAsync(cancellation, again);
            if (began != 0)
                wrong.Add($"{string.Join(' ', again)} ended with {began}: {said}");
            var now = await Picture.TakeAsync(world, cancellation);
            if (now.Shown != run.After.Shown || now.Marker != run.After.Marker)
                wrong.Add(
                    $"after {again[0]} consumers do not see what they do after an undisturbed run:\n"
                        + Picture.Differ(run.After.Shown, now.Shown)
                );
            if (now.States.GetValueOrDefault(2) != run.After.States[2])
                wrong.Add($"after {again[0]} r2 is {now.States.GetValueOrDefault(2)}, not {run.After.States[2]}");
        }
        string[] args = left.Marker == 2 ? ["resume"] : ["promote", "--full"];
        var (exit, _, error) = await tool.RunAsync(cancellation, args);
        // What waits for nothing any more goes on by itself.
        if (exit == 2 && left.Marker == 1 && error.Contains("DR7052", StringComparison.Ordinal))
            (exit, _, error) = await tool.RunAsync(cancellation, args = ["resume"]);
        // Of one that is live there may be nothing left to do.
        if (exit != 0 && (left.Marker != 2 || exit != 2))
            wrong.Add($"{string.Join(' ', args)} ended with {exit}: {error}");
        var end = await Picture.TakeAsync(world, cancellation);
        if (end.Marker != 2 || end.Live != _green!.Live)
            wrong.Add($"r{end.Marker} is live in the end:\n{Picture.Differ(_green!.Live, end.Live)}");
        if (end.States.GetValueOrDefault(2) != _green!.States[2])
            wrong.Add($"in the end r2 is {end.States.GetValueOrDefault(2)}");
        if (end.Catalog != _green.Catalog)
            wrong.Add($"in the end there is something else:\n{Picture.Differ(_green.Catalog, end.Catalog)}");
        CheckLeft(end, pid, "in the end", wrong);
    }

    /// <summary>
    /// A scheduler's calls come after a killed <c>abort</c>: once it has taken anything back, they show nothing of it
    /// again.
    /// </summary>
    private static async Task CheckNothingGoesOnAsync(
        KillCase run,
        World world,
        Picture left,
        List<string> wrong,
        CancellationToken cancellation
    )
    {
        if (left.Shown == run.Before.Shown)
            return;
        var tool = new Tool(run.Project, world);
        for (var call = 0; call < 2; call++)
        {
            var (exit, _, error) = await tool.RunAsync(cancellation, "advance");
            if (exit != 0)
                wrong.Add($"advance after the abort ended with {exit}: {error}");
        }
        var now = await Picture.TakeAsync(world, cancellation);
        if (now.Shown != left.Shown || now.Marker != left.Marker)
            wrong.Add($"advance went on after the abort:\n{Picture.Differ(left.Shown, now.Shown)}");
    }

    private async Task CheckAbortAsync(
        KillCase run,
        World world,
        Picture left,
        int pid,
        List<string> wrong,
        CancellationToken cancellation
    )
    {
        var isOver = left.Marker == 2 || left.States.GetValueOrDefault(2) is null or "aborted";
        var (exit, _, error) = await new Tool(run.Project, world).RunAsync(cancellation, "abort", "--yes");
        if (exit != (isOver ? 2 : 0))
            wrong.Add($"abort ended with {exit}: {error}");
        var end = await Picture.TakeAsync(world, cancellation);
        var expected = left.Marker == 2 ? _green! : _blue!;
        if (end.Marker != left.Marker || end.Live != expected.Live)
            wrong.Add($"after abort live is something else:\n{Picture.Differ(expected.Live, end.Live)}");
        if (left.Marker == 1 && end.Catalog != _blue!.Catalog)
            wrong.Add($"abort left or took something:\n{Picture.Differ(_blue.Catalog, end.Catalog)}");
        if (left.Marker == 1 && end.States.GetValueOrDefault(2) is not (null or "aborted"))
            wrong.Add($"after abort r2 is {end.States[2]}");
        if (!isOver)
            CheckLeft(end, pid, "after abort", wrong);
    }

    private static void CheckLeft(Picture end, int pid, string when, List<string> wrong)
    {
        if (end.HasOpenLease)
            wrong.Add($"{when} a lease is open");
        if (Tool.LeftBy(pid) is { Count: > 0 } files)
            wrong.Add($"{when} there is still {string.Join(", ", files)}");
    }

    private async Task<KillCase> RunAsync(string what, World start, string[] args, CancellationToken cancellation)
    {
        var end = Keep(await start.CopyAsync(cancellation));
        var before = await Picture.TakeAsync(start, cancellation);
        var record = _folder[$"{Guid.NewGuid():N}.seam"];
        var ended = await new Tool(_project, end).EndAsync([("DR_SEAM_RECORD", record)], args, cancellation);
        ended.Exit.ShouldBe(0, $"undisturbed {what}: {ended.Error}");
        return new KillCase(
            $"{engine}, {strategy}, {what}",
            _project,
            start,
            args,
            await File.ReadAllLinesAsync(record, cancellation),
            before,
            await Picture.TakeAsync(end, cancellation),
            ""
        );
    }

    /// <summary>Sets how long the first step waits.</summary>
    private Task PauseAsync(string pause, CancellationToken cancellation) =>
        File.WriteAllTextAsync(
            Path.Combine(_project, "data-release.yml"),
            $"report: {{budget: 5m}}\n{Config.Replace("PAUSE", pause, StringComparison.Ordinal)}\n",
            cancellation
        );

    private string Config =>
        strategy switch
        {
            "Canary" => Canary,
            "Rolling" => Rolling,
            _ => Shadow,
        };

    private static async Task ExpectAsync(
        string project,
        World world,
        CancellationToken cancellation,
        params string[] args
    )
    {
        var (exit, _, error) = await new Tool(project, world).RunAsync(cancellation, args);
        exit.ShouldBe(0, $"{string.Join(' ', args)}: {error}");
    }

    private World Keep(World world)
    {
        _worlds.Add(world);
        return world;
    }
}
