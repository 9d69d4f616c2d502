namespace DataRelease.Warehouses;

/// <summary>
/// Protections that keep sessions other than a release's from making, changing or dropping relations in live schemas:
/// an old job that still runs, an analyst's <c>dbt run</c>. They stop accidents, but not intent.
/// </summary>
/// <param name="Standing">The protections in place, one sentence each without a full stop.</param>
/// <param name="Missing">The protections that could be added.</param>
public sealed record LiveGuard(IReadOnlyList<string> Standing, IReadOnlyList<GuardMeasure> Missing);

/// <summary>A protection that is not in place.</summary>
/// <param name="On">The schema that it protects; empty for the database.</param>
/// <param name="Says">What can happen without it, as a sentence without a full stop.</param>
/// <param name="Statements">The statements that add it.</param>
/// <param name="Lacks">The right that the session's role lacks for the statements; null if it lacks none.</param>
public sealed record GuardMeasure(string On, string Says, IReadOnlyList<Sql> Statements, string? Lacks);
