using System.Data;

namespace DataRelease.Warehouses;

/// <summary>
/// What one warehouse can do and how it behaves, as data: whatever depends on it asks here, and never for the engine's
/// name. A warehouse that stands for several products (a server, its cloud variants) states what the one it is
/// connected to can do.
/// </summary>
public sealed record Traits
{
    /// <summary>How names are folded and how long they may be.</summary>
    public required NameRules Names { get; init; }

    /// <summary>
    /// True where making, changing and dropping objects is part of a transaction; false where each commits separately.
    /// </summary>
    public required bool HasTransactionalDdl { get; init; }

    /// <summary>True where all reads of a transaction can see one moment.</summary>
    public required bool HasSnapshots { get; init; }

    /// <summary>
    /// The isolation level at which every copy that a transaction makes shows the same moment;
    /// <see cref="IsolationLevel.Unspecified"/> where there is none.
    /// </summary>
    public required IsolationLevel CopyIsolation { get; init; }

    /// <summary>
    /// True where the driver sends several statements in one message and each means what it means alone: what one sets
    /// for the session is set for the next.
    /// </summary>
    public required bool TakesBatches { get; init; }

    /// <summary>True where roles and grants exist.</summary>
    public required bool HasRoles { get; init; }

    /// <summary>True where policies can decide which rows of a table a role sees.</summary>
    public required bool HasRowSecurity { get; init; }

    /// <summary>
    /// False where a primary key makes updates within a transaction fail without cause, or is not enforced.
    /// </summary>
    public required bool HasReliableKeys { get; init; }

    /// <summary>
    /// True where no other process can open the database while this one has it open: everything is closed with
    /// <see cref="Warehouse.StepAsideAsync"/> before a dbt process runs.
    /// </summary>
    public required bool IsOneProcess { get; init; }

    /// <summary>True where a view is bound when it is read, so that what it reads can go without an error.</summary>
    public required bool BindsViewsLate { get; init; }

    /// <summary>True where a copy of a table takes no rows: both share them until one is written to.</summary>
    public required bool CanClone { get; init; }

    /// <summary>
    /// True for engines that store columns and scan them in parallel whatever the statement, so that key order is worth
    /// nothing.
    /// </summary>
    public required bool IsColumnar { get; init; }

    /// <summary>True where a cancel that comes before the engine runs the statement is forgotten.</summary>
    public required bool ForgetsCancels { get; init; }

    /// <summary>The most parameters that one statement can have.</summary>
    public required int MaxParameters { get; init; }

    /// <summary>The most arguments that one call of a function can have.</summary>
    public required int MaxArguments { get; init; }

    /// <summary>The isolation levels that a reader's transaction can have.</summary>
    public required IReadOnlyList<IsolationLevel> ReaderIsolations { get; init; }

    /// <summary>By what a view can tell who reads it; empty where it can't.</summary>
    public IReadOnlyList<PrincipalKind> Principals { get; init; } = [];
}
