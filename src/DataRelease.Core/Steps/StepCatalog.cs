using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DataRelease.Ledgers;
using DataRelease.Steps.Replays;
using DataRelease.Steps.Shadows;

namespace DataRelease.Steps;

/// <summary>Every kind of step, by its name in the ledger, with its settings' JSON.</summary>
internal static class StepCatalog
{
    private static readonly Dictionary<string, JsonTypeInfo> _kinds = new(StringComparer.Ordinal)
    {
        [ExpandStep.Kind] = StepJson.Default.ExpandStep,
        ["migrate"] = StepJson.Default.MigrateStep,
        ["plan"] = StepJson.Default.PlanStep,
        ["carry"] = StepJson.Default.CarryStep,
        ["build"] = StepJson.Default.BuildStep,
        ["validate"] = StepJson.Default.ValidateStep,
        ["rehearse"] = StepJson.Default.RehearseStep,
        ["backup"] = StepJson.Default.BackupStep,
        ["mark"] = StepJson.Default.MarkStep,
        [ExposeStep.Word] = StepJson.Default.ExposeStep,
        [ShadowChecks.Name] = StepJson.Default.ShadowStep,
        [ReplayVerdict.Name] = StepJson.Default.ReplayStep,
        ["watch"] = StepJson.Default.WatchStep,
        [WaveStep.Kind] = StepJson.Default.WaveStep,
        ["swap"] = StepJson.Default.SwapStep,
        ["monitor"] = StepJson.Default.MonitorStep,
        ["same-code"] = StepJson.Default.SameCodeStep,
        ["retire"] = StepJson.Default.RetireStep,
        ["count"] = StepJson.Default.CountStep,
        ["carry-writes"] = StepJson.Default.CarryWritesStep,
        ["keep-state"] = StepJson.Default.KeepStateStep,
        ["go-back"] = StepJson.Default.GoBackStep,
        ["leave"] = StepJson.Default.LeaveStep,
        ["migrate-down"] = StepJson.Default.MigrateDownStep,
        ["restore"] = StepJson.Default.RestoreStep,
        ["verify"] = StepJson.Default.VerifyStep,
        [PolicyStep.Kind] = StepJson.Default.PolicyStep,
    };

    /// <summary>The step of a row in the ledger.</summary>
    /// <exception cref="Errors.ReleaseException">DR5003 if there is no such kind of step.</exception>
    public static Step Read(CourseStep row) =>
        Ledger.Trusted(
            () =>
                _kinds.TryGetValue(row.Name, out var kind)
                    ? (Step)JsonSerializer.Deserialize(row.Settings, kind)!
                    : throw new InvalidDataException($"there is no step '{row.Name}'"),
            $"step {row.Ordinal} of {ReleaseRecord.Name(row.Number)}"
        );

    /// <summary>The rows of a release's list.</summary>
    /// <param name="number">The release.</param>
    /// <param name="from">The first row's ordinal.</param>
    /// <param name="strategy">The list's strategy.</param>
    /// <param name="steps">The steps.</param>
    public static IReadOnlyList<CourseStep> Rows(int number, int from, string strategy, IEnumerable<Step> steps) =>
        [
            .. steps.Select(
                (step, index) =>
                    new CourseStep(
                        number,
                        from + index,
                        strategy,
                        step.Name,
                        JsonSerializer.Serialize(step, _kinds[step.Name])
                    )
            ),
        ];
}

/// <summary>JSON of steps' settings, without reflection. Default values are left out.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(MigrateStep))]
[JsonSerializable(typeof(ExpandStep))]
[JsonSerializable(typeof(PlanStep))]
[JsonSerializable(typeof(CarryStep))]
[JsonSerializable(typeof(BuildStep))]
[JsonSerializable(typeof(ValidateStep))]
[JsonSerializable(typeof(RehearseStep))]
[JsonSerializable(typeof(BackupStep))]
[JsonSerializable(typeof(MarkStep))]
[JsonSerializable(typeof(ExposeStep))]
[JsonSerializable(typeof(ShadowStep))]
[JsonSerializable(typeof(ReplayStep))]
[JsonSerializable(typeof(WatchStep))]
[JsonSerializable(typeof(WaveStep))]
[JsonSerializable(typeof(SwapStep))]
[JsonSerializable(typeof(MonitorStep))]
[JsonSerializable(typeof(SameCodeStep))]
[JsonSerializable(typeof(RetireStep))]
[JsonSerializable(typeof(CountStep))]
[JsonSerializable(typeof(CarryWritesStep))]
[JsonSerializable(typeof(KeepStateStep))]
[JsonSerializable(typeof(GoBackStep))]
[JsonSerializable(typeof(LeaveStep))]
[JsonSerializable(typeof(MigrateDownStep))]
[JsonSerializable(typeof(RestoreStep))]
[JsonSerializable(typeof(VerifyStep))]
[JsonSerializable(typeof(PolicyStep))]
internal sealed partial class StepJson : JsonSerializerContext;
