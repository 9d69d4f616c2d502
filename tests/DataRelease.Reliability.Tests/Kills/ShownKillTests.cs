namespace DataRelease.Reliability.Tests.Kills;

/// <summary>
/// The commands of a release that some see, that is live in some relations, or that is refreshed beside what is live,
/// killed anywhere: consumers see what they saw before or what they see after, the ledger knows which, and it can be
/// gone on with to the end and taken back. <c>KillTurn</c> says which points are tried.
/// </summary>
public sealed class ShownKillTests(ITestOutputHelper output)
{
    private static readonly string[] _short = ["promote", "abort"];
    private static readonly string[] _long = ["release", "promote --full", "advance"];

    [Theory]
    [InlineData(Engine.DuckDb, "Canary")]
    [InlineData(Engine.DuckDb, "Rolling")]
    [InlineData(Engine.DuckDb, "Shadow")]
    [InlineData(Engine.Postgres, "Canary")]
    [InlineData(Engine.Postgres, "Rolling")]
    [InlineData(Engine.Postgres, "Shadow")]
    public async Task Killed_anywhere_it_can_be_taken_back_and_gone_on_with(Engine engine, string strategy)
    {
        KillTurn.SkipUnlessWanted(engine, strategy);
        var cancellation = TestContext.Current.CancellationToken;
        var kills = new KillTurn(output);
        // In the sample, one of each kind in the seed's turn.
        var turn = (int)engine + (strategy.Length * 2) + KillTurn.Seed;
        string[] commands = KillTurn.IsWhole
            ? [.. _short, .. _long]
            : [_short[turn % _short.Length], _long[turn % _long.Length]];
        await using var proof = new ShownProof(engine, strategy, kills);
        foreach (var run in await proof.PrepareAsync([.. commands.Where(Wanted)], cancellation))
            await kills.RunAsync(
                run,
                all => Sample(all, turn),
                (point, token) => proof.TryAsync(run, point, token),
                cancellation
            );
        kills.ShouldBeWhole();

        static bool Wanted(string command) => KillTurn.IsWanted(command.Split(' ')[0]);
    }

    /// <summary>
    /// One in the seed's turn, and after the commit that repoints, where the command does little else.
    /// </summary>
    private static List<KillPoint> Sample(KillCase run, int turn)
    {
        var all = run.All.ToList();
        var chosen = all[turn * 7 % all.Count];
        if (run.Name.Split(", ")[^1] is not ("promote" or "abort"))
            return [chosen];
        var texts = run.Points.ToList();
        var write = texts.FindIndex(text =>
            text.Contains("\"data_release\".\"waves\"", StringComparison.Ordinal)
            || text.Contains("update \"data_release\".\"routes\"", StringComparison.Ordinal)
        );
        var commit = write < 0 ? -1 : texts.FindIndex(write, text => text == "COMMIT");
        return [.. (commit < 0 ? [] : new[] { new KillPoint(commit + 1, true) }).Append(chosen).Distinct()];
    }
}
