using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>One side of a diff: a relation or a query, with its columns.</summary>
public sealed record DiffSide
{
    private DiffSide(string name, Sql from, IReadOnlyList<CatalogColumn> columns)
    {
        Name = name;
        From = from;
        Columns = columns;
    }

    /// <summary>For people: <c>schema.name</c> or what the caller calls the query.</summary>
    public string Name { get; }

    /// <summary>What stands after FROM; needs an alias where it is a query.</summary>
    public Sql From { get; }

    /// <summary>Its columns, with the engine's types.</summary>
    public IReadOnlyList<CatalogColumn> Columns { get; }

    /// <summary>The relation, or null for a query.</summary>
    public RelationName? Relation { get; private init; }

    /// <summary>
    /// What its rows were made of, if the caller knows: two sides with the same fingerprint hold the same rows and are
    /// not read. Null if unknown.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>A table or view.</summary>
    public static DiffSide Of(CatalogRelation relation) =>
        new(relation.Name.ToString(), $"{relation.Name}", relation.Columns) { Relation = relation.Name };

    /// <summary>The rows of a query; its columns are asked of the engine, the query is not run.</summary>
    /// <param name="session">Open.</param>
    /// <param name="name">For people.</param>
    /// <param name="query">A SELECT without a closing semicolon.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<DiffSide> OfQueryAsync(
        WarehouseSession session,
        string name,
        Sql query,
        CancellationToken cancellation
    ) => new(name, $"({query})", await session.Dialect.Diff.DescribeAsync(session, query, cancellation));

    /// <summary>True if both are known to hold the same rows without reading them.</summary>
    internal bool HoldsSameAs(DiffSide other) =>
        (Relation is { } own && own == other.Relation) || (Fingerprint is not null && Fingerprint == other.Fingerprint);
}
