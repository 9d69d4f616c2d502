using DataRelease.Warehouses;

namespace DataRelease.Postgres.Diffs;

/// <summary>One part of two tables, cut so that rows with the same key are probably in the same part.</summary>
/// <param name="Blue">The rows of blue's part, as a condition on its table. Every row is in exactly one part.</param>
/// <param name="Green">The rows of green's part, likewise.</param>
/// <param name="From">
/// The lower bound of the key's first column, as text, for most rows of the part; null for the first part.
/// </param>
/// <param name="To">The upper bound (exclusive): the lower bound of the next part; null for the last part.</param>
internal sealed record PagePart(Sql Blue, Sql Green, string? From, string? To);
