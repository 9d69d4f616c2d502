namespace DataRelease.Warehouses;

/// <summary>
/// What keeps sessions that are not a release's from making, changing or dropping relations in live schemas: a job of
/// before that goes on, an analyst's <c>dbt run</c>. It stops accidents, and nobody who means it.
/// </summary>
/// <param name="Standing">What is in place, a sentence each without a full stop.</param>
/// <param name="Missing">What could be.</param>
public sealed record LiveGuard(IReadOnlyList<string> Standing, IReadOnlyList<GuardMeasure> Missing);

/// <summary>One measure of a guard that is not in place.</summary>
/// <param name="On">The schema it is about; empty for the database.</param>
/// <param name="Says">What is the case without it, a sentence without a full stop.</param>
/// <param name="Statements">What puts it in place.</param>
/// <param name="Lacks">The right that the session's role lacks for them; null if it has all.</param>
public sealed record GuardMeasure(string On, string Says, IReadOnlyList<Sql> Statements, string? Lacks);
