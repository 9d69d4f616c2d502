namespace DataRelease.Migrations;

/// <summary>How often a migration runs.</summary>
public enum MigrationKind
{
    /// <summary><c>V0007__name.sql</c>: runs once, in the order of versions.</summary>
    Versioned,

    /// <summary><c>R__name.sql</c>: runs after the versioned ones, and again whenever its text changes.</summary>
    Repeatable,

    /// <summary>
    /// A journal line, not a file: every version up to this one counts as applied without having been run.
    /// </summary>
    Baseline,
}

/// <summary>When a release runs a migration.</summary>
public enum MigrationPhase
{
    /// <summary>Before green is built; live keeps working.</summary>
    Expand,

    /// <summary>When every release that a rollback could return to can do without what it removes.</summary>
    Contract,
}

/// <summary>The state of a migration, a word in the journal.</summary>
public enum MigrationState
{
    /// <summary>In the project, not yet in the journal.</summary>
    Pending,

    /// <summary>A release has announced this contract migration; it waits for the end of the rollback window.</summary>
    Held,

    /// <summary>
    /// A script without a transaction has begun. If no command is running it, its process died, and nobody knows how
    /// far the script came.
    /// </summary>
    Started,

    /// <summary>In force.</summary>
    Applied,

    /// <summary>It failed and was rolled back completely.</summary>
    Failed,

    /// <summary>A script without a transaction failed; what it did before the failure stays.</summary>
    Partial,

    /// <summary>Its down script, which runs without a transaction, has begun or has failed halfway.</summary>
    Reverting,

    /// <summary>Taken back by its down script.</summary>
    Reverted,
}

/// <summary>The words for a migration's kind, phase and state, in the journal and in documents.</summary>
public static class MigrationWords
{
    /// <summary>The word of a kind.</summary>
    public static string Word(this MigrationKind kind) =>
        kind switch
        {
            MigrationKind.Versioned => "versioned",
            MigrationKind.Repeatable => "repeatable",
            _ => "baseline",
        };

    /// <summary>The word of a phase.</summary>
    public static string Word(this MigrationPhase phase) => phase == MigrationPhase.Expand ? "expand" : "contract";

    /// <summary>The word of a state.</summary>
    public static string Word(this MigrationState state) =>
        state switch
        {
            MigrationState.Pending => "pending",
            MigrationState.Held => "held",
            MigrationState.Started => "started",
            MigrationState.Applied => "applied",
            MigrationState.Failed => "failed",
            MigrationState.Partial => "partial",
            MigrationState.Reverting => "reverting",
            _ => "reverted",
        };
}

/// <summary>
/// A line of the journal: one run of one migration in one environment. Lines are never removed. A migration's state is
/// its newest line that is neither failed nor held.
/// </summary>
public sealed record MigrationRecord
{
    /// <summary>
    /// The line's number: it grows with every line of the environment, and gives the order of the runs.
    /// </summary>
    public required int Id { get; init; }

    /// <summary>The file's name, <c>V0007__add_refunds.sql</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version, or null for a repeatable one.</summary>
    public MigrationVersion? Version { get; init; }

    /// <summary>How often it runs.</summary>
    public required MigrationKind Kind { get; init; }

    /// <summary>When a release runs it.</summary>
    public required MigrationPhase Phase { get; init; }

    /// <summary>SHA-256 of its up text, in hexadecimal; line ends don't count.</summary>
    public required string Checksum { get; init; }

    /// <summary>
    /// Its down text at the time it was applied, with variables unresolved; null if it had none. <c>migrate down</c>
    /// runs this text, whatever the project holds now.
    /// </summary>
    public string? Down { get; init; }

    /// <summary>The state of this run.</summary>
    public required MigrationState State { get; init; }

    /// <summary>The release that ran it (42 for r42), or null if <c>migrate</c> did.</summary>
    public int? Release { get; init; }

    /// <summary>
    /// When it was applied or attempted, in UTC by the server's clock. The time of a line that is still to be written
    /// is this machine's: the journal takes the server's, because it is compared with the times of releases.
    /// </summary>
    public required DateTimeOffset AppliedAt { get; init; }

    /// <summary>Who ran it, as <c>user@host</c>.</summary>
    public required string AppliedBy { get; init; }

    /// <summary>How long it ran, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Why it failed, or a remark; never a secret variable's value.</summary>
    public string Message { get; init; } = "";

    /// <summary>
    /// When the line was last written, in UTC by the server's clock: for a reverted migration, when it was reverted.
    /// Null in a line that is still to be written.
    /// </summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The data version taken before it ran, or null.</summary>
    public string? DataVersion { get; init; }

    /// <summary>True if its changes are in the database.</summary>
    public bool IsInForce => State == MigrationState.Applied;

    /// <summary>True if nobody can say how much of it is in the database.</summary>
    public bool IsUnfinished => State is MigrationState.Started or MigrationState.Partial or MigrationState.Reverting;
}
