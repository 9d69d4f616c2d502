namespace DataRelease.Warehouses;

/// <summary>What consumers may do with a table or materialized view, and can't with the view in its place.</summary>
/// <param name="Of">What stands there before.</param>
/// <param name="Statement">What they type, <c>NAME</c> for the relation.</param>
/// <param name="Effect">What comes of it on a view, and what does it instead; without a full stop.</param>
public sealed record ConsumerChange(RelationKind Of, string Statement, string Effect);
