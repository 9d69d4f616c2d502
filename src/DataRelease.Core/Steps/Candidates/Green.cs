using DataRelease.Builds;
using DataRelease.Reports;

namespace DataRelease.Steps.Candidates;

/// <summary>What stands of a release's green, and what this process has in hand of it.</summary>
internal abstract record Green
{
    /// <summary>Nothing yet.</summary>
    /// <param name="Work">What it is built with.</param>
    public sealed record Unbuilt(GreenWork Work) : Green;

    /// <summary>Nothing yet, and what it will be is known.</summary>
    /// <param name="Work">What it is built with.</param>
    /// <param name="Target">Where to.</param>
    /// <param name="Project">What.</param>
    /// <param name="Options">How much of it.</param>
    public sealed record Planned(GreenWork Work, GreenTarget Target, ProjectPlan Project, BuildOptions Options) : Green;

    /// <summary>Its schemas, and copies of blue's state.</summary>
    /// <param name="Plan">What it is to become.</param>
    /// <param name="Relations">Unique ids of what was copied.</param>
    public sealed record Carried(Planned Plan, IReadOnlySet<string> Relations) : Green;

    /// <summary>All of it, built by this process.</summary>
    /// <param name="Tests">Outcomes of the project's own tests.</param>
    /// <param name="Finder">Finds the places of what is wrong in the project.</param>
    public sealed record Built(IReadOnlyList<CheckOutcome> Tests, ProblemFinder Finder) : Green;

    /// <summary>All of it, built by an earlier process; the ledger has what is known.</summary>
    public sealed record Kept : Green;
}
