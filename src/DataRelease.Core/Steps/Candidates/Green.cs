using DataRelease.Builds;
using DataRelease.Reports;

namespace DataRelease.Steps.Candidates;

/// <summary>The state of a release's green, with what this process holds for it.</summary>
internal abstract record Green
{
    /// <summary>Nothing is built yet.</summary>
    /// <param name="Work">The open builder.</param>
    public sealed record Unbuilt(GreenWork Work) : Green;

    /// <summary>Nothing is built yet, but the plan is known.</summary>
    /// <param name="Work">The open builder.</param>
    /// <param name="Target">The place where it is built.</param>
    /// <param name="Project">The planned project.</param>
    /// <param name="Options">The part of it that is built, and how.</param>
    public sealed record Planned(GreenWork Work, GreenTarget Target, ProjectPlan Project, BuildOptions Options) : Green;

    /// <summary>The schemas are made, with copies of blue's state.</summary>
    /// <param name="Plan">The plan.</param>
    /// <param name="Relations">The unique ids of the nodes that go on from blue's rows.</param>
    public sealed record Carried(Planned Plan, IReadOnlySet<string> Relations) : Green;

    /// <summary>This process built all of green.</summary>
    /// <param name="Tests">The outcomes of the project's own tests.</param>
    /// <param name="Finder">Finds the places of problems in the project.</param>
    public sealed record Built(IReadOnlyList<CheckOutcome> Tests, ProblemFinder Finder) : Green;

    /// <summary>An earlier process built all of green. The ledger has what is known about it.</summary>
    public sealed record Kept : Green;
}
