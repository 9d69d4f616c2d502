namespace DataRelease.Warehouses;

/// <summary>
/// Something that consumers can do with a table or materialized view and can't do with the pointer view that replaces
/// it.
/// </summary>
/// <param name="Of">The kind of relation that the view replaces.</param>
/// <param name="Statement">The consumers' statement, with <c>NAME</c> for the relation.</param>
/// <param name="Effect">What the statement does on a view, and what to do instead; without a full stop.</param>
public sealed record ConsumerChange(RelationKind Of, string Statement, string Effect);
