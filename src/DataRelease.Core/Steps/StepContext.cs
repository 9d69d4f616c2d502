using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>Where a step finds what it works on.</summary>
/// <param name="Run">The command.</param>
/// <param name="Random">Spreads retries.</param>
/// <param name="Findings">What the command reports.</param>
/// <param name="Release">The release, as the steps before left it; of a list that leads back, where to.</param>
/// <param name="Green">What stands of green.</param>
/// <param name="Row">The step's row in the ledger.</param>
internal sealed record StepContext(
    ReleaseRun Run,
    Random Random,
    Findings Findings,
    ReleaseRecord Release,
    Green Green,
    CourseStep Row
)
{
    /// <summary>What was written to blue's state since its swap; null if no step has counted it.</summary>
    public IReadOnlyList<Written>? Written { get; init; }

    /// <summary>The statement that says that the step is done, for a transaction of its own.</summary>
    public Sql Done(string detail) =>
        Run.Ledger.SetCourseStep(Row.Number, Row.Ordinal, StepState.Done, detail, null, Run.Lease.Fencing);
}
