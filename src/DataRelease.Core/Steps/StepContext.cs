using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>The context in which a step runs.</summary>
/// <param name="Run">The command.</param>
/// <param name="Random">Spreads the retries.</param>
/// <param name="Findings">Collects what the command reports.</param>
/// <param name="Release">
/// The release after the earlier steps. In a list that leads back, the release to go back to.
/// </param>
/// <param name="Green">The state of green.</param>
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
    /// <summary>
    /// The rows that were written to the live state since its swap; null if no step has counted them.
    /// </summary>
    public IReadOnlyList<Written>? Written { get; init; }

    /// <summary>The statement that marks the step as done, for a transaction of the step's own.</summary>
    public Sql Done(string detail) =>
        Run.Ledger.SetCourseStep(Row.Number, Row.Ordinal, StepState.Done, detail, null, Run.Lease.Fencing);
}
