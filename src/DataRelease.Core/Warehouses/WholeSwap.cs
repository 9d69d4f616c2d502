namespace DataRelease.Warehouses;

/// <summary>A swap's whole transaction, for an engine that takes it as one batch.</summary>
/// <param name="Proof">An UPDATE that affects one row if the lease is ours, and none if it is not.</param>
/// <param name="Before">The rights on the views to be made again, at the beginning.</param>
/// <param name="Statements">Statements for the views, then for the marker and the ledger's other rows.</param>
/// <param name="After">The rights at the end.</param>
public sealed record WholeSwap(Sql Proof, ExpectedAccess Before, IReadOnlyList<Sql> Statements, ExpectedAccess After);

/// <summary>All rights on some relations. Owners and options appear as in <see cref="CatalogGrant"/>.</summary>
/// <param name="Relations">The relations. No others are compared.</param>
/// <param name="Grants">The exact rights on them.</param>
public sealed record ExpectedAccess(IReadOnlyList<RelationName> Relations, IReadOnlyList<CatalogGrant> Grants)
{
    /// <summary>Nothing is compared.</summary>
    public static ExpectedAccess None { get; } = new([], []);
}
