using System.Text.Json;

namespace DataRelease.Reliability.Tests.Kills;

public sealed partial class StateKillTests
{
    [Theory]
    [MemberData(nameof(Turn), 0)]
    public async Task Killed_in_backup_create_to_a_folder_a_version_is_whole_or_its_files_go_with_the_next_one(
        Engine engine
    )
    {
        var (project, world) = await StartAsync(engine);
        await ExpectAsync(project, world, "migrate", "up", "--yes");
        static string[] Create(string folder) =>
            ["backup", "create", "--tables", "state.refunds,state.runs", "--to", folder];
        await KillAsync(
            project,
            world,
            Create,
            CheckVersionsAsync,
            async (tool, folder) =>
            {
                var wrong = new List<string>();
                var (_, list) = await tool.JsonAsync(Cancellation, "backup", "list");
                var isWhole = list.GetProperty("dataVersions")
                    .EnumerateArray()
                    .Any(version => version.GetProperty("state").GetString() == "ready");
                if (!isWhole && await tool.RunAsync(Cancellation, Create(folder)) is { Exit: not 0 } failed)
                    wrong.Add($"backup create again ended with {failed.Exit}: {failed.Error}");
                if (await tool.RunAsync(Cancellation, "backup", "verify") is { Exit: not 0 } damaged)
                    wrong.Add($"backup verify ended with {damaged.Exit}: {damaged.Error}");
                if (Directory.GetFileSystemEntries(folder) is { Length: not 1 } entries)
                    wrong.Add($"in the end the folder holds {string.Join(", ", entries.Select(Path.GetFileName))}");
                return wrong;
            },
            "backup create to a folder"
        );
    }

    [Theory]
    [MemberData(nameof(Turn), 1)]
    public async Task Killed_in_a_restore_of_own_tables_live_is_the_old_or_the_new_and_again_ends_as_undisturbed(
        Engine engine
    )
    {
        var (project, world) = await StartAsync(engine, migrates: false);
        await ExpectAsync(project, world, "release", "--yes");
        await ExpectAsync(project, world, "backup", "create");
        await world.ExecuteAsync(
            "insert into analytics__r1.days (d, v) values (9, 'new')",
            "update analytics__r1.history set v = 'changed'"
        );
        var before = await StateAsync(world);
        await KillAsync(
            project,
            world,
            ["backup", "restore", "v1", "--yes"],
            async (tool, left, after) =>
            {
                var state = await StateAsync(left);
                return state == before || state == await StateAsync(after)
                    ? []
                    : [$"live holds {state}, which is neither what it held nor what v1 has"];
            },
            async tool =>
            {
                var wrong = new List<string>();
                var (exit, _, error) = await tool.RunAsync(Cancellation, "backup", "restore", "v1", "--yes");
                // A copy that it had begun to make is an unfinished release, which is named and given up.
                if (exit != 0 && error.Contains("data-release abort", StringComparison.Ordinal))
                {
                    if (await tool.RunAsync(Cancellation, "abort", "--yes") is { Exit: not 0 } stuck)
                        wrong.Add($"abort ended with {stuck.Exit}: {stuck.Error}");
                    (exit, _, error) = await tool.RunAsync(Cancellation, "backup", "restore", "v1", "--yes");
                }
                if (exit != 0)
                    wrong.Add($"backup restore again ended with {exit}: {error}");
                if (await tool.RunAsync(Cancellation, "backup", "verify") is { Exit: not 0 } damaged)
                    wrong.Add($"backup verify ended with {damaged.Exit}: {damaged.Error}");
                return wrong;
            },
            "backup restore v1 of own tables"
        );
    }

    /// <summary>These take seconds: a sample runs each on one engine, by the seed.</summary>
    public static TheoryData<Engine> Turn(int test) =>
        KillTurn.IsWhole
            ? [Engine.DuckDb, Engine.Postgres]
            : [(KillTurn.Seed + test) % 2 == 0 ? Engine.DuckDb : Engine.Postgres];

    /// <summary>What consumers read of a release's incremental model and snapshot.</summary>
    private static async Task<string> StateAsync(World world) =>
        JsonSerializer.Serialize(
            await world.QueriesAsync(
                ["select d, v from analytics.days order by d", "select id, v from analytics.history order by id, v"],
                Cancellation
            )
        );
}
