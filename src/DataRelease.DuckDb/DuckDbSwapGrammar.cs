using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>
/// DuckDB's statements for a swap. DDL is transactional, and takes no locks that readers notice; of two concurrent
/// swaps one gets a write-write conflict. A view can be replaced by one of any shape, but loses its comments. Relations
/// can't be moved between schemas, so they are made again.
/// </summary>
public sealed class DuckDbSwapGrammar : SwapGrammar
{
    /// <summary>Each type holds every value of the types before it.</summary>
    private static readonly string[] _wholeNumbers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> BoundLocks(TimeSpan lockTimeout) => [];

    /// <inheritdoc/>
    public override bool CanReplace(IReadOnlyList<CatalogColumn> current, IReadOnlyList<CatalogColumn> next) => true;

    /// <summary>A view's text is bound only when it is read.</summary>
    public override bool CanReplaceUnder(CatalogDependent dependent) => dependent.Kind == "view";

    /// <inheritdoc/>
    public override Sql CreatePointer(
        RelationName live,
        RelationName physical,
        IReadOnlyList<CatalogColumn> columns,
        IReadOnlyList<string> options,
        bool replace
    )
    {
        var list = Sql.Join(", ", columns.Select(column => new Identifier(column.Name)));
        return $"create or replace view {live} as select {list} from {physical}";
    }

    /// <inheritdoc/>
    public override Sql CreateView(RelationName view, string definition, IReadOnlyList<string> options, bool replace) =>
        $"create or replace view {view} as {Sql.Raw(definition)}";

    /// <inheritdoc/>
    public override Sql? CreateDeciding(DecidingView view) => DuckDbDecidingView.Create(view);

    /// <inheritdoc/>
    public override IReadOnlyList<ConsumerChange> ConsumerChanges { get; } =
    [
        new(RelationKind.Table, "insert, update, delete", "fail on a view"),
        new(
            RelationKind.Table,
            "alter table, create index, truncate",
            "fail on a view; each release makes what the project defines for the relation"
        ),
    ];

    /// <inheritdoc/>
    public override DecidingText? ReadDeciding(string definition) => DuckDbDecidingView.Read(definition);

    /// <inheritdoc/>
    public override Sql CreateRoute(RouteView route) => DuckDbDecidingView.CreateRoute(route);

    /// <inheritdoc/>
    public override bool HoldsEvery(string from, string to) =>
        to == "VARCHAR"
        || (Array.IndexOf(_wholeNumbers, from) is >= 0 and var less && Array.IndexOf(_wholeNumbers, to) > less);

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Move(
        CatalogRelation relation,
        string? definition,
        RelationName to,
        IReadOnlyDictionary<RelationName, RelationName> moved
    ) =>
        relation.Kind == RelationKind.View
            ? [$"create view {to} as " + $"{Reaimed(definition, moved)}", $"drop view {relation.Name}"]
            : [$"create table {to} as select * from {relation.Name}", $"drop table {relation.Name}"];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> SetOwner(RelationName view, string owner) => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Grant(RelationName relation, IReadOnlyList<CatalogGrant> grants) => [];

    private static Sql Reaimed(string? definition, IReadOnlyDictionary<RelationName, RelationName> moved) =>
        Sql.Raw(DuckDbNames.Reaim(definition ?? throw new ArgumentNullException(nameof(definition)), moved));
}
