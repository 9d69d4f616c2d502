using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace DataRelease.Reports.Documents;

/// <summary>The outcome of a release, as its report names it.</summary>
public enum ReportedOutcome
{
    /// <summary>A command is working on it, or died while doing so.</summary>
    UnderWay,

    /// <summary>Built and checked; waits for its swap.</summary>
    Waiting,

    /// <summary>Consumers read it.</summary>
    Live,

    /// <summary>A test, a check or a policy refused it; live is untouched.</summary>
    Refused,

    /// <summary>The build, the warehouse or the tool failed; live is untouched.</summary>
    Failed,

    /// <summary>It was live; another release is live now.</summary>
    Superseded,

    /// <summary>It was live and was taken back.</summary>
    RolledBack,

    /// <summary>Given up by hand; its data is gone.</summary>
    Aborted,

    /// <summary>It was live; its data is gone.</summary>
    Retired,
}

/// <summary>
/// The whole report of one release. The ledger keeps it beside the release, so that it can be shown again when the data
/// is gone. Texts may come from a database or a dbt project and are stored unchanged; each writer makes them harmless
/// for its own format. The schema is published as docs/report.schema.json: keys are added, never changed.
/// </summary>
public sealed record ReportDocument
{
    /// <summary>The name of the ledger's artifact.</summary>
    public const string Artifact = "report.json";

    /// <summary>The version of the document's schema.</summary>
    [AllowedValues(1)]
    public int Schema { get; init; } = 1;

    /// <summary>The version of the tool that wrote it.</summary>
    public string Tool { get; init; } = "";

    /// <summary>When it was written, in UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The dbt project's name; empty if unknown.</summary>
    public string Project { get; init; } = "";

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary><c>duckdb</c>, <c>postgres</c>.</summary>
    public string Engine { get; init; } = "";

    /// <summary>What was released.</summary>
    public required ReportedRelease Release { get; init; }

    /// <summary>The live release at the time of writing, or null.</summary>
    public ReportedLive? Live { get; init; }

    /// <summary>The outcome of the release, and the reason.</summary>
    public required ReportedDecision Decision { get; init; }

    /// <summary>The release's steps in all of its commands, in order.</summary>
    public IReadOnlyList<ReportedStep> Steps { get; init; } = [];

    /// <summary>What the build ran: models, seeds, snapshots, tests.</summary>
    public IReadOnlyList<ReportedNode> Nodes { get; init; } = [];

    /// <summary>Relations of the release and of its base, by live name.</summary>
    public IReadOnlyList<ReportedRelation> Relations { get; init; } = [];

    /// <summary>The lineage: relations, ephemeral models and sources, and what each reads.</summary>
    public IReadOnlyList<LineageNode> Lineage { get; init; } = [];

    /// <summary>Outcomes of the checks, including dbt's tests.</summary>
    public IReadOnlyList<ReportedCheck> Checks { get; init; } = [];

    /// <summary>What was measured while the release was watched; left out for a release that is not watched.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReportedMonitoring? Monitoring { get; init; }

    /// <summary>What is wrong, with its place in the project.</summary>
    public IReadOnlyList<ReportedProblem> Problems { get; init; } = [];

    /// <summary>Changes that explain the refusing checks; the one that explains most comes first.</summary>
    public IReadOnlyList<ReportedRootCause> RootCauses { get; init; } = [];

    /// <summary>Pages that say more: the commit, the pull request, the pipeline's run.</summary>
    public IReadOnlyList<ReportedLink> Links { get; init; } = [];

    /// <summary>The commands that a user can run now: roll back, swap, clean up.</summary>
    public IReadOnlyList<ReportedCommand> Commands { get; init; } = [];
}

/// <summary>What was released.</summary>
/// <param name="Id"><c>r42</c>.</param>
/// <param name="Version">The project's version.</param>
/// <param name="Commit">Git commit or null.</param>
/// <param name="State">The ledger's word for its state.</param>
/// <param name="Strategy">The strategy's name, <c>blue-green</c> for instance.</param>
/// <param name="Builder">Who built it: <c>dbt 1.7.20</c>.</param>
/// <param name="CreatedAt">When it was created, in UTC.</param>
/// <param name="CreatedBy"><c>user@host</c>.</param>
/// <param name="LiveAt">When it last became live, UTC, or null.</param>
/// <param name="Base">The base: the release that it was built from and is compared with, or null.</param>
/// <param name="BaseVersion">That release's version; empty if there is none.</param>
/// <param name="LiveSchema">The base schema that consumers query.</param>
/// <param name="GreenSchema">The base schema that it was built in.</param>
public sealed record ReportedRelease(
    string Id,
    string Version,
    string? Commit,
    string State,
    string Strategy,
    string Builder,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? LiveAt,
    string? Base,
    string BaseVersion,
    string LiveSchema,
    string GreenSchema
)
{
    /// <summary>The branch that it was built from, or null.</summary>
    public string? Branch { get; init; }
}

/// <summary>The live release.</summary>
/// <param name="Release"><c>r42</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Since">Since when, in UTC.</param>
public sealed record ReportedLive(string Release, string Version, DateTimeOffset Since);

/// <summary>The outcome of the release.</summary>
/// <param name="Outcome">The outcome in one word.</param>
/// <param name="Sentence">The outcome in one sentence, with the reason.</param>
/// <param name="Code">The DR code that ended it, or null.</param>
/// <param name="ToDo">What the user can do about it; empty if nothing.</param>
public sealed record ReportedDecision(ReportedOutcome Outcome, string Sentence, string? Code, string ToDo);

/// <summary>A page that says more.</summary>
/// <param name="Title"><c>commit</c>, <c>pull request</c>, <c>run</c>, <c>previous report</c>.</param>
/// <param name="Address">An absolute address, or a file beside the report.</param>
public sealed record ReportedLink(string Title, string Address);

/// <summary>A command that a user may want to run next.</summary>
/// <param name="Command">The command, ready to be typed.</param>
/// <param name="What">What it does, in a sentence.</param>
public sealed record ReportedCommand(string Command, string What);

/// <summary>Something that is wrong.</summary>
/// <param name="Code">DR code.</param>
/// <param name="IsWarning">True if the release went on.</param>
/// <param name="Message">One sentence.</param>
/// <param name="File">Relative to the project, or null.</param>
/// <param name="Line">From 1; 0 if unknown.</param>
public sealed record ReportedProblem(string Code, bool IsWarning, string Message, string? File, int Line);

/// <summary>What a check found.</summary>
/// <param name="Name">The check.</param>
/// <param name="Relation">The live name, or empty for the whole release.</param>
/// <param name="State">How it ended.</param>
/// <param name="Severity">The worst that the check may report.</param>
/// <param name="Refuses">True if it refused the release.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Threshold">What was allowed.</param>
/// <param name="Message">One sentence.</param>
public sealed record ReportedCheck(
    string Name,
    string Relation,
    CheckState State,
    string Severity,
    bool Refuses,
    string Value,
    string Threshold,
    string Message
)
{
    /// <summary>The build node behind the check (a dbt test), or null.</summary>
    public string? Node { get; init; }
}
