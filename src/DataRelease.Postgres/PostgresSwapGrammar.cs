using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// DDL is transactional and takes exclusive locks. CREATE OR REPLACE VIEW keeps owner, grants, comments and dependents,
/// may append columns but change none, and resets the view's options
/// (https://www.postgresql.org/docs/15/sql-createview.html), so they are written again.
/// </summary>
public sealed class PostgresSwapGrammar : SwapGrammar
{
    /// <summary>
    /// The lock timeout stays below deadlock_timeout, so that this transaction and never a reader gives way.
    /// JIT and parallel plans have nothing to gain here.
    /// </summary>
    public override IReadOnlyList<Sql> BoundLocks(TimeSpan lockTimeout) =>
    [
        Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"set local lock_timeout = '{Math.Max(1, (long)lockTimeout.TotalMilliseconds)}ms'")),
        Sql.Raw("set local search_path = ''"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> LockViews(IReadOnlyList<RelationName> views) =>
        views.Count == 0 ? [] : [$"lock table {Sql.Join(", ", views.Order().Select(view => (Sql)$"{view}"))} in access exclusive mode"];

    /// <summary>Same names and types in the same order, new columns only at the end.</summary>
    public override bool CanReplace(IReadOnlyList<CatalogColumn> current, IReadOnlyList<CatalogColumn> next) =>
        current.Count <= next.Count
        && current.Zip(next).All(pair => pair.First.Name == pair.Second.Name && pair.First.Type == pair.Second.Type);

    /// <inheritdoc/>
    public override Sql CreatePointer(
        RelationName live, RelationName physical, IReadOnlyList<CatalogColumn> columns, IReadOnlyList<string> options, bool replace)
    {
        var list = Sql.Join(", ", columns.Select(column => new Identifier(column.Name)));
        return Create(live, $"select {list} from {physical}", options, replace);
    }

    /// <inheritdoc/>
    public override Sql CreateView(RelationName view, string definition, IReadOnlyList<string> options, bool replace) =>
        Create(view, Sql.Raw(definition), options, replace);

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Move(
        CatalogRelation relation, string? definition, RelationName to, IReadOnlyDictionary<RelationName, RelationName> moved)
    {
        var kind = Sql.Raw(relation.Kind switch
        {
            RelationKind.View => "view",
            RelationKind.MaterializedView => "materialized view",
            _ => "table",
        });
        var statements = new List<Sql> { $"alter {kind} {relation.Name} set schema {new Identifier(to.Schema)}" };
        if (relation.Name.Name != to.Name)
            statements.Add($"alter {kind} {relation.Name with { Schema = to.Schema }} rename to {new Identifier(to.Name)}");
        return statements;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> SetOwner(RelationName view, string owner) => [$"alter view {view} owner to {new Identifier(owner)}"];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Grant(RelationName relation, IReadOnlyList<CatalogGrant> grants) =>
    [
        .. grants.Select(grant =>
        {
            var privilege = Sql.Raw(Privilege(grant.Privilege));
            var columns = grant.Column is null ? Sql.Empty : (Sql)$" ({new Identifier(grant.Column)})";
            var option = Sql.Raw(grant.Grantable ? " with grant option" : "");
            return (Sql)$"grant {privilege}{columns} on {relation} to {Role(grant.Grantee)}{option}";
        }),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> LetRead(string role, RelationName physical) =>
    [
        $"grant usage on schema {new Identifier(physical.Schema)} to {Role(role)}",
        $"grant select on {physical} to {Role(role)}",
    ];

    private static Sql Create(RelationName view, Sql query, IReadOnlyList<string> options, bool replace)
    {
        var verb = Sql.Raw(replace ? "create or replace view" : "create view");
        var with = options.Count == 0 ? Sql.Empty : (Sql)$" with ({Sql.Join(", ", options.Select(Option))})";
        return $"{verb} {view}{with} as {query}";
    }

    private static Sql Option(string option)
    {
        var parts = option.Split('=', 2);
        Sql name = $"{new Identifier(parts[0])}";
        return parts.Length == 1 ? name : (Sql)$"{name} = {new SqlText(parts[1])}";
    }

    private static Sql Role(string role) => role == CatalogGrant.Public ? Sql.Raw("public") : (Sql)$"{new Identifier(role)}";

    /// <summary>The catalog's own words only, since they stand in the statement as they are.</summary>
    private static string Privilege(string privilege) => privilege switch
    {
        "SELECT" or "INSERT" or "UPDATE" or "DELETE" or "TRUNCATE" or "REFERENCES" or "TRIGGER" or "MAINTAIN" => privilege.ToLowerInvariant(),
        _ => throw new ArgumentException($"unknown privilege '{privilege}'", nameof(privilege)),
    };
}
