using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>Where a step finds what it works on.</summary>
/// <param name="Run">The command.</param>
/// <param name="Random">Spreads retries.</param>
/// <param name="Findings">What the command reports.</param>
/// <param name="Release">The release, as the steps before left it.</param>
/// <param name="Green">What stands of green.</param>
/// <param name="Ordinal">The step's place in the release's list.</param>
internal sealed record StepContext(
    ReleaseRun Run,
    Random Random,
    Findings Findings,
    ReleaseRecord Release,
    Green Green,
    int Ordinal = 0
)
{
    /// <summary>The statement that says that the step is done, for a transaction of its own.</summary>
    public Sql Done(string detail) =>
        Run.Ledger.SetCourseStep(Release.Number, Ordinal, StepState.Done, detail, null, Run.Lease.Fencing);
}
