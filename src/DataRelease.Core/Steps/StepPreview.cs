using DataRelease.Builds;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>
/// Collects what a list of steps would do. Each step adds to it, and finds in it what the earlier steps would have
/// made.
/// </summary>
/// <param name="run">The command.</param>
/// <param name="random">Spreads the retries.</param>
/// <param name="book">The ledger.</param>
/// <param name="release">The release, existing or as it would be registered.</param>
internal sealed class StepPreview(ReleaseRun run, Random random, ReleaseBook book, ReleaseRecord release)
{
    private readonly List<string> _statements = [];
    private readonly List<string> _sentences = [];

    public ReleaseRun Run => run;

    public Random Random => random;

    public ReleaseBook Book => book;

    public ReleaseRecord Release => release;

    public GreenTarget Target => GreenDeployment.Target(run, release);

    /// <summary>The open builder; null if the release is built.</summary>
    public GreenWork? Work { get; init; }

    /// <summary>True if views of relations that the release lacks may be dropped.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>The planned project; null if the release is built, or before the plan step.</summary>
    public ProjectPlan? Project { get; set; }

    /// <summary>The part of the project that is built, and how.</summary>
    public BuildOptions Options { get; set; } = new();

    /// <summary>The version that the release would get.</summary>
    public string Version { get; set; } = release.Version;

    /// <summary>Migrations that would run.</summary>
    public IReadOnlyList<string> Migrations { get; set; } = [];

    /// <summary>The state that would be copied from blue.</summary>
    public IReadOnlyList<(ManifestNode Node, RelationRecord Blue)> State { get; set; } = [];

    /// <summary>
    /// The size of that state in bytes, with indexes, by unique id. Sizes that the engine does not know are left out.
    /// </summary>
    public Dictionary<string, long> Bytes { get; } = new(StringComparer.Ordinal);

    /// <summary>The verdicts of the environment's policies.</summary>
    public List<PolicyVerdict> Policies { get; } = [];

    /// <summary>What would happen to each relation.</summary>
    public List<PlannedRelation> Relations { get; } = [];

    /// <summary>The rows written since the swap, for each table that was written to.</summary>
    public IReadOnlyList<WriteLoss> Losses { get; set; } = [];

    /// <summary>Relations of the release that are replaced by others that stay live.</summary>
    public IReadOnlyDictionary<RelationName, RelationName> Stays { get; set; } =
        new Dictionary<RelationName, RelationName>();

    /// <summary>The statements in order.</summary>
    public IReadOnlyList<string> Statements => _statements;

    /// <summary>What the steps would do, in order.</summary>
    public IReadOnlyList<string> Sentences => _sentences;

    /// <summary>Adds statements that a step would run.</summary>
    public void Say(IReadOnlyList<string> statements) => _statements.AddRange(statements);

    /// <summary>Adds what a step would do, as a phrase.</summary>
    public void Tell(string sentence) => _sentences.Add(sentence);
}
