using DataRelease.Warehouses;

namespace DataRelease.Postgres.Diffs;

/// <summary>Where two tables are cut so that rows with the same key probably stand in the same part.</summary>
/// <param name="Blue">The rows of blue's part, as a condition over its table; every row is in exactly one part.</param>
/// <param name="Green">Of green's.</param>
/// <param name="From">The key's first column, as text, that most rows of the part are not below; null for the first
/// part.</param>
/// <param name="To">What they are below: the next part's beginning; null for the last part.</param>
internal sealed record PagePart(Sql Blue, Sql Green, string? From, string? To);
