using System.Text.Json;
using DataRelease.Testing;

namespace DataRelease.Reliability.Tests.Kills;

/// <summary>
/// Migrations and data versions, killed: the journal and the ledger say how things really stand, and the command typed
/// again ends where an undisturbed run ends. <c>KillTurn</c> says which points are tried.
/// </summary>
public sealed partial class StateKillTests(ITestOutputHelper output) : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<World> _worlds = [];

    [Theory]
    [InlineData(Engine.DuckDb)]
    [InlineData(Engine.Postgres)]
    public async Task Killed_in_migrate_up_the_journal_is_true_and_up_again_ends_as_undisturbed(Engine engine)
    {
        var (project, world) = await StartAsync(engine);
        await KillAsync(project, world, ["migrate", "up", "--yes"], CheckJournalAsync, async tool =>
        {
            var (exit, _, error) = await tool.RunAsync(Cancellation, "migrate", "up", "--yes");
            // Only what runs without a transaction can be half done, and only a person knows what to do about it.
            if (exit == 3 && error.Contains("DR8007", StringComparison.Ordinal))
                (exit, _, error) = await tool.RunAsync(Cancellation, "migrate", "up", "--retry", "--yes");
            return exit == 0 ? [] : [$"migrate up again ended with {exit}: {error}"];
        });
    }

    [Theory]
    [InlineData(Engine.DuckDb)]
    [InlineData(Engine.Postgres)]
    public async Task Killed_in_migrate_down_the_journal_is_true_and_down_again_ends_as_undisturbed(Engine engine)
    {
        var (project, world) = await StartAsync(engine);
        await ExpectAsync(project, world, "migrate", "up", "--yes");
        await KillAsync(project, world, ["migrate", "down", "--to", "0", "--yes"], CheckJournalAsync, async tool =>
        {
            var (exit, _, error) = await tool.RunAsync(Cancellation, "migrate", "down", "--to", "0", "--yes");
            return exit == 0 ? [] : [$"migrate down again ended with {exit}: {error}"];
        });
    }

    [Theory]
    [InlineData(Engine.DuckDb)]
    [InlineData(Engine.Postgres)]
    public async Task Killed_in_backup_create_a_version_is_whole_or_goes_with_the_next_one(Engine engine)
    {
        var (project, world) = await StartAsync(engine);
        await ExpectAsync(project, world, "migrate", "up", "--yes");
        await KillAsync(
            project,
            world,
            ["backup", "create", "--tables", "state.refunds,state.runs"],
            CheckVersionsAsync,
            async tool =>
            {
                var wrong = new List<string>();
                var (_, list) = await tool.JsonAsync(Cancellation, "backup", "list");
                var isWhole = list.GetProperty("dataVersions")
                    .EnumerateArray()
                    .Any(version => version.GetProperty("state").GetString() == "ready");
                // What was whole already is what was wanted; else it is taken again, and what was left goes.
                if (
                    !isWhole
                    && await tool.RunAsync(Cancellation, "backup", "create", "--tables", "state.refunds,state.runs")
                        is { Exit: not 0 } failed
                )
                    wrong.Add($"backup create again ended with {failed.Exit}: {failed.Error}");
                if (await tool.RunAsync(Cancellation, "backup", "verify") is { Exit: not 0 } damaged)
                    wrong.Add($"backup verify ended with {damaged.Exit}: {damaged.Error}");
                return wrong;
            }
        );
    }

    [Theory]
    [InlineData(Engine.DuckDb)]
    [InlineData(Engine.Postgres)]
    public async Task Killed_in_backup_restore_all_tables_hold_the_old_rows_or_all_the_new_ones(Engine engine)
    {
        var (project, world) = await StartAsync(engine);
        await ExpectAsync(project, world, "migrate", "up", "--yes");
        await ExpectAsync(project, world, "backup", "create", "--tables", "state.refunds,state.runs");
        await world.ExecuteAsync(
            "delete from state.refunds where id = 1",
            "insert into state.refunds (id, note) values (9, 'new')",
            "update state.runs set n = n + 1"
        );
        var before = await RowsAsync(world);
        await KillAsync(
            project,
            world,
            ["backup", "restore", "v1", "--yes"],
            async (_, left, after) =>
            {
                var rows = await RowsAsync(left);
                return rows == before || rows == await RowsAsync(after)
                    ? []
                    : [$"the tables hold {rows}, which is neither what they held nor what v1 has"];
            },
            async tool =>
            {
                var wrong = new List<string>();
                if (await tool.RunAsync(Cancellation, "backup", "restore", "v1", "--yes") is { Exit: not 0 } failed)
                    wrong.Add($"backup restore again ended with {failed.Exit}: {failed.Error}");
                if (await tool.RunAsync(Cancellation, "backup", "verify") is { Exit: not 0 } damaged)
                    wrong.Add($"backup verify ended with {damaged.Exit}: {damaged.Error}");
                return wrong;
            }
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var world in _worlds)
            await world.DisposeAsync();
        _folder.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A project with a script of each kind, and a database that has nothing of it.</summary>
    private async Task<(string Project, World World)> StartAsync(Engine engine, bool migrates = true)
    {
        KillTurn.SkipUnlessWanted(engine, "State");
        var project = await Shop.PackAsync(
            _folder["project"],
            engine,
            1,
            several: false,
            reshaped: false,
            Cancellation
        );
        if (migrates)
        {
            _folder.Write("project/data-release.yml", "migrations:\n  schema: state\n");
            _folder.Write(
                "project/migrations/V1__refunds.sql",
                "create table $schema$.refunds (id integer);\ncreate table $schema$.runs (n "
                    + "integer);\ninsert into $schema$.refunds values (1), (2);\n-- down\ndrop table "
                    + "$schema$.runs;\ndrop table $schema$.refunds;\n"
            );
            _folder.Write(
                "project/migrations/V2__note.sql",
                "alter table $schema$.refunds add column note varchar(20);\nupdate $schema$.refunds set note "
                    + "= 'x';\n-- down\nalter table $schema$.refunds drop column note;\n"
            );
            _folder.Write(
                "project/migrations/V3__alone.sql",
                "-- no-transaction\ncreate table if not exists $schema$.begun (n integer);\ncreate table if "
                    + "not exists $schema$.ended (n integer);\n-- down\n-- no-transaction\ndrop table if exists "
                    + "$schema$.ended;\ndrop table if exists $schema$.begun;\n"
            );
            _folder.Write(
                "project/migrations/R__runs.sql",
                "delete from $schema$.runs where n > 0;\ninsert into $schema$.runs values (1);\n"
            );
        }
        var world = await World.CreateAsync(engine, Cancellation);
        _worlds.Add(world);
        await world.ExecuteAsync("create schema state");
        return (project, world);
    }

    /// <summary>
    /// Kills the command at each place, and looks at what is left and at what comes of typing it again.
    /// </summary>
    private async Task KillAsync(
        string project,
        World start,
        string[] args,
        Func<Tool, World, World, Task<IReadOnlyList<string>>> check,
        Func<Tool, Task<IReadOnlyList<string>>> again,
        string what = ""
    ) => await KillAsync(project, start, _ => args, check, (tool, _) => again(tool), what);

    /// <summary>The same where each run has a folder of its own beside its database.</summary>
    private async Task KillAsync(
        string project,
        World start,
        Func<string, string[]> command,
        Func<Tool, World, World, Task<IReadOnlyList<string>>> check,
        Func<Tool, string, Task<IReadOnlyList<string>>> again,
        string what = ""
    )
    {
        var args = command(_folder["files"]);
        var end = await start.CopyAsync(Cancellation);
        _worlds.Add(end);
        var record = _folder[$"{Guid.NewGuid():N}.seam"];
        var ended = await new Tool(project, end).EndAsync([("DR_SEAM_RECORD", record)], args, Cancellation);
        ended.Exit.ShouldBe(0, ended.Error);
        var after = await Picture.TakeAsync(end, Cancellation);
        var journal = await JournalAsync(end);
        var words = args.TakeWhile(arg => !arg.StartsWith('-'));
        var run = new KillCase(
            $"{start.Engine}, State, {(what.Length > 0 ? what : string.Join(' ', words))}",
            project,
            start,
            args,
            await File.ReadAllLinesAsync(record, Cancellation),
            after,
            after,
            ""
        );
        if (!KillTurn.IsWanted(run.Verb))
            return;
        var kills = new KillTurn(output);
        await kills.RunAsync(run, Sample, TryAsync, Cancellation);
        kills.ShouldBeWhole();

        async Task<IReadOnlyList<string>> TryAsync(KillPoint point, CancellationToken token)
        {
            await using var left = await start.CopyAsync(token);
            using var place = new TempFolder();
            var killed = await new Tool(project, left).EndAsync(
                [("DR_SEAM_KILL", point.ToString())],
                command(place.Path),
                token
            );
            await left.SettleAsync(token);
            var tool = new Tool(project, left);
            List<string> wrong =
                killed.Exit == 137 || run.IsPastEnd(killed.Exit, point)
                    ? [.. await check(tool, left, end)]
                    : [$"it was not killed but ended with {killed.Exit}: {killed.Error}"];
            wrong.AddRange(await again(tool, place.Path));
            var now = await Picture.TakeAsync(left, token);
            if (Plain(now.Catalog) is var catalog && catalog != Plain(after.Catalog))
                wrong.Add(
                    $"in the end the catalog is not as after an undisturbed run:\n"
                        + Picture.Differ(Plain(after.Catalog), catalog)
                );
            if (await JournalAsync(left) is var lines && lines != journal)
                wrong.Add($"in the end the journal says {lines}, and undisturbed {journal}");
            if (now.HasOpenLease)
                wrong.Add("in the end a lease is open");
            if (Tool.LeftBy(killed.Pid) is { Count: > 0 } files)
                wrong.Add($"in the end there is still {string.Join(", ", files)}");
            return wrong;
        }
    }

    /// <summary>Where most has to go again, and one of the others, on one engine in the seed's turn.</summary>
    private static IReadOnlyList<KillPoint> Sample(KillCase run)
    {
        var all = run.All.ToList();
        return
        [
            .. Deciding(run)
                .Concat(
                    all.Where(
                        (_, index) =>
                            index == KillTurn.Seed * 7 % all.Count
                            && (KillTurn.Seed + (int)run.Start.Engine.Key) % 2 == 0
                    )
                )
                .Distinct(),
        ];
    }

    /// <summary>What the journal says of each script against what is there.</summary>
    private static async Task<IReadOnlyList<string>> CheckJournalAsync(Tool tool, World left, World after)
    {
        var wrong = new List<string>();
        var (exit, status) = await tool.JsonAsync(Cancellation, "migrate", "status");
        if (exit != 0)
            wrong.Add($"migrate status ended with {exit}: {status.GetProperty("error")}");
        var columns = (
            await left.QueryAsync(
                "select table_name, column_name from information_schema.columns where table_schema = 'state'",
                Cancellation
            )
        )
            .Select(row => $"{row[0]}.{row[1]}")
            .ToHashSet();
        var runs = columns.Contains("runs.n")
            ? (await left.QueryAsync("select n from state.runs", Cancellation)).Count
            : 0;
        foreach (var migration in status.GetProperty("migrations").EnumerateArray())
        {
            var (name, state) = (
                migration.GetProperty("name").GetString()!,
                migration.GetProperty("state").GetString()!
            );
            var (isThere, isGone) = name switch
            {
                "V1__refunds.sql" => (
                    columns.Contains("refunds.id") && columns.Contains("runs.n"),
                    !columns.Contains("refunds.id") && !columns.Contains("runs.n")
                ),
                "V2__note.sql" => (columns.Contains("refunds.note"), !columns.Contains("refunds.note")),
                "V3__alone.sql" => (
                    columns.Contains("begun.n") && columns.Contains("ended.n"),
                    !columns.Contains("begun.n") && !columns.Contains("ended.n")
                ),
                // Its rows go with the table when what made the table is taken back.
                _ => (runs == 1 || !columns.Contains("runs.n"), runs == 0),
            };
            var isTrue = state switch
            {
                "applied" => isThere,
                // A repeatable script waits to run again once something was taken back, also if its rows are there.
                "pending" when name.StartsWith("R__", StringComparison.Ordinal) => true,
                "pending" or "reverted" => isGone,
                "started" or "reverting" => name == "V3__alone.sql",
                _ => false,
            };
            if (!isTrue)
                wrong.Add(
                    $"the journal says that {name} is {state}, and there is "
                        + $"{string.Join(", ", columns.Order())}, {runs} rows in runs"
                );
        }
        return wrong;
    }

    /// <summary>A version that counts as ready is whole, with its schema.</summary>
    private static async Task<IReadOnlyList<string>> CheckVersionsAsync(Tool tool, World left, World after)
    {
        var (exit, list) = await tool.JsonAsync(Cancellation, "backup", "list");
        if (exit != 0)
            return [$"backup list ended with {exit}: {list.GetProperty("error")}"];
        var schemas = (
            await left.QueryAsync(
                "select distinct table_schema from information_schema.tables where table_schema like "
                    + "'data_release_backup_%'",
                Cancellation
            )
        )
            .Select(row => (string)row[0]!)
            .ToHashSet();
        var ready = list.GetProperty("dataVersions")
            .EnumerateArray()
            .Where(version => version.GetProperty("state").GetString() == "ready")
            .Select(version => version.GetProperty("place").GetString()!)
            .ToList();
        return
        [
            .. ready
                .Where(place => !schemas.Contains(place) && !File.Exists(Path.Combine(place, "manifest.json")))
                .Select(place => $"a version is ready and {place} is not there"),
        ];
    }

    /// <summary>
    /// Just after the COMMIT with which the first line about what was done is written: what it says must be there with
    /// it. And where most of what has to go again is there: the files have their name, and copies stand in a release.
    /// </summary>
    private static IEnumerable<KillPoint> Deciding(KillCase run)
    {
        var points = run.Points.ToList();
        var written = points.FindIndex(text => Telling().IsMatch(text));
        if (written >= 0 && points.IndexOf("COMMIT", written) is >= 0 and var commit)
            yield return new KillPoint(commit + 1, true);
        var left = points.FindLastIndex(text =>
            text == "name a backup's folder"
            || text.Contains("insert into \"data_release\".\"relations\"", StringComparison.Ordinal)
        );
        if (left >= 0)
            yield return new KillPoint(left + 1, true);
    }

    [System.Text.RegularExpressions.GeneratedRegex(
        """(insert into|update) "data_release"\."(migrations|data_version_tables)" """
    )]
    private static partial System.Text.RegularExpressions.Regex Telling();

    /// <summary>A version that is taken again has the next number, and so has a release that a restore makes.</summary>
    private static string Plain(string catalog) =>
        string.Join('\n', Number().Replace(catalog, "$1N").Split('\n').Order(StringComparer.Ordinal));

    [System.Text.RegularExpressions.GeneratedRegex("(data_release_backup_v|analytics__r(?!1\\b))[0-9]+")]
    private static partial System.Text.RegularExpressions.Regex Number();

    private static async Task<string> RowsAsync(World world) =>
        JsonSerializer.Serialize(
            await world.QueriesAsync(
                ["select id, note from state.refunds order by id", "select n from state.runs order by n"],
                Cancellation
            )
        );

    private static async Task<string> JournalAsync(World world)
    {
        var tables = await world.QueryAsync(
            "select table_name from information_schema.tables where table_schema = 'data_release' and "
                + "table_name = 'migrations'",
            Cancellation
        );
        if (tables.Count == 0)
            return "";
        var lines = await world.QueryAsync("select name, state from data_release.migrations order by id", Cancellation);
        return string.Join(
            ", ",
            lines.GroupBy(line => (string)line[0]!).Select(group => $"{group.Key} {group.Last()[1]}")
        );
    }

    private static async Task ExpectAsync(string project, World world, params string[] args)
    {
        var (exit, _, error) = await new Tool(project, world).RunAsync(Cancellation, args);
        exit.ShouldBe(0, error);
    }
}
