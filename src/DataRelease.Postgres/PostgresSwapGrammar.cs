using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// PostgreSQL's statements for a swap. DDL is transactional and takes exclusive locks. CREATE OR REPLACE VIEW keeps
/// owner, grants, comments and dependents, and may append columns but change none. It resets the view's options
/// (https://www.postgresql.org/docs/15/sql-createview.html), so they are written again.
/// </summary>
public class PostgresSwapGrammar : SwapGrammar
{
    private static readonly PostgresDialect _spelling = new();

    /// <summary>Each type holds every value of the types before it.</summary>
    private static readonly string[] _wholeNumbers = ["smallint", "integer", "bigint", "numeric"];

    /// <summary>
    /// The lock timeout stays below deadlock_timeout, so that this transaction gives way and never a reader. A
    /// statement timeout that a role or database sets is switched off for our statements.
    /// </summary>
    public override IReadOnlyList<Sql> BoundLocks(TimeSpan lockTimeout) =>
        [
            Sql.Raw($"set local lock_timeout = '{Milliseconds(lockTimeout)}ms'"),
            Sql.Raw("set local statement_timeout = 0"),
        ];

    /// <summary>
    /// Puts pg_catalog first on the search path. The server writes a definition's text for that order, which holds
    /// unless the path names pg_catalog after another schema.
    /// </summary>
    public override IReadOnlyList<Sql> KeepMeanings => [Sql.Raw($"select {CatalogFirst}")];

    private const string CatalogFirst =
        "pg_catalog.set_config('search_path', "
        + "'pg_catalog, ' operator(pg_catalog.||) pg_catalog.current_setting('search_path'), true) "
        + "where pg_catalog.array_position(pg_catalog.current_schemas(false), 'pg_catalog'::pg_catalog.name) "
        + "operator(pg_catalog.>) 1";

    /// <summary>
    /// Locks each relation by giving it to its present owner, which changes nothing and locks only that relation. LOCK
    /// TABLE on a view would also lock everything that the view reads, down to the project's sources, and needs rights
    /// on all of it. Because lock_timeout applies to each lock, each lock gets what the earlier ones left of the time,
    /// and at least a millisecond. The server's own work is not bounded: thousands of free locks take longer.
    /// </summary>
    public override IReadOnlyList<Sql> Lock(IReadOnlyList<CatalogRelation> relations, TimeSpan lockTimeout)
    {
        if (relations.Count == 0)
            return [];
        var whole = Milliseconds(lockTimeout);
        var locks = relations
            .DistinctBy(relation => relation.Name)
            .OrderBy(relation => relation.Name)
            .Select(relation =>
                _spelling.Literal(
                    $"alter table {_spelling.Quote(relation.Name)} owner to {_spelling.Quote(relation.Owner!)}"
                )
            );
        var text =
            "declare began pg_catalog.timestamptz := pg_catalog.clock_timestamp(); lock pg_catalog.text; begin "
            + $"foreach lock in array array[{string.Join(", ", locks)}]::pg_catalog.text[] loop "
            + $"perform pg_catalog.set_config('lock_timeout', (greatest(1, {whole} operator(pg_catalog.-) "
            + "(1000 operator(pg_catalog.*) extract(epoch from pg_catalog.clock_timestamp() "
            + "operator(pg_catalog.-) began))::pg_catalog.int4))::pg_catalog.text, true); execute lock; end loop; "
            + $"perform pg_catalog.set_config('lock_timeout', '{whole}ms', true); end";
        return [$"do {new SqlText(text)}"];
    }

    /// <inheritdoc/>
    public override Sql? AtOnce(Sql proof, IReadOnlyList<Sql> statements, TimeSpan lockTimeout)
    {
        var body = string.Concat(statements.Select(statement => $"{Text(statement)}; "));
        var names = _spelling.OwnNames!;
        var text =
            $"begin perform pg_catalog.set_config('lock_timeout', '{Milliseconds(lockTimeout)}ms', true); "
            + $"{Perform(names.Begin)}; perform 1 {Text(proof)}; if not found then raise exception using "
            + $"errcode = '{PostgresErrors.NotOurs}', message = 'the lease is lost'; end if; {Perform(names.End)}; "
            + $"perform {CatalogFirst}; {body}end";
        return $"do {new SqlText(text)}";

        static string Perform(Sql select) => $"perform{Text(select)["select".Length..]}";

        static string Text(Sql sql) =>
            sql.Render(_spelling) is { Values: [] } whole
                ? whole.Text
                : throw new ArgumentException("a statement inside another can have no parameters", nameof(statements));
    }

    /// <inheritdoc/>
    public override RouterGrammar Router { get; } = new PostgresRouterGrammar();

