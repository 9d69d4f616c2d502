using DataRelease.Ledgers;
using DataRelease.Reports.Documents;
using DataRelease.Steps;
using DataRelease.Swaps.Exposures;

namespace DataRelease.Releases.Reporting;

/// <summary>The steps of a canary and the waves of a rolling release, with when each was reached.</summary>
internal static class WatchedStages
{
    private static readonly string[] _takenBack = ["take back", "abort", "discard"];

    /// <summary>The stages in order; empty for a release that goes live at once.</summary>
    public static IReadOnlyList<ReportedStage> Of(WatchedFacts facts)
    {
        var swapped = Swapped(facts);
        var stages = new List<ReportedStage>();
        var isRolling = false;
        foreach (var row in facts.Steps)
        {
            switch (StepCatalog.Read(row))
            {
                case ExposeStep { Exposure: Exposure.Some some } expose:
                    stages.Add(
                        Stage(facts, row, $"shown to {some}") with
                        {
                            Weight = expose.Weight,
                            Principals = expose.Principals,
                        }
                    );
                    break;
                case WaveStep wave:
                    isRolling = true;
                    var stage = Stage(facts, row, $"{wave.Title} ({wave.Rules[wave.Wave - 1]})") with
                    {
                        Relations = Size(facts, wave.Wave),
                    };
                    stages.Add(
                        IsWaveBack(facts, row)
                            ? stage with
                            {
                                ReachedAt = swapped.GetValueOrDefault(row.Ordinal),
                                ReturnedAt = row.FinishedAt,
                            }
                            : stage
                    );
                    break;
                case WatchStep watch when stages.Count > 0:
                    stages[^1] = Watched(stages[^1], row, watch);
                    break;
                case SwapStep when stages.Count > 0:
                    stages.Add(
                        Stage(facts, row, isRolling ? "the rest, by the swap" : "shown to everybody, by the swap") with
                        {
                            Relations = isRolling ? Size(facts, stages.Count + 1) : null,
                        }
                    );
                    break;
                default:
                    break;
            }
        }
        return stages;
    }

    /// <summary>What comes next, for people; empty if nothing does.</summary>
    public static string Next(WatchedFacts facts, IReadOnlyList<ReportedStage> stages)
    {
        var waiting = stages.FirstOrDefault(stage => stage.State == ReportedStageState.Waiting);
        var row = facts.Steps.FirstOrDefault(step => !step.IsOver);
        if (stages.FirstOrDefault(stage => stage.State == ReportedStageState.Current) is { WaitsForPerson: true })
            return waiting is null ? "somebody promotes it" : $"{waiting.Title}, when somebody promotes it";
        var end = row is null ? null : EndOf(facts, row);
        var when = end is { } at ? $" at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC at the earliest" : "";
        return waiting is not null ? $"{waiting.Title}{when}"
            : end is not null ? $"its monitoring ends{when}"
            : "";
    }

    private static int? Size(WatchedFacts facts, int wave) =>
        facts.WaveSizes.TryGetValue(wave, out var size) ? size : null;

    /// <summary>
    /// True if the wave alone was taken back. A rollback of the whole release leaves the rows' times as they were.
    /// </summary>
    private static bool IsWaveBack(WatchedFacts facts, CourseStep row) =>
        row is { Name: WaveStep.Kind, State: StepState.Undone, FinishedAt: not null }
        && facts.Release.State != ReleaseState.RolledBack;

    private static bool IsPromoted(CourseStep row) =>
        row.Result.StartsWith(MonitorStep.Promoted, StringComparison.Ordinal);

    private static ReportedStage Stage(WatchedFacts facts, CourseStep row, string title)
    {
        var wasReached = row.State is StepState.Done or StepState.Undone && row.FinishedAt is not null;
        var isReturned =
            wasReached
            && (
                row.State == StepState.Undone
                || facts.Release.State is ReleaseState.Failed or ReleaseState.Aborted or ReleaseState.RolledBack
            );
        return new ReportedStage(
            title,
            !wasReached ? ReportedStageState.Waiting
                : IsPromoted(row) ? ReportedStageState.Skipped
                : isReturned ? ReportedStageState.Returned
                : ReportedStageState.Reached,
            wasReached && !IsPromoted(row) ? row.FinishedAt : null,
            !isReturned || IsPromoted(row) ? null
                : facts.Release.State == ReleaseState.RolledBack ? facts.ReturnedAt
                : facts.Events.LastOrDefault(happened => _takenBack.Contains(happened.Name))?.At
        );
    }

    private static ReportedStage Watched(ReportedStage stage, CourseStep row, WatchStep watch) =>
        stage with
        {
            State = stage.State == ReportedStageState.Reached && !row.IsOver ? ReportedStageState.Current : stage.State,
            WatchSeconds = watch.For?.TotalSeconds,
            WaitsForPerson = watch.For is null,
        };

    /// <summary>
    /// When the watch of a step ends at the earliest; null if a person ends it, or if it has not begun.
    /// </summary>
    private static DateTimeOffset? EndOf(WatchedFacts facts, CourseStep row)
    {
        if (facts.Of(row) is not { } analysis)
            return null;
        TimeSpan? length = StepCatalog.Read(row) is WatchStep watch ? watch.For : analysis.Duration;
        if (length is not { } duration || duration <= TimeSpan.Zero)
            return null;
        return analysis.SeenAt + (duration > analysis.Elapsed ? duration - analysis.Elapsed : TimeSpan.Zero);
    }

    /// <summary>
    /// When waves that were taken back had gone live, by their ordinals. Their rows say when they were taken back, and
    /// the log says the rest.
    /// </summary>
    private static Dictionary<int, DateTimeOffset?> Swapped(WatchedFacts facts)
    {
        var waves = facts.Steps.Where(row => IsWaveBack(facts, row)).ToList();
        if (waves.Count == 0)
            return [];
        var titles = waves.Select(row => ((WaveStep)StepCatalog.Read(row)).Title).ToHashSet();
        var log = facts
            .Events.Where(happened => happened.Name == WaveStep.Kind && !titles.Contains(happened.Detail))
            .TakeLast(waves.Count)
            .ToList();
        return waves.Count == log.Count
            ? waves.Zip(log).ToDictionary(pair => pair.First.Ordinal, pair => (DateTimeOffset?)pair.Second.At)
            : [];
    }
}
