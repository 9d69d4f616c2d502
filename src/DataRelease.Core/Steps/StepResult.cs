using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>The result of a step.</summary>
/// <param name="Release">The release after the step.</param>
internal abstract record StepResult(ReleaseRecord Release)
{
    /// <summary>The step is done.</summary>
    /// <param name="Release">The release after the step.</param>
    /// <param name="Detail">What was done, for people.</param>
    public sealed record Done(ReleaseRecord Release, string Detail) : StepResult(Release)
    {
        /// <summary>The state that the release gets; null if it keeps its own.</summary>
        public ReleaseState? Becomes { get; init; }

        /// <summary>The ledger's statements, in the transaction that marks the step as done.</summary>
        public IReadOnlyList<Sql> Writes { get; init; } = [];

        /// <summary>The new state of green; null if it did not change.</summary>
        public Green? Green { get; init; }

        /// <summary>
        /// The rows that were written to the live state since its swap; null if the step did not count them.
        /// </summary>
        public IReadOnlyList<Written>? Written { get; init; }

        /// <summary>True if a transaction of the step's own has marked it as done already.</summary>
        public bool IsWritten { get; init; }
    }

    /// <summary>The step goes on later, after a time or when a person says so.</summary>
    /// <param name="Release">The release after the step.</param>
    /// <param name="Until">When to look again, in UTC; null for when a person says so.</param>
    /// <param name="For">What it waits for, for people.</param>
    public sealed record Waits(ReleaseRecord Release, DateTimeOffset? Until, string For) : StepResult(Release)
    {
        /// <summary>Statements for the ledger.</summary>
        public IReadOnlyList<Sql> Writes { get; init; } = [];
    }

    /// <summary>What the step watches is wrong, so the release must go back.</summary>
    /// <param name="Release">The release after the step.</param>
    /// <param name="Why">The reason, with its values.</param>
    public sealed record GoesBack(ReleaseRecord Release, ReleaseException Why) : StepResult(Release)
    {
        /// <summary>Statements for the ledger.</summary>
        public IReadOnlyList<Sql> Writes { get; init; } = [];
    }
}
