namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A bug in DataRelease.</summary>
    public static readonly ErrorCode Unexpected = new(
        "DR5000",
        ExitCode.Failed,
        "An unexpected error",
        "run again with --verbosity debug and report it with the output; live was not touched unless a swap "
            + "is shown as done"
    );

    /// <summary>Another release holds the environment.</summary>
    public static readonly ErrorCode LeaseHeld = new(
        "DR5001",
        ExitCode.Busy,
        "Another release holds the environment",
        "wait for it (--wait 10m), or look at data-release status"
    );

    /// <summary>The lease was lost to another release.</summary>
    public static readonly ErrorCode LeaseLost = new(
        "DR5002",
        ExitCode.Failed,
        "The lease was lost to another release",
        "this process was paused or cut off for longer than its lease; look at data-release status, then "
            + "resume or abort"
    );

    /// <summary>The ledger was written by a newer DataRelease.</summary>
    public static readonly ErrorCode LedgerNewer = new(
        "DR5003",
        ExitCode.Failed,
        "The ledger was written by a newer DataRelease",
        "update the tool to the version that the message names or later"
    );

    /// <summary>The ledger can't be read.</summary>
    public static readonly ErrorCode LedgerCorrupt = new(
        "DR5004",
        ExitCode.Failed,
        "The ledger can't be read",
        "its tables were changed by hand or restored in part; restore the control schema from a backup, live "
            + "itself is not affected"
    );

    /// <summary>A process died during a release.</summary>
    public static readonly ErrorCode UnfinishedRelease = new(
        "DR5005",
        ExitCode.Refused,
        "An earlier release was left unfinished",
        "finish it with data-release resume, or clean it up with data-release abort"
    );

    /// <summary>No such release.</summary>
    public static readonly ErrorCode ReleaseUnknown = new(
        "DR5006",
        ExitCode.Usage,
        "No such release",
        "data-release history lists the releases of this environment"
    );

    /// <summary>There is no release that this command can act on.</summary>
    public static readonly ErrorCode NothingToDo = new(
        "DR5007",
        ExitCode.Usage,
        "There is no release that this command can act on",
        "data-release status shows what is live and what waits"
    );

    /// <summary>The release is not in a state for this command.</summary>
    public static readonly ErrorCode WrongState = new(
        "DR5008",
        ExitCode.Refused,
        "The release is not in a state for this command",
        "data-release status shows what can be done with it"
    );

    /// <summary>The build failed.</summary>
    public static readonly ErrorCode BuildFailed = new(
        "DR5009",
        ExitCode.Failed,
        "The build failed",
        "fix the models that the message names and release again; green is kept for inspection, and data-release "
            + "abort --release with its name drops it"
    );

    /// <summary>Tests failed on green.</summary>
    public static readonly ErrorCode TestsFailed = new(
        "DR5010",
        ExitCode.Refused,
        "Tests failed on green",
        "fix the model or the data and release again; green is kept for inspection, and data-release abort "
            + "--release with its name drops it"
    );

    /// <summary>Checks refused the release.</summary>
    public static readonly ErrorCode ChecksFailed = new(
        "DR5011",
        ExitCode.Refused,
        "Checks refused the release",
        "look at data-release diff; if the change is intended, let it pass once with data-release validate --accept "
            + "CHECK:RELATION --because TEXT, or allow it in data-release.yml and run data-release validate"
    );

    /// <summary>The environment is already live in another schema.</summary>
    public static readonly ErrorCode EnvironmentMoved = new(
        "DR5012",
        ExitCode.Usage,
        "The environment is already live in another schema",
        "give the new place an environment name of its own, or set the schema back"
    );

    /// <summary>Another environment releases to this schema.</summary>
    public static readonly ErrorCode SchemaClaimed = new(
        "DR5013",
        ExitCode.Usage,
        "Another environment releases to this schema",
        "give each environment its own live schema"
    );

    /// <summary>A relation of the release is not in the warehouse.</summary>
    public static readonly ErrorCode RelationMissing = new(
        "DR5014",
        ExitCode.Failed,
        "A relation of the release is not in the warehouse",
        "something dropped it after it was built, or a custom materialization did not make it; release again"
    );

    /// <summary>The project would write outside the release's schemas.</summary>
    public static readonly ErrorCode WritesOutsideGreen = new(
        "DR5015",
        ExitCode.Refused,
        "The project would write outside the release's schemas",
        "name the schemas under 'schemas' in data-release.yml, or make generate_schema_name (and a snapshot's "
            + "target_schema) start from target.schema; see the page of this code"
    );

    /// <summary>The candidate was built from a release that is no longer live.</summary>
    public static readonly ErrorCode CandidateOutdated = new(
        "DR5016",
        ExitCode.Refused,
        "The candidate was built from a release that is no longer live",
        "deploy again, so that incremental models and snapshots start from what is live now"
    );

    /// <summary>The build selects nothing.</summary>
    public static readonly ErrorCode NothingSelected = new(
        "DR5017",
        ExitCode.Usage,
        "The build selects nothing",
        "check --select and --exclude, and that the project has enabled models"
    );

    /// <summary>Cancelled.</summary>
    public static readonly ErrorCode Cancelled = new(
        "DR5018",
        ExitCode.Cancelled,
        "Cancelled",
        "data-release resume goes on from the last finished step, data-release abort cleans up"
    );

    /// <summary>An object outside the release depends on what would be dropped.</summary>
    public static readonly ErrorCode DependedOnFromOutside = new(
        "DR5019",
        ExitCode.Refused,
        "An object outside the release depends on what would be dropped",
        "point it at the live schema instead, or drop it, then run the command again"
    );

    /// <summary>There is no release to roll back to.</summary>
    public static readonly ErrorCode NoWayBack = new(
        "DR5020",
        ExitCode.Usage,
        "There is no release to roll back to",
        "data-release status lists what can be rolled back to; a retired release has to be released again"
    );

    /// <summary>A changed incremental model starts from blue's rows.</summary>
    public static readonly ErrorCode IncrementalChanged = new(
        "DR5021",
        ExitCode.Done,
        "A changed incremental model starts from blue's rows",
        "release with --full-refresh, or set on_schema_change on the model"
    );

    /// <summary>A live relation is no longer in the project.</summary>
    public static readonly ErrorCode RelationOrphaned = new(
        "DR5022",
        ExitCode.Done,
        "A live relation is no longer in the project",
        "its view still shows the release that had it; drop it with --allow-breaking at the next swap"
    );

    /// <summary>Tables that the project writes beside its models do not go live.</summary>
    public static readonly ErrorCode StaysBeside = new(
        "DR5023",
        ExitCode.Done,
        "Tables that the project writes beside its models do not go live",
        "use the table's full name, in a schema that belongs to no release, so that every release writes to the "
            + "same table"
    );

    /// <summary>A built relation reads live or another release.</summary>
    public static readonly ErrorCode LiveRead = new(
        "DR5024",
        ExitCode.Refused,
        "A built relation reads live or another release",
        "write ref('…') (in a SQL project $schema$.…) instead of the name, or set "
            + "meta.data_release.allow_live_reads"
    );

    /// <summary>Names that differ only in case, where the engine takes them for one.</summary>
    public static readonly ErrorCode NamesDifferInCase = new(
        "DR5025",
        ExitCode.Usage,
        "Two names differ only in case",
        "give the relation in live and the model the same spelling"
    );

    /// <summary>Several releases could be meant, and none was named.</summary>
    public static readonly ErrorCode CandidatesSeveral = new(
        "DR5030",
        ExitCode.Refused,
        "Several releases could be meant, and none was named",
        "name the one that was approved with --release or --commit; data-release abort --release gives one up"
    );

    /// <summary>The candidate was not built from the named commit.</summary>
    public static readonly ErrorCode CommitNotThere = new(
        "DR5031",
        ExitCode.Refused,
        "The candidate was not built from the named commit",
        "deploy that commit first, or name another one; data-release status shows each candidate's commit"
    );
}
