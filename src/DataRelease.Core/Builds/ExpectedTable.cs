using DataRelease.Warehouses;

namespace DataRelease.Builds;

/// <summary>A table that a database project expects to stay in place.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, each with the type as the catalog writes it; empty if that is not known.</param>
public sealed record ExpectedTable(RelationName Name, IReadOnlyList<(string Name, string Type)> Columns);
