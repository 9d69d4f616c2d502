namespace DataRelease.Warehouses;

/// <summary>The schemas for which a role's rights are checked.</summary>
/// <param name="LedgerSchema">The control schema; it need not exist.</param>
/// <param name="LiveSchemas">Live schemas that exist.</param>
/// <param name="ReleaseSchemas">Release schemas that exist.</param>
public sealed record RightsScope(
    string LedgerSchema,
    IReadOnlyCollection<string> LiveSchemas,
    IReadOnlyCollection<string> ReleaseSchemas
);

/// <summary>A right that the session's role lacks.</summary>
/// <param name="Right"><c>CREATE</c>, <c>USAGE</c>, <c>ownership</c>, …</param>
/// <param name="On">The object, such as <c>database shop</c> or <c>schema analytics</c>.</param>
/// <param name="Remedy">The statement that grants it.</param>
public sealed record MissingRight(string Right, string On, string Remedy);

/// <summary>All rights that the session's role lacks.</summary>
/// <param name="Rights">The missing rights.</param>
/// <param name="Remedies">The smallest set of statements that grants all of them.</param>
public sealed record MissingRights(IReadOnlyList<MissingRight> Rights, IReadOnlyList<string> Remedies)
{
    /// <summary>Nothing is missing.</summary>
    public static MissingRights None { get; } = new([], []);
}

/// <summary>A view that the engine does not bind to the relations that it reads, so that they may be gone.</summary>
/// <param name="Name">The view.</param>
/// <param name="Schemas">The schemas that its text names before a dot.</param>
public sealed record UnboundView(RelationName Name, IReadOnlyList<string> Schemas);
