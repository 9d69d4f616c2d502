namespace DataRelease.Warehouses;

/// <summary>What a role's rights are asked for.</summary>
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
/// <param name="On">On what: <c>database shop</c>, <c>schema analytics</c>.</param>
/// <param name="Remedy">The statement that gives it.</param>
public sealed record MissingRight(string Right, string On, string Remedy);

/// <summary>All that the session's role lacks.</summary>
/// <param name="Rights">One by one.</param>
/// <param name="Remedies">The fewest statements that give all of them.</param>
public sealed record MissingRights(IReadOnlyList<MissingRight> Rights, IReadOnlyList<string> Remedies)
{
    /// <summary>Nothing is missing.</summary>
    public static MissingRights None { get; } = new([], []);
}

/// <summary>A view that the engine does not bind to what it reads, so that it may read what is gone.</summary>
/// <param name="Name">The view.</param>
/// <param name="Schemas">What its text names before a dot.</param>
public sealed record UnboundView(RelationName Name, IReadOnlyList<string> Schemas);
