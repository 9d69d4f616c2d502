using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// Snowflake's statements about views and rights. Each commits separately, so changes that must happen at once are
/// prepared in a schema that nobody reads.
/// </summary>
/// <param name="database">
/// The database. It is part of every name in a view's text, so that the text means the same wherever it is read.
/// </param>
public sealed class SnowflakeSwapGrammar(string database) : SwapGrammar
{
    /// <summary>The option of a secure view, which shows its text only to its owner.</summary>
    internal const string Secure = "secure";

    /// <inheritdoc/>
    public override IReadOnlyList<ConsumerChange> ConsumerChanges { get; } =
    [
        new(
            RelationKind.Table,
            "insert, update, delete, truncate",
            "fail on a view, which gets the table's rights to SELECT and REFERENCES and none of its others"
        ),
    ];

    /// <inheritdoc/>
    public override RouterGrammar Router => new SnowflakeRouterGrammar(this);

    /// <summary>None: the session's setting limits waits for locks, and a transaction can't change it.</summary>
    public override IReadOnlyList<Sql> BoundLocks(TimeSpan lockTimeout) => [];

    /// <inheritdoc/>
    public override bool CanReplace(IReadOnlyList<CatalogColumn> current, IReadOnlyList<CatalogColumn> next) => true;

    /// <summary>
    /// A view is bound by name each time it is read. A stream is lost with the relation that it reads.
    /// </summary>
    public override bool CanReplaceUnder(CatalogDependent dependent) => dependent.Kind == "view";

    /// <summary>
    /// A view's columns are fixed when it is created, so they are always named. A replaced view keeps its rights
    /// (https://docs.snowflake.com/en/sql-reference/sql/create-view).
    /// </summary>
    public override Sql CreatePointer(
        RelationName live,
        RelationName physical,
        IReadOnlyList<CatalogColumn> columns,
        IReadOnlyList<string> options,
        bool replace
    )
    {
        var list = Sql.Join(", ", columns.Select(column => new Identifier(column.Name)));
        return $"{Create(options, replace)} {Whole(live)} ({list}){Kept(replace)} "
            + $"as select {list} from {Whole(physical)}";
    }

    /// <inheritdoc/>
    public override Sql CreateView(RelationName view, string definition, IReadOnlyList<string> options, bool replace) =>
        $"{Create(options, replace)} {Whole(view)}{Kept(replace)} as {Sql.Raw(SnowflakeViewText.Body(definition))}";

    /// <inheritdoc/>
    public override Sql DropView(RelationName view) => $"drop view {Whole(view)}";

    /// <summary>
    /// Renaming moves a relation to another schema, with its rights. A view's text would keep its old names of its own
    /// schema and of relations that move along, so the view is created again in its new place.
    /// </summary>
    public override IReadOnlyList<Sql> Move(
        CatalogRelation relation,
        string? definition,
        RelationName to,
        IReadOnlyDictionary<RelationName, RelationName> moved
    )
    {
        var word = Sql.Raw(Word(relation.Kind));
        var statements = new List<Sql> { $"alter {word} {Whole(relation.Name)} rename to {Whole(to)}" };
        if (relation.Kind != RelationKind.View)
            return statements;
        var body = SnowflakeViewText.Body(definition ?? throw new ArgumentNullException(nameof(definition)));
        var aims = SnowflakeViewText
            .Names(body, relation.Name.Schema, database)
            .Distinct()
            .ToDictionary(name => name, name => moved.GetValueOrDefault(name, name));
        var aimed = SnowflakeViewText.Reaim(body, relation.Name.Schema, database, aims);
        statements.Add(CreateView(to, $"create view v as {aimed}", relation.Options, replace: true));
        return statements;
    }

    /// <inheritdoc/>
    public override bool CanMove(RelationKind kind, bool isIntruder) => kind is RelationKind.Table or RelationKind.View;

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> SetOwner(RelationName view, string owner) =>
        [$"grant ownership on view {Whole(view)} to role {new Identifier(owner)} copy current grants"];

    /// <summary>
    /// A view has no other privileges (https://docs.snowflake.com/en/user-guide/security-access-control-privileges),
    /// and granting one of a table fails.
    /// </summary>
    public override bool IsOfViews(string privilege) => privilege is "SELECT" or "REFERENCES";

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Grant(RelationName relation, IReadOnlyList<CatalogGrant> grants) =>
        Grant("view", relation, grants);

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> GrantTable(RelationName table, IReadOnlyList<CatalogGrant> grants) =>
        Grant("table", table, grants);

    private List<Sql> Grant(string kind, RelationName relation, IReadOnlyList<CatalogGrant> grants) =>
        [
            .. grants.Select(grant =>
                (Sql)(
                    $"grant {Privilege(grant.Privilege)} on {Sql.Raw(kind)} {Whole(relation)} "
                    + $"to role {Role(grant.Grantee)}{Sql.Raw(grant.Grantable ? " with grant option" : "")}"
                )
            ),
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Withdraw(RelationName relation, IReadOnlyList<CatalogGrant> grants) =>
        [
            .. grants.Select(grant =>
                (Sql)(
                    $"revoke {Privilege(grant.Privilege)} on view {Whole(relation)} from role {Role(grant.Grantee)} "
                    + $"cascade"
                )
            ),
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Revoke(RelationName relation, IReadOnlyList<string> roles) =>
        [
            .. roles.Select(role =>
                (Sql)$"revoke all privileges on view {Whole(relation)} from role {Role(role)} cascade"
            ),
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> LetUse(string role, string schema) =>
        [$"grant usage on schema {Whole(schema)} to role {Role(role)}"];

    /// <summary>
    /// Nothing to grant: a view reads with its owner's rights, so readers of a pointer view need no rights on what it
    /// reads.
    /// </summary>
    public override IReadOnlyList<Sql> LetRead(string role, RelationName physical, string? column) => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Bar(string role, RelationName physical, string? column) => [];

    /// <summary>The name with its database.</summary>
    internal Sql Whole(RelationName name) => $"{new Identifier(database)}.{name}";

    /// <summary>The database's own information schema.</summary>
    internal Sql Information => $"{new Identifier(database)}.information_schema";

    internal Sql Whole(string schema) => $"{new Identifier(database)}.{new Identifier(schema)}";

    /// <summary>Accepts only the catalog's own words, because they go into the statement as they are.</summary>
    internal static Sql Privilege(string privilege) =>
        privilege.Length > 0 && privilege.All(letter => char.IsAsciiLetterUpper(letter) || letter is ' ' or '_' or '.')
            ? Sql.Raw(privilege.ToLowerInvariant())
            : throw new ArgumentException($"unknown privilege '{privilege}'", nameof(privilege));

    internal static Sql Role(string role) =>
        role == CatalogGrant.Public ? Sql.Raw("PUBLIC") : (Sql)$"{new Identifier(role)}";

    private static Sql Create(IReadOnlyList<string> options, bool replace) =>
        Sql.Raw($"create {(replace ? "or replace " : "")}{(options.Contains(Secure) ? "secure " : "")}view");

    /// <summary>Only a replaced view has rights to keep.</summary>
    private static Sql Kept(bool replace) => Sql.Raw(replace ? " copy grants" : "");

    private static string Word(RelationKind kind) =>
        kind switch
        {
            RelationKind.View => "view",
            RelationKind.Table => "table",
            _ => throw new ArgumentException($"a {kind} is not moved", nameof(kind)),
        };
}
