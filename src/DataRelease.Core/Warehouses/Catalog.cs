namespace DataRelease.Warehouses;

/// <summary>What a relation is, as far as a release cares.</summary>
public enum RelationKind
{
    /// <summary>Rows of its own.</summary>
    Table,

    /// <summary>A stored query.</summary>
    View,

    /// <summary>A stored query with its rows.</summary>
    MaterializedView,

    /// <summary>
    /// Anything else that holds the name: foreign table, partition root, sequence of an unknown kind.
    /// </summary>
    Other,
}

/// <summary>A column as the catalog has it.</summary>
/// <param name="Name">Exact case.</param>
/// <param name="Ordinal">From 1, in the relation's order.</param>
/// <param name="Type">The engine's own full spelling, with length, precision and scale.</param>
/// <param name="Nullable">False where the engine enforces NOT NULL.</param>
/// <param name="Comment">Its comment or null.</param>
public sealed record CatalogColumn(string Name, int Ordinal, string Type, bool Nullable, string? Comment);

/// <summary>A relation as the catalog has it.</summary>
/// <param name="Name">Exact case.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Owner">The owning role, null where the engine has none.</param>
/// <param name="Comment">Its comment or null.</param>
/// <param name="Columns">In ordinal order.</param>
/// <param name="Options">View options such as <c>security_invoker=true</c>, as the engine spells them.</param>
/// <param name="EstimatedRows">The engine's estimate, null if unknown.</param>
public sealed record CatalogRelation(
    RelationName Name,
    RelationKind Kind,
    string? Owner,
    string? Comment,
    IReadOnlyList<CatalogColumn> Columns,
    IReadOnlyList<string> Options,
    long? EstimatedRows
)
{
    /// <summary>True if policies decide which of its rows a role sees.</summary>
    public bool HasRowSecurity { get; init; }
}

/// <summary>A privilege that a role holds directly.</summary>
/// <param name="Schema">The schema it is in or on.</param>
/// <param name="Relation">The relation, or null for a privilege on the schema itself.</param>
/// <param name="Column">The column, or null for the whole relation.</param>
/// <param name="Grantee">The role; <c>PUBLIC</c> is <see cref="Public"/>.</param>
/// <param name="Privilege"><c>SELECT</c>, <c>USAGE</c>, …</param>
/// <param name="Grantable">WITH GRANT OPTION.</param>
public sealed record CatalogGrant(
    string Schema,
    string? Relation,
    string? Column,
    string Grantee,
    string Privilege,
    bool Grantable
)
{
    /// <summary>The grantee that stands for everybody.</summary>
    public const string Public = "PUBLIC";

    /// <summary>
    /// The privilege that stands for owning the relation, see <see cref="Warehouse.ReadAccessAsync"/>.
    /// </summary>
    public const string Ownership = "OWNER";

    /// <summary>The privilege that stands for an option of a view, whose text is then the grantee.</summary>
    public const string Option = "OPTION";
}

/// <summary>A privilege that a new relation gets by itself.</summary>
/// <param name="Owner">Of whose relations.</param>
/// <param name="Schema">In which schema.</param>
/// <param name="Grantee">The role; <c>PUBLIC</c> is <see cref="CatalogGrant.Public"/>.</param>
/// <param name="Privilege"><c>SELECT</c>, …</param>
public sealed record DefaultGrant(string Owner, string Schema, string Grantee, string Privilege);

/// <summary>Something that hangs on a view and goes with it when it is dropped.</summary>
/// <param name="On">The view.</param>
/// <param name="Kind"><c>trigger</c>, <c>rule</c>, <c>column default</c>, <c>security label</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="Column">The column it needs, or null.</param>
/// <param name="Statement">Makes it again; null if that can't be done.</param>
public sealed record CatalogAttachment(RelationName On, string Kind, string Name, string? Column, string? Statement);

/// <summary>Something of the whole database that notices a swap's DDL.</summary>
/// <param name="Kind"><c>event trigger</c>, <c>publication</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Effect">What it does, for people.</param>
public sealed record CatalogWatcher(string Kind, string Name, string Effect);

/// <summary>An object that would break or stay behind if a relation were dropped or moved.</summary>
/// <param name="On">The relation it depends on.</param>
/// <param name="Kind"><c>view</c>, <c>materialized view</c>, <c>function</c>, <c>foreign key</c>, <c>publication</c>,
/// <c>rule</c>, …</param>
/// <param name="ObjectName">Its name, for people; <see cref="Relation"/> where it is one.</param>
/// <param name="Relation">The dependent itself where it is a view or materialized view.</param>
/// <param name="Definition">For a view: its query with every name schema-qualified, else null.</param>
public sealed record CatalogDependent(
    RelationName On,
    string Kind,
    string ObjectName,
    RelationName? Relation,
    string? Definition
);
