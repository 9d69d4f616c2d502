using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>What came of a step.</summary>
/// <param name="Release">The release as it is now.</param>
internal abstract record StepResult(ReleaseRecord Release)
{
    /// <summary>It is done.</summary>
    /// <param name="Release">The release as it is now.</param>
    /// <param name="Detail">What was done, for people.</param>
    public sealed record Done(ReleaseRecord Release, string Detail) : StepResult(Release)
    {
        /// <summary>The state that the release gets; null if it keeps its own.</summary>
        public ReleaseState? Becomes { get; init; }

        /// <summary>What the ledger is told, in the transaction that says that the step is done.</summary>
        public IReadOnlyList<Sql> Writes { get; init; } = [];

        /// <summary>What stands of green now; null if nothing changed about it.</summary>
        public Green? Green { get; init; }

        /// <summary>What was written to blue's state since its swap; null if the step did not count it.</summary>
        public IReadOnlyList<Written>? Written { get; init; }

        /// <summary>True if the ledger knows already, by a transaction of the step's own.</summary>
        public bool IsWritten { get; init; }
    }

    /// <summary>It goes on later: after a time, or when somebody says so.</summary>
    /// <param name="Release">The release as it is now.</param>
    /// <param name="Until">When it is to be looked at again, UTC; null for when somebody says so.</param>
    /// <param name="For">What it waits for, for people.</param>
    public sealed record Waits(ReleaseRecord Release, DateTimeOffset? Until, string For) : StepResult(Release)
    {
        /// <summary>What the ledger is told.</summary>
        public IReadOnlyList<Sql> Writes { get; init; } = [];
    }

    /// <summary>What it watches is not as it should be: the steps before it are taken back.</summary>
    /// <param name="Release">The release as it is now.</param>
    /// <param name="Why">What is wrong, with its values.</param>
    public sealed record GoesBack(ReleaseRecord Release, ReleaseException Why) : StepResult(Release)
    {
        /// <summary>What the ledger is told.</summary>
        public IReadOnlyList<Sql> Writes { get; init; } = [];
    }
}
