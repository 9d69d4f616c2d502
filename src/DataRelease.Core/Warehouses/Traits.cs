using System.Data;

namespace DataRelease.Warehouses;

/// <summary>
/// What one warehouse can do and how it behaves, as data. Code that depends on it asks here, and never for the engine's
/// name. Several products may share a warehouse class (a server, its cloud variants); the traits are those of the
/// product that it is connected to.
/// </summary>
public sealed record Traits
{
    /// <summary>How names fold and how long they may be.</summary>
    public required NameRules Names { get; init; }

    /// <summary>
    /// True if making, changing and dropping objects is part of a transaction; false if each change commits separately.
    /// </summary>
    public required bool HasTransactionalDdl { get; init; }

    /// <summary>
    /// True if one transaction can delete the rows of two tables, of which one refers to the other by a foreign key,
    /// and insert others.
    /// </summary>
    public bool ReplacesReferencedRows { get; init; } = true;

    /// <summary>
    /// The number of relations that one transaction drops at most; null if there is no such limit. An engine with room
    /// for a fixed number of locks refuses a transaction that drops thousands.
    /// </summary>
    public int? MostDropped { get; init; }

    /// <summary>True if all reads of a transaction can see the same moment.</summary>
    public required bool HasSnapshots { get; init; }

    /// <summary>
    /// The isolation level at which all copies that a transaction makes show the same moment;
    /// <see cref="IsolationLevel.Unspecified"/> if there is no such level.
    /// </summary>
    public required IsolationLevel CopyIsolation { get; init; }

    /// <summary>
    /// True if the driver sends several statements in one message and each means the same as alone: a session setting
    /// that one makes holds for the next.
    /// </summary>
    public required bool TakesBatches { get; init; }

    /// <summary>True if the engine has roles and grants.</summary>
    public required bool HasRoles { get; init; }

    /// <summary>True if policies can decide which rows of a table a role sees.</summary>
    public required bool HasRowSecurity { get; init; }

    /// <summary>
    /// False if the engine does not enforce primary keys, or if a primary key makes valid updates within a transaction
    /// fail.
    /// </summary>
    public required bool HasReliableKeys { get; init; }

    /// <summary>
    /// True if a statement sees whatever any session committed before it. If not, only a session that is opened after
    /// the commit is sure to see it, and two processes may each find that they alone have taken a lease.
    /// </summary>
    public bool SeesEachCommit { get; init; } = true;

    /// <summary>
    /// True if no other process can open the database while this process has it open. Before a dbt process runs,
    /// <see cref="Warehouse.StepAsideAsync"/> closes everything.
    /// </summary>
    public required bool IsOneProcess { get; init; }

    /// <summary>
    /// True if the engine binds a view when it is read, so that the relations under it can be dropped without an error.
    /// </summary>
    public required bool BindsViewsLate { get; init; }

    /// <summary>True if a copy of a table takes no space: both tables share the rows until one is written to.</summary>
    public required bool CanClone { get; init; }

    /// <summary>
    /// True for engines that store columns and scan them in parallel in any statement, so that the order of a key gains
    /// nothing.
    /// </summary>
    public required bool IsColumnar { get; init; }

    /// <summary>True if the engine forgets a cancel that arrives before it runs the statement.</summary>
    public required bool ForgetsCancels { get; init; }

    /// <summary>The largest number of parameters of one statement.</summary>
    public required int MaxParameters { get; init; }

    /// <summary>The largest number of arguments of one function call.</summary>
    public required int MaxArguments { get; init; }

    /// <summary>The isolation levels that a reader's transaction can have.</summary>
    public required IReadOnlyList<IsolationLevel> ReaderIsolations { get; init; }

    /// <summary>
    /// True if a release may have code that consumers call by name, which a swap writes together with the views.
    /// </summary>
    public bool HasDatabaseProjects { get; init; }

    /// <summary>The properties by which a view can tell who reads it; empty if it can't.</summary>
    public IReadOnlyList<PrincipalKind> Principals { get; init; } = [];
}
