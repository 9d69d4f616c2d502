namespace DataRelease.Migrations;

/// <summary>How often a migration runs.</summary>
public enum MigrationKind
{
    /// <summary><c>V0007__name.sql</c>: once, in the order of versions.</summary>
    Versioned,

    /// <summary><c>R__name.sql</c>: after the versioned ones, again whenever its text changes.</summary>
    Repeatable,

    /// <summary>
    /// A line in the journal: what is not newer than this version counts as applied without having been run.
    /// </summary>
    Baseline,
}

/// <summary>When a release runs a migration.</summary>
public enum MigrationPhase
{
    /// <summary>Before green is built; what is live keeps working.</summary>
    Expand,

    /// <summary>When no release that may be gone back to needs what it takes away.</summary>
    Contract,
}

/// <summary>What became of a migration; a word in the journal.</summary>
public enum MigrationState
{
    /// <summary>Waits in the project; not in the journal.</summary>
    Pending,

    /// <summary>
    /// A contract migration that a release has announced; it waits for the end of the rollback window.
    /// </summary>
    Held,

    /// <summary>
    /// A script without a transaction has begun; if nobody is at it, the process died and how far it came is not known.
    /// </summary>
    Started,

    /// <summary>In force.</summary>
    Applied,

    /// <summary>It failed and was rolled back whole: nothing of it is there.</summary>
    Failed,

    /// <summary>A script without a transaction failed: what it had done before is there.</summary>
    Partial,

    /// <summary>Its down script, without a transaction, has begun or failed half way.</summary>
    Reverting,

    /// <summary>Taken back by its down script.</summary>
    Reverted,
}

/// <summary>
/// A line of the journal: one run of one migration in one environment. Lines are never removed; the newest line of a
/// migration that is neither failed nor held says how it stands.
/// </summary>
public sealed record MigrationRecord
{
    /// <summary>Grows with every line of the environment: the order in which things were done.</summary>
    public required int Id { get; init; }

    /// <summary>The file's name, <c>V0007__add_refunds.sql</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version, or null for a repeatable one.</summary>
    public MigrationVersion? Version { get; init; }

    /// <summary>How often it runs.</summary>
    public required MigrationKind Kind { get; init; }

    /// <summary>When a release runs it.</summary>
    public required MigrationPhase Phase { get; init; }

    /// <summary>SHA-256 of its up text, in hexadecimal, whatever the line ends.</summary>
    public required string Checksum { get; init; }

    /// <summary>
    /// Its down text as it was when it was applied, variables unresolved; null if it had none. This text is what
    /// <c>migrate down</c> runs, whatever the project holds now.
    /// </summary>
    public string? Down { get; init; }

    /// <summary>What became of this run.</summary>
    public required MigrationState State { get; init; }

    /// <summary>The release that ran it (42 for r42), or null if <c>migrate</c> did.</summary>
    public int? Release { get; init; }

    /// <summary>When it was applied, or when the attempt was made, UTC.</summary>
    public required DateTimeOffset AppliedAt { get; init; }

    /// <summary><c>user@host</c>.</summary>
    public required string AppliedBy { get; init; }

    /// <summary>How long it ran.</summary>
    public double Seconds { get; init; }

    /// <summary>Why it failed, or a remark; without values of secret variables.</summary>
    public string Message { get; init; } = "";

    /// <summary>
    /// When the line was last written, UTC; of one that is reverted, when that was done. Null in a line that is to be
    /// written: now, by the server's clock.
    /// </summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The data version that was taken before it, or null.</summary>
    public string? DataVersion { get; init; }

    /// <summary>True if what it did is in the database.</summary>
    public bool IsInForce => State == MigrationState.Applied;

    /// <summary>True if nobody can say how much of it is in the database.</summary>
    public bool IsUnfinished => State is MigrationState.Started or MigrationState.Partial or MigrationState.Reverting;
}
