namespace DataRelease.Warehouses;

/// <summary>By what consumers are told apart while a release is shown to some of them.</summary>
public enum PrincipalKind
{
    /// <summary>The role or user that is logged in.</summary>
    Role,

    /// <summary>The name that a session gives itself.</summary>
    ApplicationName,

    /// <summary>The address that a session comes from.</summary>
    ClientAddress,

    /// <summary>A setting or variable of the session.</summary>
    Setting,
}

/// <summary>Who a session is, for a route.</summary>
/// <param name="Kind">By what it is told.</param>
/// <param name="Setting">The setting's name, for <see cref="PrincipalKind.Setting"/>.</param>
/// <param name="Accounts">
/// Roles whose sessions say themselves who they are; every other one is its own principal. Empty where there are no
/// roles.
/// </param>
public sealed record Principal(PrincipalKind Kind, string Setting, IReadOnlyList<string> Accounts);

/// <summary>
/// The view that says which release a session sees: the one that an exception names, else green for a share of all
/// principals and blue for the others. A principal stays where it is while the share only grows. Views that decide read
/// it with their owner's rights, so nobody else needs a right on the ledger.
/// </summary>
/// <param name="View">Its name.</param>
/// <param name="Routes">
/// A row an environment: <c>environment</c>, <c>blue</c>, <c>green</c>, <c>share</c> (of <see cref="Whole"/>),
/// <c>salt</c>.
/// </param>
/// <param name="Exceptions">
/// At most one row a principal and environment: <c>environment</c>, <c>principal</c>, <c>number</c>.
/// </param>
/// <param name="Environment">Whose route.</param>
/// <param name="By">Who a session is.</param>
public sealed record RouteView(
    RelationName View,
    RelationName Routes,
    RelationName Exceptions,
    string Environment,
    Principal By
)
{
    /// <summary>The share at which every principal sees green.</summary>
    public const int Whole = 1024;
}
