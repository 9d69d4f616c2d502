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

    /// <summary>The name in messages: <c>schema.name</c>, or the caller's name for the query.</summary>
    public string Name { get; }

    /// <summary>The FROM item, which needs an alias if it is a query.</summary>
    public Sql From { get; }

    /// <summary>The columns with the engine's types.</summary>
    public IReadOnlyList<CatalogColumn> Columns { get; }

    /// <summary>The relation, or null for a query.</summary>
    public RelationName? Relation { get; private init; }

    /// <summary>
    /// The fingerprint of its rows, if the caller knows it. Two sides with the same fingerprint have the same rows and
    /// are not read. Null if unknown.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>The side of a table or view.</summary>
    public static DiffSide Of(CatalogRelation relation) =>
        new(relation.Name.ToString(), $"{relation.Name}", relation.Columns) { Relation = relation.Name };

    /// <summary>The side of a query. The engine describes its columns; the query is not run.</summary>
    /// <param name="session">An open session.</param>
    /// <param name="name">The query's name in messages.</param>
    /// <param name="query">A SELECT without a semicolon at its end.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<DiffSide> OfQueryAsync(
        WarehouseSession session,
        string name,
        Sql query,
        CancellationToken cancellation
    ) => new(name, $"({query})", await session.Dialect.Diff.DescribeAsync(session, query, cancellation));

    /// <summary>True if both sides are known to have the same rows without reading them.</summary>
    internal bool HoldsSameAs(DiffSide other) =>
        (Relation is { } own && own == other.Relation) || (Fingerprint is not null && Fingerprint == other.Fingerprint);
}
