namespace DataRelease.Reports.Documents;

/// <summary>What became of a release, as its report says it.</summary>
public enum ReportedOutcome
{
    /// <summary>A command is at work on it, or died at it.</summary>
    UnderWay,

    /// <summary>Built and checked; waits for its swap.</summary>
    Waiting,

    /// <summary>Consumers read it.</summary>
    Live,

    /// <summary>A test, a check or a policy said no; live is untouched.</summary>
    Refused,

    /// <summary>Build, warehouse or tool failed; live is untouched.</summary>
    Failed,

    /// <summary>It was live; another release is.</summary>
    Superseded,

    /// <summary>It was live and was taken back.</summary>
    RolledBack,

    /// <summary>Given up by hand; its data is gone.</summary>
    Aborted,

    /// <summary>It was live; its data is gone.</summary>
    Retired,
}

/// <summary>
/// Everything that is told of one release. Kept in the ledger beside the release, so that it can be drawn again when
/// the data is gone. Texts may come from a database or a dbt project and are held as they came: each writer makes them
/// harmless for its own format. Published as docs/report.schema.json: keys are added, never changed.
/// </summary>
public sealed record ReportDocument
{
    /// <summary>The artifact of the ledger.</summary>
    public const string Artifact = "report.json";

    /// <summary>The version of the document's form.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The version of the tool that wrote it.</summary>
    public string Tool { get; init; } = "";

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The dbt project's name; empty if unknown.</summary>
    public string Project { get; init; } = "";

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary><c>duckdb</c>, <c>postgres</c>.</summary>
    public string Engine { get; init; } = "";

    /// <summary>What was released.</summary>
    public required ReportedRelease Release { get; init; }

    /// <summary>What consumers read when the report was written, or null.</summary>
    public ReportedLive? Live { get; init; }

    /// <summary>What became of it, and why.</summary>
    public required ReportedDecision Decision { get; init; }

    /// <summary>The release's steps over all of its commands, in order.</summary>
    public IReadOnlyList<ReportedStep> Steps { get; init; } = [];

    /// <summary>What the build ran: models, seeds, snapshots, tests.</summary>
    public IReadOnlyList<ReportedNode> Nodes { get; init; } = [];

    /// <summary>Relations of the release and of what it was built from, by live name.</summary>
    public IReadOnlyList<ReportedRelation> Relations { get; init; } = [];

    /// <summary>What reads what: relations, ephemeral models and sources.</summary>
    public IReadOnlyList<LineageNode> Lineage { get; init; } = [];

    /// <summary>Outcomes of the checks, dbt's tests among them.</summary>
    public IReadOnlyList<ReportedCheck> Checks { get; init; } = [];

    /// <summary>What is wrong, with its place in the project.</summary>
    public IReadOnlyList<ReportedProblem> Problems { get; init; } = [];

    /// <summary>What can be done now: go back, swap, clean up.</summary>
    public IReadOnlyList<ReportedCommand> Commands { get; init; } = [];
}

/// <summary>What was released.</summary>
/// <param name="Id"><c>r42</c>.</param>
/// <param name="Version">The project's version.</param>
/// <param name="Commit">Git commit or null.</param>
/// <param name="State">The ledger's word for its state.</param>
/// <param name="Strategy"><c>blue-green</c>, <c>adoption</c>.</param>
/// <param name="Builder">Who built it: <c>dbt 1.7.20</c>.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy"><c>user@host</c>.</param>
/// <param name="LiveAt">When it last became live, UTC, or null.</param>
/// <param name="Base">The release that it was built from and is compared with, or null.</param>
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

/// <summary>What consumers read.</summary>
/// <param name="Release"><c>r42</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Since">UTC.</param>
public sealed record ReportedLive(string Release, string Version, DateTimeOffset Since);

/// <summary>What became of the release.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Sentence">In one sentence, with the reason.</param>
/// <param name="Code">The DR code that ended it, or null.</param>
/// <param name="ToDo">What a user does about it; empty if nothing.</param>
public sealed record ReportedDecision(ReportedOutcome Outcome, string Sentence, string? Code, string ToDo);

/// <summary>A command that a user may want next.</summary>
/// <param name="Command">To be typed as it stands.</param>
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
/// <param name="Severity">The worst it may say.</param>
/// <param name="Refuses">True if the release was refused for it.</param>
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
    /// <summary>The build node that it came from (a dbt test), or null.</summary>
    public string? Node { get; init; }
}
