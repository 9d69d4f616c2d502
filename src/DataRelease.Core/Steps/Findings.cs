using DataRelease.Builds;
using DataRelease.Reports;

namespace DataRelease.Steps;

/// <summary>What a command has found out on its way, for its report; steps add to it and never read it.</summary>
internal sealed class Findings
{
    private readonly List<Problem> _problems = [];

    /// <summary>The newest outcomes of the checks.</summary>
    public IReadOnlyList<CheckOutcome> Checks { get; set; } = [];

    /// <summary>What is wrong with project or data, each with its place.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>The project as planned, or null if this command did not plan.</summary>
    public Manifest? Manifest { get; set; }

    /// <summary>What the build ran, or null if this command did not build.</summary>
    public IReadOnlyList<NodeResult>? Nodes { get; set; }

    /// <summary>Adds problems.</summary>
    public void Add(IEnumerable<Problem> problems) => _problems.AddRange(problems);
}
