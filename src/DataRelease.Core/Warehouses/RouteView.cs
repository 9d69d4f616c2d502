namespace DataRelease.Warehouses;

/// <summary>The property that tells consumers apart while a release is shown to some of them.</summary>
public enum PrincipalKind
{
    /// <summary>The role or user that logged in.</summary>
    Role,

    /// <summary>The name that a session gives itself.</summary>
    ApplicationName,

    /// <summary>The address that a session comes from.</summary>
    ClientAddress,

    /// <summary>A setting or variable of the session.</summary>
    Setting,
}

/// <summary>How a route identifies a session.</summary>
/// <param name="Kind">The property that identifies the session.</param>
/// <param name="Setting">The setting's name, for <see cref="PrincipalKind.Setting"/>.</param>
/// <param name="Accounts">
/// Roles whose sessions name their principal themselves by the setting. Any other role is its own principal. Empty
/// where the engine has no roles.
/// </param>
public sealed record Principal(PrincipalKind Kind, string Setting, IReadOnlyList<string> Accounts);

/// <summary>
/// The view that says which release a session sees: the one that an exception names; otherwise green for a share of all
/// principals, and blue for the others. A principal that sees green keeps seeing it while the share only grows.
/// Deciding views read this view with their owner's rights, so nobody else needs a right on the ledger.
/// </summary>
/// <param name="View">The view's name.</param>
/// <param name="Routes">
/// The table of routes, one row for each environment: <c>environment</c>, <c>blue</c>, <c>green</c>, <c>share</c> (in
/// parts of <see cref="Whole"/>), <c>salt</c>.
/// </param>
/// <param name="Exceptions">
/// The table of exceptions, at most one row for each principal and environment: <c>environment</c>, <c>principal</c>,
/// <c>number</c>.
/// </param>
/// <param name="Environment">The environment of the route.</param>
/// <param name="By">How a session is identified.</param>
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
