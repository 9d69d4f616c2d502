namespace DataRelease.Warehouses;

/// <summary>All that a swap's transaction does, for an engine that takes it as one batch.</summary>
/// <param name="Proof">An UPDATE of one row if the lease is ours, and of none if it is not.</param>
/// <param name="Before">The rights that what is made again has when it begins.</param>
/// <param name="Statements">The views, then the marker and the ledger's other rows.</param>
/// <param name="After">The rights that there are when it ends.</param>
public sealed record WholeSwap(Sql Proof, ExpectedAccess Before, IReadOnlyList<Sql> Statements, ExpectedAccess After);

/// <summary>All rights on some relations, with owners and options as <see cref="CatalogGrant"/> has them.</summary>
/// <param name="Relations">Which; nothing else is compared.</param>
/// <param name="Grants">What there must be, and nothing more.</param>
public sealed record ExpectedAccess(IReadOnlyList<RelationName> Relations, IReadOnlyList<CatalogGrant> Grants)
{
    /// <summary>Nothing is compared.</summary>
    public static ExpectedAccess None { get; } = new([], []);
}
