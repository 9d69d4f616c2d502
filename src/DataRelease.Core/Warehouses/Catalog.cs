namespace DataRelease.Warehouses;

/// <summary>The kind of a relation, as far as a release distinguishes kinds.</summary>
public enum RelationKind
{
    /// <summary>A relation with rows of its own.</summary>
    Table,

    /// <summary>A stored query.</summary>
    View,

    /// <summary>A stored query with stored rows.</summary>
    MaterializedView,

    /// <summary>
    /// Any other object that has the name: a foreign table, a partition root, a sequence of an unknown kind.
    /// </summary>
    Other,
}

/// <summary>A column in the catalog.</summary>
/// <param name="Name">Its name in exact case.</param>
/// <param name="Ordinal">Its place in the relation, from 1.</param>
/// <param name="Type">Its type in the engine's own full spelling, with length, precision and scale.</param>
/// <param name="Nullable">False if the engine enforces NOT NULL.</param>
/// <param name="Comment">Its comment or null.</param>
public sealed record CatalogColumn(string Name, int Ordinal, string Type, bool Nullable, string? Comment)
{
    /// <summary>The engine's own type under one that somebody named, in the same spelling; null for its own.</summary>
    public string? Underlying { get; init; }

    /// <summary>The engine's own type, by which values are compared and measured.</summary>
    public string ValueType => Underlying ?? Type;
}

/// <summary>A relation in the catalog.</summary>
/// <param name="Name">Its name in exact case.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Owner">The owning role; null where the engine has none.</param>
/// <param name="Comment">Its comment or null.</param>
/// <param name="Columns">Its columns in ordinal order.</param>
/// <param name="Options">View options such as <c>security_invoker=true</c>, as the engine spells them.</param>
/// <param name="EstimatedRows">The engine's estimate of the number of rows; null if unknown.</param>
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
    /// <summary>True if policies decide which rows a role sees.</summary>
    public bool HasRowSecurity { get; init; }
}

/// <summary>A privilege that a role holds directly.</summary>
/// <param name="Schema">The schema of the relation, or the schema that the privilege is on.</param>
/// <param name="Relation">The relation, or null for a privilege on the schema itself.</param>
/// <param name="Column">The column, or null for the whole relation.</param>
/// <param name="Grantee">The role; <c>PUBLIC</c> is <see cref="Public"/>.</param>
/// <param name="Privilege"><c>SELECT</c>, <c>USAGE</c>, …</param>
/// <param name="Grantable">True if the role may pass the privilege on (WITH GRANT OPTION).</param>
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

    /// <summary>The pseudo-privilege of the relation's owner, see <see cref="Warehouse.ReadAccessAsync"/>.</summary>
    public const string Ownership = "OWNER";

    /// <summary>The pseudo-privilege of a view's option. Its grantee is the option's text.</summary>
    public const string Option = "OPTION";
}

/// <summary>A privilege that new relations get by default.</summary>
/// <param name="Owner">The role whose new relations get it.</param>
/// <param name="Schema">The schema that they are made in.</param>
/// <param name="Grantee">The role; <c>PUBLIC</c> is <see cref="CatalogGrant.Public"/>.</param>
/// <param name="Privilege"><c>SELECT</c>, …</param>
public sealed record DefaultGrant(string Owner, string Schema, string Grantee, string Privilege);

/// <summary>An object that is attached to a view and is dropped with it.</summary>
/// <param name="On">The view.</param>
/// <param name="Kind"><c>trigger</c>, <c>rule</c>, <c>column default</c>, <c>security label</c>.</param>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Column">The column that it needs, or null.</param>
/// <param name="Statement">The statement that makes it again; null if it can't be made again.</param>
public sealed record CatalogAttachment(RelationName On, string Kind, string Name, string? Column, string? Statement)
{
    /// <summary>The kind of a column's default, whose statement also fits a table in the view's place.</summary>
    public const string Default = "column default";
}

/// <summary>An object of the database that notices a swap's DDL.</summary>
/// <param name="Kind"><c>event trigger</c>, <c>publication</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Effect">What it does, for messages.</param>
public sealed record CatalogWatcher(string Kind, string Name, string Effect);

/// <summary>An object that would break or stay behind if a relation were dropped or moved.</summary>
/// <param name="On">The relation that the object depends on.</param>
/// <param name="Kind"><c>view</c>, <c>materialized view</c>, <c>function</c>, <c>foreign key</c>, <c>publication</c>,
/// <c>rule</c>, …</param>
/// <param name="ObjectName">Its name, for messages. Views have <see cref="Relation"/>, too.</param>
/// <param name="Relation">The name of a dependent view or materialized view.</param>
/// <param name="Definition">The query of a view, with every name schema-qualified; otherwise null.</param>
public sealed record CatalogDependent(
    RelationName On,
    string Kind,
    string ObjectName,
    RelationName? Relation,
    string? Definition
)
{
    /// <summary>The schema that the object is in, and with which it is dropped; null if that is not known.</summary>
    public string? Schema { get; init; }
}

/// <summary>An object outside of what is dropped that the drop would take along or change.</summary>
/// <param name="Kind">The engine's word, such as <c>default value</c>, <c>table column</c> or <c>function</c>.</param>
/// <param name="ObjectName">Its name, for messages.</param>
/// <param name="Relation">The relation that it belongs to; null if it belongs to none.</param>
/// <param name="IsQuery">True for a view's query, which is gone as soon as the view has another one.</param>
public sealed record CatalogLoss(string Kind, string ObjectName, RelationName? Relation, bool IsQuery);
