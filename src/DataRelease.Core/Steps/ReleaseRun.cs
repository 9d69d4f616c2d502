using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;

namespace DataRelease.Steps;

/// <summary>A command on an environment: what it is built and migrated by, and what is known of its releases.</summary>
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

    /// <summary>What is known of releases that are built: their manifests are read once, whichever step asks.</summary>
    public ReleaseRelations Sides => field ??= new ReleaseRelations(this, () => Environment.ProjectDir);

    /// <summary>Refusals that a person lets pass in this command, or null.</summary>
    public AcceptanceRequest? Accepting { get; set; }

    /// <summary>Why this command goes past a policy that lets itself be overridden; null if it does not.</summary>
    public OverrideRequest? Overriding { get; set; }

    /// <summary>What a candidate must have before it goes live here.</summary>
    public PolicyConfig Policies =>
        Config.Environments.GetValueOrDefault(Environment.PreviewOf?.Name ?? Name)?.Policies ?? PolicyConfig.None;

    /// <summary>
    /// From here on builds from, and migrates by, what the given environment says; it is the same place.
    /// </summary>
    public void BuildBy(ReleaseEnvironment environment) => Environment = environment;
}
