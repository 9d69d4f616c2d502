using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataRelease.Testing;

namespace DataRelease.Reliability.Tests.Kills;

/// <summary>What a kill-point run starts from.</summary>
public enum Scenario
{
    /// <summary>An empty database.</summary>
    FirstRelease,

    /// <summary>Tables and views that stand in the live schema.</summary>
    Adoption,

    /// <summary>A release whose relations change their shape, leave and come, with a view outside on them.</summary>
    ShapeChange,

    /// <summary>A release of two live schemas.</summary>
    SeveralSchemas,

    /// <summary>A release of a package that was named, in a project that is another version.</summary>
    Package,

    /// <summary>
    /// A release while somebody reads a view without end, so that the swap goes by the views that the marker decides.
    /// </summary>
    Gate,

    /// <summary>
    /// Two releases whose state has the same code and other rows: <c>rollback --keep-state</c> goes back and keeps the
    /// newer ones.
    /// </summary>
    KeepState,

    /// <summary>A release of two live schemas that are exchanged whole, which the ledger can't be one with.</summary>
    Exchange,

    /// <summary>
    /// Two releases of the same code for their state, which the second writes where it is live: its rows change before
    /// the swap, in one transaction a table, and all else is whole as ever.
    /// </summary>
    SharedState,
}

