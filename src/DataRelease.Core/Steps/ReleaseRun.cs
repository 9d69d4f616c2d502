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
    public ReleaseSides Sides => field ??= new ReleaseSides(this);

    /// <summary>
    /// From here on builds from, and migrates by, what the given environment says; it is the same place.
    /// </summary>
    public void BuildBy(ReleaseEnvironment environment) => Environment = environment;
}
