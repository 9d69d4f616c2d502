using DataRelease.Builds;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>
/// What a list of steps would do; each step adds to it, and finds there what those before it would have made.
/// </summary>
/// <param name="run">The command.</param>
/// <param name="random">Spreads retries.</param>
/// <param name="book">What the ledger says.</param>
/// <param name="release">The release as it is, or as it would be registered.</param>
internal sealed class StepPreview(ReleaseRun run, Random random, ReleaseBook book, ReleaseRecord release)
{
    private readonly List<string> _statements = [];
    private readonly List<string> _sentences = [];

    public ReleaseRun Run => run;

    public Random Random => random;

    public ReleaseBook Book => book;

    public ReleaseRecord Release => release;

    public GreenTarget Target => GreenDeployment.Target(run, release);

    /// <summary>What it would be built with; null if it is built.</summary>
    public GreenWork? Work { get; init; }

    /// <summary>True if views of relations that it lacks may go.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>The project; null if the release is built, or before its step.</summary>
    public ProjectPlan? Project { get; set; }

    /// <summary>How much of it.</summary>
    public BuildOptions Options { get; set; } = new();

    /// <summary>The version that it would get.</summary>
    public string Version { get; set; } = release.Version;

    /// <summary>Migrations that would run.</summary>
    public IReadOnlyList<string> Migrations { get; set; } = [];

    /// <summary>State that would be copied from blue.</summary>
    public IReadOnlyList<(ManifestNode Node, RelationRecord Blue)> State { get; set; } = [];

    /// <summary>How large it is, with its indexes, by unique id; what the engine does not say is left out.</summary>
    public Dictionary<string, long> Bytes { get; } = new(StringComparer.Ordinal);

    /// <summary>What the environment's policies say of it.</summary>
    public List<PolicyVerdict> Policies { get; } = [];

    /// <summary>What each relation would go through.</summary>
    public List<PlannedRelation> Relations { get; } = [];

    /// <summary>What was written to blue's state since its swap, per table that was.</summary>
    public IReadOnlyList<WriteLoss> Losses { get; set; } = [];

    /// <summary>Relations of the release in whose place others stay live.</summary>
    public IReadOnlyDictionary<RelationName, RelationName> Stays { get; set; } =
        new Dictionary<RelationName, RelationName>();

    /// <summary>Statements in order.</summary>
    public IReadOnlyList<string> Statements => _statements;

    /// <summary>What steps would do, in their order.</summary>
    public IReadOnlyList<string> Sentences => _sentences;

    /// <summary>Adds what a step would run.</summary>
    public void Say(IReadOnlyList<string> statements) => _statements.AddRange(statements);

    /// <summary>Adds what a step would do, a phrase.</summary>
    public void Tell(string sentence) => _sentences.Add(sentence);
}
