using System.Text.Json.Serialization;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>
/// Makes some relations of green live, in one transaction with the ledger's rows about them. The marker stays: it says
/// what all other relations show, and what a wave shows again after it is taken back.
/// </summary>
internal sealed record WaveStep() : Step(Kind)
{
    /// <summary>The step's name in the ledger.</summary>
    public const string Kind = ReleaseBook.Wave;

    /// <summary>The wave's number, from 1.</summary>
    public int Wave { get; init; }

    /// <summary>The rules of all waves, in order. Relations that none takes go live with the swap.</summary>
    public IReadOnlyList<WaveRule> Rules { get; init; } = [];

    /// <summary>The groups of relations that must stay in one wave.</summary>
    public IReadOnlyList<TogetherRule> Together { get; init; } = [];

    /// <summary>The wave in words, for people.</summary>
    [JsonIgnore]
    public string Title => $"wave {Wave} of {Rules.Count + 1}";

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, release) = (context.Run, context.Release);
        var swap = new LiveSwap(run, run.Sides.GrantsAsync, context.Random) { Command = "data-release resume" };
        var (detail, _) = await run.StepAsync(
            Name,
            Title,
            async () =>
            {
                await SwapStep.RequireBaseAsync(run, release, cancellation);
                var names = await NamesAsync(run, release, cancellation);
                await new LaterWrites(run).TellAsync(release, names.Contains, cancellation);
                var prepared = await swap.PrepareWaveAsync(release, names, cancellation);
                await swap.FenceAsync(release, cancellation);
                if (release.State != ReleaseState.Rolling)
                    release = await run.TransitionAsync(release, ReleaseState.Rolling, Name, Title, [], cancellation);
                var summary = $"{Title}: {SwapSummary.Of(Own(prepared.Plan, names))}";
                var attempts = await swap.ExecuteWaveAsync(
                    release,
                    prepared,
                    [
                        .. run.Ledger.ShowWave(release.Number, Wave, names.Order(), run.Lease.Fencing),
                        context.Done(summary),
                    ],
                    Wave,
                    Name,
                    cancellation
                );
                return (Summary: summary, Attempts: attempts);
            },
            SwapSummary.After
        );
        return new StepResult.Done(release, detail) { IsWritten = true };
    }

    /// <summary>
    /// Makes the wave's relations show the marker's release again; does nothing if the wave was never live.
    /// </summary>
    public override async Task UndoAsync(StepContext context, string why, CancellationToken cancellation)
    {
        var (run, green) = (context.Run, context.Release);
        IReadOnlyList<WaveRecord> waves;
        ReleaseRecord? blue;
        await using (var session = await run.OpenAsync(cancellation))
        {
            waves =
            [
                .. (await run.Ledger.ReadWavesAsync(session, cancellation)).Where(row => row.Number == green.Number),
            ];
            var live = await run.Ledger.ReadLiveAsync(session, cancellation);
            blue = (await run.Ledger.ReadReleasesAsync(session, cancellation)).FirstOrDefault(release =>
                release.Number == live?.Number
            );
        }
        var names = waves.Where(row => row.Wave == Wave).Select(row => row.Live).ToHashSet();
        if (names.Count == 0 || blue is null)
            return;
        try
        {
            await run.StepAsync("wave back", Title, BackAsync);
        }
        catch (ReleaseException blocked) when (blocked.Code == ErrorCode.SwapBlocked)
        {
            var live = string.Join(", ", waves.Select(row => $"wave {row.Wave}").Distinct());
            throw new ReleaseException(
                blocked.Code,
                $"{Title} still shows {green.Id}: {blocked.Message}",
                "end or wait for the sessions that the message names, then run the same command; "
                    + $"still live of {green.Id}: {live}; every other view shows {blue.Id}",
                blocked.Where,
                blocked
            );
        }
        context.Findings.Tell($"{Title} shows {blue.Id} again");

        async Task<string> BackAsync()
        {
            var swap = new LiveSwap(run, run.Sides.GrantsAsync, context.Random) { Command = LiveSwap.SameCommand };
            var prepared = await swap.PrepareWaveBackAsync(blue, green, names, cancellation);
            await swap.FenceAsync(blue, cancellation);
            await swap.ExecuteWaveAsync(
                green,
                prepared,
                [
                    run.Ledger.HideWave(Wave),
                    run.Ledger.SetCourseStep(
                        context.Row.Number,
                        context.Row.Ordinal,
                        StepState.Undone,
                        why,
                        null,
                        run.Lease.Fencing
                    ),
                ],
                waves.Where(row => row.Wave != Wave).Select(row => row.Wave).DefaultIfEmpty().Max(),
                "wave back",
                cancellation
            );
            return $"{Title} shows {blue.Id} again: {SwapSummary.Of(Own(prepared.Plan, names))}";
        }
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var (run, release) = (preview.Run, preview.Release);
        var waves = new ReleaseWaves(run, Rules, Together);
        var split = preview.Project is { } project
            ? waves.Of(project, preview.Target)
            : await waves.OfAsync(release, cancellation);
        if (Wave == 1)
        {
            var joins = await waves.JoinsAsync(
                split,
                preview.Book.Live is { } live ? ReleaseRecord.Name(live.Number) : "what is live",
                release.Id,
                cancellation
            );
            preview.Relations.AddRange(joins);
            preview.Say([.. joins.Select(join => $"-- two releases meanwhile: {join.Relation} {join.Detail}")]);
        }
        var names = split.Names(Wave);
        preview.Say([$"-- {Title} ({Rules[Wave - 1]}): {string.Join(", ", names)}"]);
        preview.Tell($"would make {names.Count} relations of {release.Id} live in {Title}");
        if (preview.Project is not null)
        {
            preview.Say([
                "BEGIN",
                .. names.Select(name => $"-- {name} -> view on the relation of {release.Id}"),
                "-- rows of the ledger that say so, in the same transaction",
                "COMMIT",
            ]);
            return;
        }
        var prepared = await new LiveSwap(run, run.Sides.GrantsAsync, preview.Random).PrepareWaveAsync(
            release,
            names.ToHashSet(),
            cancellation
        );
        preview.Say(prepared.Statements);
        preview.Relations.AddRange(SwapPreview.Describe(Own(prepared.Plan, names.ToHashSet())));
    }

    /// <summary>The views of the wave of a built release.</summary>
    public async Task<IReadOnlySet<RelationName>> NamesAsync(
        ReleaseRun run,
        ReleaseRecord release,
        CancellationToken cancellation
    ) => (await new ReleaseWaves(run, Rules, Together).OfAsync(release, cancellation)).Names(Wave).ToHashSet();

    /// <summary>The plan without the views that the wave leaves alone.</summary>
    private static SwapPlan Own(SwapPlan plan, IReadOnlySet<RelationName> names) =>
        plan with
        {
            Changes =
            [
                .. plan.Changes.Where(change => change.Action != PointerAction.Keep || names.Contains(change.Live)),
            ],
        };
}
