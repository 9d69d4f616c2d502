using DataRelease.Analysis;
using DataRelease.Ledgers;
using DataRelease.Steps;

namespace DataRelease.Releases;

/// <summary>Reads how a release is being watched.</summary>
internal sealed class WatchReader(OpenEnvironment run)
{
    /// <summary>The watch of the live, shown or shadowed release; null if all of its steps are over.</summary>
    /// <param name="book">The ledger.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="release">The release to read, if several wait; null for any.</param>
    public async Task<WatchSummary?> ReadAsync(ReleaseBook book, CancellationToken cancellation, string? release = null)
    {
        if (book.WaitingOf(release) is not var (waiting, steps, step))
            return null;
        var isShadow = waiting.State == ReleaseState.Shadowing;
        var duration = StepCatalog.Read(step) is WatchStep watch ? watch.For : run.Config.Monitor.Analysis.Duration;
        var artifact = book.Shown is null ? MonitorStep.Artifact : WatchStep.Artifact(step.Ordinal);
        var state = isShadow ? null : await WatchedAnalysis.ReadAsync(run, step.Number, artifact, cancellation);
        return new WatchSummary(
            ReleaseRecord.Name(step.Number),
            step.Name,
            step.Result,
            step.Until,
            [
                .. (state?.Metrics ?? []).Select(metric => new WatchedMetric(
                    metric.Name,
                    metric.Last?.Outcome,
                    metric.Last?.Value,
                    metric.Last?.ToString() ?? "",
                    metric.Successes,
                    metric.Failures,
                    metric.Inconclusives,
                    metric.Errors
                )
                {
                    Recent = [.. metric.Recent.Select(one => one.Value)],
                }),
            ]
        )
        {
            IsShadow = isShadow,
            Exposure = book.Shown is null || book.IsRolling ? null : await ExposureAsync(book, cancellation),
            Waves = book.IsRolling ? await WavesAsync(book, cancellation) : [],
            Steps = [.. steps.Select(row => new WatchedStep(row.Name, row.State))],
            SecondsLeft =
                state is null || duration is null ? null : await LeftAsync(state, duration.Value, cancellation),
        };
    }

    private async Task<IReadOnlyList<WaveSummary>> WavesAsync(ReleaseBook book, CancellationToken cancellation)
    {
        // A list has the steps of an earlier try, too.
        var tries = book.Open.Select(StepCatalog.Read).OfType<WaveStep>().ToList();
        var count = tries[^1].Rules.Count;
        var steps = tries.Where(step => step.Wave <= count).GroupBy(step => step.Wave).Select(wave => wave.Last());
        await using var session = await run.OpenAsync(cancellation);
        var shown = (await run.Ledger.ReadWavesAsync(session, cancellation)).ToLookup(row => row.Wave);
        var blue = ReleaseRecord.Name(book.Live!.Number);
        return
        [
            .. steps.Select(step => new WaveSummary(
                step.Wave,
                step.Rules[step.Wave - 1].ToString(),
                shown[step.Wave].Any() ? book.Shown!.Id : blue,
                shown[step.Wave].Any(),
                [.. shown[step.Wave].Select(row => row.Live.ToString())]
            )),
            new WaveSummary(count + 1, "the rest, by the swap", blue, false, []),
        ];
    }

    private async Task<double> LeftAsync(AnalysisState state, TimeSpan duration, CancellationToken cancellation)
    {
        var watched = state.SeenFrom(await run.ReadNowAsync(cancellation)).Elapsed;
        return Math.Max(0, (duration - watched).TotalSeconds);
    }

    private async Task<ExposureSummary?> ExposureAsync(ReleaseBook book, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        if (
            await run.Ledger.ReadRouteAsync(session, cancellation) is not { } route
            || route.Green != book.Shown!.Number
        )
            return null;
        // The percentage is the one that was asked for, because the row has the share in parts. A step that was only
        // promoted showed the release to nobody.
        var percent = book
            .Open.Where(step => step is { Name: ReleaseBook.Exposing, State: StepState.Done })
            .Where(step => !step.Result.StartsWith(MonitorStep.Promoted, StringComparison.Ordinal))
            .Select(step => ((ExposeStep)StepCatalog.Read(step)).Weight)
            .LastOrDefault();
        return new ExposureSummary(
            route.Share == 0 ? 0 : percent,
            route.Principals,
            ReleaseRecord.Name(route.Blue),
            ReleaseRecord.Name(route.Green)
        );
    }
}
