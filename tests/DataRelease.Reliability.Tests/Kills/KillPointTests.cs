namespace DataRelease.Reliability.Tests.Kills;

/// <summary>
/// A process that is killed anywhere leaves a truth behind that the next command can go on from. <c>KillTurn</c> says
/// which points are tried.
/// </summary>
public sealed class KillPointTests(ITestOutputHelper output)
{
    private static readonly string[] _verbs = ["release", "rollback", "prune", "resume", "abort"];

    public static TheoryData<Engine, Scenario> Places
    {
        get
        {
            var data = new TheoryData<Engine, Scenario>();
            foreach (var engine in Enum.GetValues<Engine>())
            {
                foreach (
                    var scenario in Enum.GetValues<Scenario>()
                        .Where(scenario =>
                            scenario is not (Scenario.Gate or Scenario.Exchange) || TestEngine.Of(engine).IsServer
                        )
                )
                    data.Add(engine, scenario);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Killed_anywhere_live_is_whole_the_ledger_true_and_recovery_clean(Engine engine, Scenario scenario)
    {
        KillTurn.SkipUnlessWanted(engine, $"{scenario}");
        Assert.SkipWhen(
            scenario is Scenario.KeepState or Scenario.SharedState
                && !KillTurn.IsWhole
                && (KillTurn.Seed + (int)engine) % 2 == 0,
            "the other engine's turn"
        );
        var cancellation = TestContext.Current.CancellationToken;
        var turn = ((int)engine * 6) + (int)scenario;
        var kills = new KillTurn(output);
        await using var proof = new KillProof(engine, scenario, kills);
        // In the sample each scenario has its release and one more command, another one with every seed.
        var cases = await proof.PrepareAsync(
            KillTurn.IsWhole || scenario == Scenario.KeepState
                ? [.. _verbs.Where(KillTurn.IsWanted)]
                : ["release", _verbs[1 + ((KillTurn.Seed + turn) % (_verbs.Length - 1))]],
            cancellation
        );
        foreach (var run in cases)
            await kills.RunAsync(
                run,
                all => Sample(all, turn),
                (point, token) => proof.TryAsync(run, point, token),
                cancellation
            );
        kills.ShouldBeWhole();
    }

    /// <summary>
    /// Those around the swap's BEGIN and COMMIT in a release, and a few of the others in the seed's turn.
    /// </summary>
    private static List<KillPoint> Sample(KillCase run, int turn)
    {
        var all = run.All.ToList();
        var count = run.Verb == "release" ? 2 : 1;
        var step = Math.Max(1, all.Count / count);
        var commits =
            run.Verb is "release" or "rollback"
            && !run.IsTimed
            && !run.Name.Contains($"{Scenario.Package}", StringComparison.Ordinal);
        var chosen = Enumerable
            .Range(0, count)
            .Select(index => all[(((KillTurn.Seed + turn) % step) + (index * step)) % all.Count]);
        return
        [
            .. (commits ? run.Critical.Where(point => run.Points[point.Number - 1] == "COMMIT") : [])
                .Concat(run.Exchange)
                .Concat(chosen)
                .Distinct(),
        ];
    }
}
