using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;

namespace DataRelease.Steps;

/// <summary>A command on an environment, with its builder, its migrations, and its policies.</summary>
internal sealed class ReleaseRun(ReleaseEnvironment environment, IReleaseEvents events, TimeProvider clock)
    : OpenEnvironment(
        environment.Name,
        environment.LiveSchema,
        environment.Warehouse,
        environment.Config,
        events,
        clock
    )
{
    public ReleaseEnvironment Environment { get; private set; } = environment;

    /// <summary>What is known about built releases. Each manifest is read only once.</summary>
    public ReleaseRelations Sides => field ??= new ReleaseRelations(this, () => Environment.ProjectDir);

    /// <summary>Refusals that a person accepts in this command, or null.</summary>
    public AcceptanceRequest? Accepting { get; set; }

    /// <summary>Why this command overrides a policy; null if it does not.</summary>
    public OverrideRequest? Overriding { get; set; }

    /// <summary>The policies of this environment.</summary>
    public PolicyConfig Policies =>
        Config.Environments.GetValueOrDefault(Environment.PreviewOf?.Name ?? Name)?.Policies ?? PolicyConfig.None;

    /// <summary>Builds and migrates from now on as the given environment says, which must be the same place.</summary>
    public void BuildBy(ReleaseEnvironment environment) => Environment = environment;
}
