using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>Collects what a command finds out, for its report. Steps add to it and never read it.</summary>
internal sealed class Findings
{
    private readonly List<Problem> _problems = [];
    private readonly List<string> _sentences = [];

    /// <summary>The newest outcomes of the checks.</summary>
    public IReadOnlyList<CheckOutcome> Checks { get; set; } = [];

    /// <summary>Problems of the project or the data, each with its place.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>The planned project, or null if this command did not plan.</summary>
    public Manifest? Manifest { get; set; }

    /// <summary>The nodes that the build ran, or null if this command did not build.</summary>
    public IReadOnlyList<NodeResult>? Nodes { get; set; }

    /// <summary>The lost rows of each table that was written to since the swap.</summary>
    public IReadOnlyList<WriteLoss> Losses { get; set; } = [];

    /// <summary>The tables whose written rows were carried.</summary>
    public IReadOnlyList<CarriedTable> Carried { get; set; } = [];

    /// <summary>What is wrong although every step was done; null if nothing is.</summary>
    public ReleaseException? Flaw { get; set; }

    /// <summary>What the steps did, as phrases in order.</summary>
    public IReadOnlyList<string> Sentences => _sentences;

    /// <summary>Adds what a step did, as a phrase.</summary>
    public void Tell(string sentence) => _sentences.Add(sentence);

    /// <summary>Adds problems.</summary>
    public void Add(IEnumerable<Problem> problems) => _problems.AddRange(problems);
}