/// <summary>
/// Kills the tool at one point of one command and looks at what is left: live is wholly one release, the ledger says
/// which, status and doctor tell the truth, the command to go on with ends where an undisturbed run ends, and abort
/// leaves nothing.
/// </summary>
internal sealed partial class KillProof(Engine engine, Scenario scenario, KillTurn kills) : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<World> _worlds = [];
    private string _first = "";
    private string _project = "";

    private bool IsTimed => scenario == Scenario.Gate;

    /// <summary>A way back that makes a release of its own, whose number depends on how often it was begun.</summary>
    private bool Keeps => scenario == Scenario.KeepState;

    private bool Shares => scenario == Scenario.SharedState;

    private bool Several => scenario is Scenario.SeveralSchemas or Scenario.Exchange;

    private string Swap =>
        scenario switch
        {
            Scenario.Gate => "swap: {lock_timeout: 2100ms}\n",
            Scenario.Exchange => "swap: {method: schema-rename}\n",
            _ => "",
        };

    private string[] Release =>
        scenario switch
        {
            Scenario.ShapeChange => ["release", "--allow-breaking"],
            Scenario.Package =>
            [
                "release",
                Directory.GetFiles(Path.Combine(_folder["v2"], "release"), "*.nupkg").Single(),
            ],
            _ => ["release"],
        };

    /// <summary>Runs every command of the scenario undisturbed.</summary>
    /// <param name="verbs">Which commands; <c>resume</c> and <c>abort</c> begin where a release was killed.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<KillCase>> PrepareAsync(
        IReadOnlyCollection<string> verbs,
        CancellationToken cancellation
    )
    {
        var reshaped = scenario == Scenario.ShapeChange;
        _project = _first = await PackAsync(1);
        var start = Keep(await World.CreateAsync(engine, cancellation));
        if (scenario is not (Scenario.FirstRelease or Scenario.Adoption))
        {
            await ExpectAsync(start, _first, cancellation, "release");
            var second = await PackAsync(2);
            if (scenario != Scenario.Package)
                _project = second;
        }
        // Points are told apart by their number: a report must not leave out what a busy machine had no time for. And
        // at the gate, the first attempt takes longer than a swap has patience for before it goes the other way round.
        await File.WriteAllTextAsync(
            Path.Combine(_project, "data-release.yml"),
            $"report: {{budget: 5m}}\n{Swap}",
            cancellation
        );
        if (scenario == Scenario.ShapeChange)
            await start.ExecuteAsync(
                "create schema reports",
                "create view reports.totals as select v, n from analytics.order_list"
            );
        if (scenario == Scenario.Adoption)
        {
            await start.ExecuteAsync(
                "create schema analytics",
                "create table analytics.orders as select 0 as id, 'v0' as v, 7 as old_column",
                "create view analytics.order_list as select v, count(*) as n from analytics.orders group by v",
                "create table analytics.days as select 0 as d, 'v0' as v"
            );
            if (start.Engine.HasRoles)
                await start.ExecuteAsync("grant select on analytics.orders to public");
        }

        var before = await TakeAsync(start, cancellation);
        var (release, released) = await RunAsync("release", start, Release, before.Catalog, cancellation);
        var cases = new List<KillCase>();
        if (Keeps)
        {
            string[] back = ["rollback", "--keep-state", "--yes"];
            return verbs.Contains("rollback")
                ? [(await RunAsync("rollback --keep-state", released, back, "", cancellation)).Case]
                : [];
        }
        if (verbs.Contains("release"))
            cases.Add(release);
        if (scenario != Scenario.FirstRelease)
        {
            if (verbs.Contains("rollback"))
                cases.Add((await RunAsync("rollback", released, ["rollback", "--yes"], "", cancellation)).Case);
            if (verbs.Contains("prune") && scenario is not (Scenario.Package or Scenario.Gate))
                cases.Add(
                    (await RunAsync("prune", released, ["prune", "--keep", "0", "--yes"], "", cancellation)).Case
                );
        }
        if (scenario == Scenario.Gate)
            return cases;
        // Half way through the build, and where its green is complete and its swap about to be committed.
        var building = new KillPoint(
            release
                .Points.ToList()
                .FindIndex(text =>
                    text.Contains("create table", StringComparison.Ordinal)
                    && text.Contains("\"orders\"", StringComparison.Ordinal)
                ) + 1,
            After: true
        );
        var swapping = release.Exchange.Concat(release.Critical.Reverse()).First(point => !point.After);
        foreach (var (verb, args) in new[] { ("resume", new[] { "resume" }), ("abort", ["abort", "--yes"]) })
        {
            foreach (var (where, point) in new[] { ("building", building), ("swapping", swapping) })
            {
                if (!verbs.Contains(verb))
                    continue;
                var killed = Keep(await start.CopyAsync(cancellation));
                await KillAsync(killed, release.Args, point, cancellation);
                cases.Add(
                    (await RunAsync($"{verb} of one killed {where}", killed, args, before.Catalog, cancellation)).Case
                );
            }
        }
        return cases;

        Task<string> PackAsync(int version) =>
            Shop.PackAsync(
                _folder[$"v{version}"],
                engine,
                version,
                Several,
                reshaped,
                cancellation,
                Keeps || Shares,
                Shares
            );
    }

    /// <summary>Kills a run of the command at the point.</summary>
    /// <returns>What is wrong with what is left; empty if nothing is.</returns>
    public async Task<IReadOnlyList<string>> TryAsync(KillCase run, KillPoint point, CancellationToken cancellation)
    {
        var wrong = new List<string>();
        await using var world = await run.Start.CopyAsync(cancellation);
        var record = _folder[$"{Guid.NewGuid():N}.seam"];
        var ended = await KillAsync(world, run.Args, point, cancellation, record);
        // Less was tried this time than in the undisturbed run.
        if (run.IsTimed && ended.Exit == 0)
            return wrong;
        if (
            ended.Exit == 137
            && !run.IsTimed
            && Letters((await File.ReadAllLinesAsync(record, cancellation))[^1]) is var at
            && at != Letters(run.Points[point.Number - 1])
        )
        {
            wrong.Add($"the runs are not alike: it died at {at}");
            return wrong;
        }
        if (ended.Exit != 137)
        {
            wrong.Add($"the process was not killed but ended with {ended.Exit}: {ended.Error}");
            return wrong;
        }
        await world.SettleAsync(cancellation);
        var left = await TakeAsync(world, cancellation);
        CheckLive(run, left, wrong);
        // What comes next depends on nothing but the state that is left, so each is gone on from once.
        var files = Tool.LeftBy(ended.Pid).Select(Letters).Order(StringComparer.Ordinal);
        if (!kills.IsNew(run, left, [$"{run.Verb == "rollback" && point.Number % 2 == 0}", .. files]))
            return wrong;
        await using var aborted = run.Verb is "prune" ? null : await world.CopyAsync(cancellation);
        await CheckTruthAsync(run, world, left, wrong, cancellation);
        await CheckResumeAsync(run, world, left, ended.Pid, point.Number % 2 == 0, wrong, cancellation);
        if (aborted is not null)
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

    private static void CheckLive(KillCase run, Picture left, List<string> wrong)
    {
        // Views that the marker decides are written otherwise and show the same.
        Func<Picture, string> live = run.IsTimed ? picture => picture.Shown : picture => picture.Live;
        var isBefore = live(left) == live(run.Before);
        var isAfter = live(left) == live(run.After);
        if (!isBefore && !isAfter)
            wrong.Add(
                $"live is neither what it was nor what it becomes:\n{Picture.Differ(live(run.Before), live(left))}"
            );
        // Where both look alike, either marker is the truth.
        if (isBefore && !isAfter && left.Marker != run.Before.Marker)
            wrong.Add($"live is as before and the marker says r{left.Marker}");
        if (isAfter && !isBefore && left.Marker != run.After.Marker)
            wrong.Add($"live is as after and the marker says r{left.Marker}");
    }

    private static async Task CheckTruthAsync(
        KillCase run,
        World world,
        Picture left,
        List<string> wrong,
        CancellationToken cancellation
    )
    {
        var (exit, status) = await new Tool(run.Project, world).JsonAsync(cancellation, "status");
        if (exit != 0)
            wrong.Add($"status ended with {exit}: {status.GetProperty("error")}");
        var live = status.GetProperty("live") is { ValueKind: JsonValueKind.Object } told
            ? told.GetProperty("release").GetString()
            : null;
        if (live != (left.Marker is { } marker ? $"r{marker}" : null))
            wrong.Add($"status says {live ?? "nothing"} is live and the marker says {left.Marker}");
        var open = left
            .States.Where(state =>
                state.Key != left.Marker
                && state.Value is "planned" or "building" or "built" or "validating" or "swapping" or "validated"
            )
            .Select(state => $"r{state.Key}")
            .ToList();
        var named = status
            .GetProperty("releases")
            .EnumerateArray()
            .Select(release => release.GetProperty("id").GetString()!)
            .ToList();
        if (!open.Order().SequenceEqual(named.Order()))
            wrong.Add(
                $"status names {string.Join(", ", named)} as unfinished or waiting, the ledger has "
                    + string.Join(", ", open)
            );
        var lease = status.GetProperty("lease");
        if ((lease.ValueKind == JsonValueKind.Object) != left.HasOpenLease)
            wrong.Add($"status says of the lease {lease}, and {(left.HasOpenLease ? "one is" : "none is")} open");
        if (left.HasOpenLease && lease.ValueKind == JsonValueKind.Object && !lease.GetProperty("expired").GetBoolean())
            wrong.Add("status says that a dead process holds the lease");

        (exit, var doctor) = await new Tool(run.Project, world).JsonAsync(cancellation, "doctor");
        var checks = doctor
            .GetProperty("checks")
            .EnumerateArray()
            .Select(check =>
                (
                    Name: check.GetProperty("name").GetString()!,
                    State: check.GetProperty("state").GetString()!,
                    Message: check.GetProperty("message").GetString()!
                )
            )
            .ToList();
        if (exit != 0 || checks.Any(check => check.State == "fail"))
            wrong.Add(
                $"doctor ended with {exit}: "
                    + string.Join("; ", checks.Where(check => check.State == "fail").Select(check => check.Message))
            );
        var unfinished = left
            .States.Where(state =>
                state.Key != left.Marker
                && state.Value is "planned" or "building" or "built" or "validating" or "swapping"
            )
            .Select(state => $"r{state.Key}");
        foreach (
            var release in unfinished.Where(release =>
                !checks.Any(check =>
                    check.Name == "unfinished" && check.Message.Contains(release, StringComparison.Ordinal)
                )
            )
        )
            wrong.Add($"doctor does not say that {release} is unfinished");
        if (left.HasOpenLease && !checks.Any(check => check is { Name: "lease", State: "warn" }))
            wrong.Add("doctor does not say that the lease's holder is dead");
    }

    /// <summary>Goes on as a person would who has read status, and must end where the undisturbed run ended.</summary>
    private async Task CheckResumeAsync(
        KillCase run,
        World world,
        Picture left,
        int pid,
        bool again,
        List<string> wrong,
        CancellationToken cancellation
    )
    {
        var tool = new Tool(run.Project, world);
        var isDone =
            (run.IsTimed ? left.Shown == run.After.Shown : left.Catalog == run.After.Catalog)
            && left.Ledger == run.After.Ledger;
        var isBegun = left.States.Any(state =>
            state.Key != left.Marker
            && state.Value is "planned" or "building" or "built" or "validating" or "swapping" or "validated"
        );
        // Exchanged, and the ledger not told yet or what was replaced still there: whoever has the lease next does it.
        var isLeft =
            scenario == Scenario.Exchange
            && !isDone
            && left.Live == run.After.Live
            && run.Before.Live != run.After.Live;
        string[] args = run.Verb switch
        {
            _ when isDone => ["resume"],
            "release" when isBegun => ["resume"],
            _ when isLeft && !left.HasRollback => ["resume"],
            // Typed again it finishes what was begun too, and does not go on to the release before.
            "rollback" when left.HasRollback && !again => ["resume"],
            _ => run.Args,
        };
        var (exit, _, error) = await tool.RunAsync(cancellation, args);
        if (exit != (isDone ? 2 : 0) && !(isLeft && exit is (0 or 2)))
            wrong.Add($"{string.Join(' ', args)} ended with {exit}: {error}");
        var end = await TakeAsync(world, cancellation);
        // Views that a swap left deciding by the marker are right, and doctor makes them plain.
        if (run.IsTimed && end.Catalog != run.After.Catalog && end.Shown == run.After.Shown)
        {
            (exit, _, error) = await tool.RunAsync(cancellation, "doctor", "--fix", "--yes");
            if (exit != 0)
                wrong.Add($"doctor --fix ended with {exit}: {error}");
            end = await TakeAsync(world, cancellation);
        }
        // What is given up may have written its rows or not.
        await CheckStateAsync(world, run.Verb == "abort" ? ["v1", "v2"] : ["v2"], wrong, cancellation);
        if (Plain(end.Catalog) != Plain(run.After.Catalog))
            wrong.Add(
                $"after {args[0]} the catalog is not as after an undisturbed run:\n"
                    + Picture.Differ(Plain(run.After.Catalog), Plain(end.Catalog))
            );
        // What was begun in vain is in the ledger, too.
        if (!Keeps && end.Ledger != run.After.Ledger)
            wrong.Add(
                $"after {args[0]} the ledger is not as after an undisturbed run:\n"
                    + Picture.Differ(run.After.Ledger, end.Ledger)
            );
        if (end.HasRollback)
            wrong.Add($"after {args[0]} there is still a rollback under way");
        if (end.HasOpenLease)
            wrong.Add($"after {args[0]} a lease is open");
        if (Tool.LeftBy(pid) is { Count: > 0 } files)
            wrong.Add($"after {args[0]} there is still {string.Join(", ", files)}");
    }

    /// <summary>A catalog without the marks of ways back and, indented below each, its rows.</summary>
    private static string WithoutReturns(string catalog)
    {
        var lines = new List<string>();
        var isMark = false;
        foreach (var line in catalog.Split('\n'))
        {
            var isRow = line.StartsWith("  ", StringComparison.Ordinal);
            isMark = isRow ? isMark : line.Contains("__as_it_went_live_2", StringComparison.Ordinal);
            if (!isMark)
                lines.Add(line);
        }
        return string.Join('\n', lines);
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
        var open = left
            .States.Where(state =>
                state.Key != left.Marker
                && state.Value is "planned" or "building" or "built" or "validating" or "swapping" or "validated"
            )
            .ToList();
        var (exit, _, error) = await new Tool(run.Project, world).RunAsync(cancellation, "abort", "--yes");
        if (exit != (open.Count > 0 || left.HasRollback ? 0 : 2))
            wrong.Add($"abort ended with {exit}: {error}");
        await CheckStateAsync(world, ["v1", "v2"], wrong, cancellation);
        var end = await TakeAsync(world, cancellation);
        // Where views were left deciding by the marker, abort makes them plain too.
        var expected =
            Keeps && left.Marker == run.Before.Marker ? run.Before.Catalog
            // What was exchanged is live, whether or not the ledger knew it, and what was left beside it goes.
            : scenario == Scenario.Exchange && left.Live == run.After.Live ? run.After.Catalog
            : scenario == Scenario.Exchange && run.Verb == "rollback" ? run.Before.Catalog
            : run.Verb == "rollback" && !run.IsTimed ? left.Catalog
            : left.Marker != run.Before.Marker ? run.After.Catalog
            : run.Verb == "rollback" ? run.Before.Catalog
            : run.Dropped;
        // Where there was nothing to give up it did nothing, and they show what is live as they are.
        var found = end.Catalog;
        // A way back marks its release after its swap. An abort leaves that out, and the next count knows less.
        if (run.Verb == "rollback")
            (expected, found) = (WithoutReturns(expected), WithoutReturns(found));
        if (run.IsTimed && open.Count == 0 && !left.HasRollback ? end.Shown != left.Shown : found != expected)
            wrong.Add($"abort left or took something:\n{Picture.Differ(expected, found)}");
        if (end.HasRollback)
            wrong.Add("after abort there is still a rollback under way");
        foreach (var (number, _) in open.Where(release => end.States[release.Key] != "aborted"))
            wrong.Add($"after abort r{number} is {end.States[number]}");
        if (end.HasOpenLease)
            wrong.Add("after abort a lease is open");
        if (Tool.LeftBy(pid) is { Count: > 0 } files)
            wrong.Add($"after abort there is still {string.Join(", ", files)}");
    }

    private async Task<(KillCase Case, World End)> RunAsync(
        string what,
        World start,
        string[] args,
        string dropped,
        CancellationToken cancellation
    )
    {
        var end = Keep(await start.CopyAsync(cancellation));
        var before = await TakeAsync(start, cancellation);
        var record = _folder[$"{Guid.NewGuid():N}.seam"];
        await using var crowd = IsTimed ? await Crowd.StartAsync(end, cancellation) : null;
        var ended = await new Tool(_project, end).EndAsync([("DR_SEAM_RECORD", record)], args, cancellation);
        if (crowd is not null)
            await crowd.LeaveAsync();
        if (ended.Exit != 0)
            throw new InvalidOperationException(
                $"{engine}, {scenario}, undisturbed {what} ended with {ended.Exit}: {ended.Error}"
            );
        return (
            new KillCase(
                $"{engine}, {scenario}, {what}",
                _project,
                start,
                args,
                await File.ReadAllLinesAsync(record, cancellation),
                before,
                await TakeAsync(end, cancellation),
                dropped,
                IsTimed
            ),
            end
        );
    }

    private Task<Picture> TakeAsync(World world, CancellationToken cancellation) =>
        Picture.TakeAsync(world, cancellation, Shares ? ["days", "history"] : []);

    /// <summary>What is written in place has its row once, of one release or the other.</summary>
    private async Task CheckStateAsync(
        World world,
        string[] allowed,
        List<string> wrong,
        CancellationToken cancellation
    )
    {
        if (!Shares)
            return;
        var rows = await world.QueryAsync("select v from analytics.days", cancellation);
        if (rows is not [[string row]] || !allowed.Contains(row))
            wrong.Add($"days has {string.Join(", ", rows.Select(found => found[0]))}");
        if (await world.QueryAsync("select v from analytics.history", cancellation) is not [["v1"]])
            wrong.Add("history does not have its one version");
    }

    private async Task<Tool.Ended> KillAsync(
        World world,
        string[] args,
        KillPoint point,
        CancellationToken cancellation,
        string record = ""
    )
    {
        await using var crowd = IsTimed ? await Crowd.StartAsync(world, cancellation) : null;
        return await new Tool(_project, world).EndAsync(
            [("DR_SEAM_KILL", point.ToString()), ("DR_SEAM_RECORD", record)],
            args,
            cancellation
        );
    }

    /// <summary>A release that only a way back makes has the next number where it was begun twice.</summary>
    private string Plain(string catalog) => Keeps ? Copy().Replace(catalog, "__rN") : catalog;

    [GeneratedRegex("__r([3-9]|[1-9][0-9]+)\\b")]
    private static partial Regex Copy();

    /// <summary>The beginning of a statement, without what differs between databases and processes.</summary>
    private static string Letters(string text) =>
        string.Concat(text.Take(60).Where(letter => char.IsLetter(letter) || letter == ' '));

    private static async Task ExpectAsync(
        World world,
        string project,
        CancellationToken cancellation,
        params string[] args
    )
    {
        var (exit, _, error) = await new Tool(project, world).RunAsync(cancellation, args);
        if (exit != 0)
            throw new InvalidOperationException(
                $"{string.Join(' ', args)} ended with {exit.ToString(CultureInfo.InvariantCulture)}: {error}"
            );
    }

    private World Keep(World world)
    {
        _worlds.Add(world);
        return world;
    }
}