    /// <inheritdoc/>
    public override bool IsCheckOption(string option) => option.StartsWith("check_option", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool ReplaceKeepsComments => true;

    /// <inheritdoc/>
    public override Sql? CreateDeciding(DecidingView view) =>
        Create(view.Live, PostgresDecidingView.Write(view), view.Options, replace: true);

    /// <inheritdoc/>
    public override IReadOnlyList<ConsumerChange> ConsumerChanges { get; } =
    [
        new(
            RelationKind.Table,
            "copy NAME to …",
            "fails on a view; copy (select * from NAME) to … writes the same rows"
        ),
        new(
            RelationKind.Table,
            "pg_dump -t NAME",
            "writes the view and no rows; copy (select * from NAME) to … writes them"
        ),
        new(
            RelationKind.Table,
            "insert, update, delete",
            "reach the table of the release that is live, and the next release is built without them"
        ),
        new(
            RelationKind.Table,
            "truncate, alter table, create index",
            "fail on a view; each release makes what the project defines for the relation"
        ),
        new(
            RelationKind.MaterializedView,
            "refresh materialized view NAME",
            "fails on a view; data-release refresh builds it again"
        ),
    ];

    /// <inheritdoc/>
    public override DecidingText? ReadDeciding(string definition) => PostgresDecidingView.Read(definition);

    /// <inheritdoc/>
    public override Sql CreateRoute(RouteView route) => PostgresRouteView.Write(route);

    /// <inheritdoc/>
    public override bool HoldsEvery(string from, string to) =>
        to is "text" or "character varying"
        || (Array.IndexOf(_wholeNumbers, from) is >= 0 and var less && Array.IndexOf(_wholeNumbers, to) > less);

    /// <summary>True if names and types are the same in the same order, with new columns only at the end.</summary>
    public override bool CanReplace(IReadOnlyList<CatalogColumn> current, IReadOnlyList<CatalogColumn> next) =>
        current.Count <= next.Count
        && current.Zip(next).All(pair => pair.First.Name == pair.Second.Name && pair.First.Type == pair.Second.Type);

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
        return Create(live, $"select {list} from {physical}", options, replace);
    }

    /// <inheritdoc/>
    public override Sql CreateView(RelationName view, string definition, IReadOnlyList<string> options, bool replace) =>
        Create(view, Sql.Raw(definition), options, replace);

    /// <summary>
    /// False for foreign and partitioned tables unless they are intruders: ALTER TABLE would move them, but a view on
    /// one as a release's relation was never tried.
    /// </summary>
    public override bool CanMove(RelationKind kind, bool isIntruder) => isIntruder || kind != RelationKind.Other;

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Move(
        CatalogRelation relation,
        string? definition,
        RelationName to,
        IReadOnlyDictionary<RelationName, RelationName> moved
    )
    {
        var kind = Sql.Raw(
            relation.Kind switch
            {
                RelationKind.View => "view",
                RelationKind.MaterializedView => "materialized view",
                _ => "table",
            }
        );
        var statements = new List<Sql> { $"alter {kind} {relation.Name} set schema {new Identifier(to.Schema)}" };
        if (relation.Name.Name != to.Name)
            statements.Add(
                $"alter {kind} {relation.Name with { Schema = to.Schema }} rename to {new Identifier(to.Name)}"
            );
        return statements;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> SetOwner(RelationName view, string owner) =>
        [$"alter view {view} owner to {new Identifier(owner)}"];

    /// <summary>ALTER TABLE accepts every kind of relation.</summary>
    public override IReadOnlyList<Sql> GiveTo(RelationName relation, string owner) =>
        [$"alter table {relation} owner to {new Identifier(owner)}"];

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
    public override IReadOnlyList<Sql> Withdraw(RelationName relation, IReadOnlyList<CatalogGrant> grants) =>
        [
            .. grants.Select(grant =>
                (Sql)(
                    $"revoke {Sql.Raw(Privilege(grant.Privilege))}{OfColumn(grant.Column)} on {relation} "
                    + $"from {Role(grant.Grantee)}"
                )
            ),
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Revoke(RelationName relation, IReadOnlyList<string> roles) =>
        [.. roles.Select(role => (Sql)$"revoke all privileges on {relation} from {Role(role)}")];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> LetUse(string role, string schema) =>
        [$"grant usage on schema {new Identifier(schema)} to {Role(role)}"];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> LetRead(string role, RelationName physical, string? column) =>
        [$"grant select{OfColumn(column)} on {physical} to {Role(role)}"];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Bar(string role, RelationName physical, string? column) =>
        [$"revoke select{OfColumn(column)} on {physical} from {Role(role)}"];

    private static Sql OfColumn(string? column) => column is null ? Sql.Empty : $" ({new Identifier(column)})";

    private static string Milliseconds(TimeSpan span) =>
        Math.Max(1, (long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

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

    private static Sql Role(string role) =>
        role == CatalogGrant.Public ? Sql.Raw("public") : (Sql)$"{new Identifier(role)}";

    /// <summary>Accepts only the catalog's own words, because they go into the statement as they are.</summary>
    private static string Privilege(string privilege) =>
        privilege switch
        {
            "SELECT" or "INSERT" or "UPDATE" or "DELETE" or "TRUNCATE" or "REFERENCES" or "TRIGGER" or "MAINTAIN" =>
                privilege.ToLowerInvariant(),
            "ALL" => "all privileges",
            _ => throw new ArgumentException($"unknown privilege '{privilege}'", nameof(privilege)),
        };
}
