using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>What a command has found out on its way, for its report; steps add to it and never read it.</summary>
internal sealed class Findings
{
    private readonly List<Problem> _problems = [];
    private readonly List<string> _sentences = [];

    /// <summary>The newest outcomes of the checks.</summary>
    public IReadOnlyList<CheckOutcome> Checks { get; set; } = [];

    /// <summary>What is wrong with project or data, each with its place.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>The project as planned, or null if this command did not plan.</summary>
    public Manifest? Manifest { get; set; }

    /// <summary>What the build ran, or null if this command did not build.</summary>
    public IReadOnlyList<NodeResult>? Nodes { get; set; }

    /// <summary>What is lost, per table that was written to since the swap.</summary>
    public IReadOnlyList<WriteLoss> Losses { get; set; } = [];

    /// <summary>What was taken along of it.</summary>
    public IReadOnlyList<CarriedTable> Carried { get; set; } = [];

    /// <summary>What is wrong although the list was gone through to its end; null if nothing is.</summary>
    public ReleaseException? Flaw { get; set; }

    /// <summary>What steps did, phrases in order.</summary>
    public IReadOnlyList<string> Sentences => _sentences;

    /// <summary>Adds what a step did, a phrase.</summary>
    public void Tell(string sentence) => _sentences.Add(sentence);

    /// <summary>Adds problems.</summary>
    public void Add(IEnumerable<Problem> problems) => _problems.AddRange(problems);
}
