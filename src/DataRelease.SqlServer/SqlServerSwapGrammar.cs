using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// SQL Server's statements for a swap. DDL is transactional. ALTER VIEW takes an exclusive lock on the view, keeps its
/// rights, and may change its shape in any way
/// (https://learn.microsoft.com/sql/t-sql/statements/alter-view-transact-sql). So no pointer view is ever dropped and
/// created again.
/// </summary>
public sealed class SqlServerSwapGrammar : SwapGrammar
{
    /// <summary>In a deadlock this transaction gives way, and never a reader.</summary>
    public override IReadOnlyList<Sql> BoundLocks(TimeSpan lockTimeout) =>
        [
            Sql.Raw($"set lock_timeout {SqlServerDialect.Milliseconds(lockTimeout)}"),
            Sql.Raw("set deadlock_priority low"),
        ];

    /// <summary>
    /// The server begins and commits the batch, and ends it at the first error, so none of its statements can run
    /// outside its transaction.
    /// </summary>
    public override Sql AtOnce(Sql proof, IReadOnlyList<Sql> statements, TimeSpan lockTimeout)
    {
        Sql lost = $"if not exists (select 1 {proof}) {SqlServerBatch.LeaseLost}";
        return SqlServerBatch.Of([.. BoundLocks(lockTimeout)], [lost, .. statements]);
    }

    /// <inheritdoc/>
    public override Sql AsOneBatch(WholeSwap swap, TimeSpan lockTimeout)
    {
        Sql lost = $"if @@rowcount <> 1 {SqlServerBatch.LeaseLost}";
        return SqlServerBatch.Of(
            [.. BoundLocks(lockTimeout)],
            [
                swap.Proof,
                lost,
                .. SqlServerParity.Require(swap.Before, "changed since the swap was prepared: "),
                .. swap.Statements,
                .. SqlServerParity.Require(swap.After, ""),
            ]
        );
    }

    /// <inheritdoc/>
    public override bool IsCheckOption(string option) => option == CheckOption;

    /// <summary>The object stays, and so do its properties, which are its comments.</summary>
    public override bool ReplaceKeepsComments => true;

    /// <inheritdoc/>
    public override bool CanReplace(IReadOnlyList<CatalogColumn> current, IReadOnlyList<CatalogColumn> next) => true;

    /// <summary>Everything is bound by name, except what is bound to the schema of what it reads.</summary>
    public override bool CanReplaceUnder(CatalogDependent dependent) =>
        dependent.Kind is "view" or "function" or "procedure" or "trigger" or "synonym";

    /// <summary>Null where the marker would decide: a swap changes every view in its own transaction.</summary>
    public override Sql? CreateDeciding(DecidingView view) =>
        view.By is Decider.Route by ? Create(view.Live, SqlServerDecidingView.Write(view, by), []) : null;

    /// <inheritdoc/>
    public override DecidingText? ReadDeciding(string definition) => SqlServerDecidingView.Read(definition);

    /// <inheritdoc/>
    public override Sql CreateRoute(RouteView route) => Create(route.View, SqlServerRouteView.Write(route), []);

    /// <inheritdoc/>
    public override bool HoldsEvery(string from, string to) => SqlServerTypes.HoldsEvery(from, to);

    /// <summary>Never bound to the schema: that would prevent dropping a release's tables.</summary>
    public override Sql CreatePointer(
        RelationName live,
        RelationName physical,
        IReadOnlyList<CatalogColumn> columns,
        IReadOnlyList<string> options,
        bool replace
    )
    {
        var list = Sql.Join(", ", columns.Select(column => new Identifier(column.Name)));
        return Create(live, $"select {list} from {physical}", [.. options.Where(option => option == CheckOption)]);
    }

    /// <inheritdoc/>
    public override Sql CreateView(RelationName view, string definition, IReadOnlyList<string> options, bool replace) =>
        Create(view, Sql.Raw(definition), options);

    /// <summary>
    /// A table is moved unchanged. A view's text would keep the old name, so the view is created again.
    /// </summary>
    public override IReadOnlyList<Sql> Move(
        CatalogRelation relation,
        string? definition,
        RelationName to,
        IReadOnlyDictionary<RelationName, RelationName> moved
    )
    {
        if (relation.Kind == RelationKind.View)
            return
            [
                Create(
                    to,
                    Sql.Raw(
                        SqlServerNames.Reaim(
                            definition ?? throw new ArgumentNullException(nameof(definition)),
                            relation.Name.Schema,
                            moved
                        )
                    ),
                    relation.Options
                ),
                DropView(relation.Name),
            ];
        var statements = new List<Sql>();
        var name = relation.Name;
        if (name.Name != to.Name)
        {
            // A procedure's argument must be one literal or a variable, and a text may be written as several literals.
            statements.Add(
                SqlServerLexis.Scope(
                    $"declare @from nvarchar(600) = {SqlServerLexis.NameOf(name)}; "
                        + $"declare @to sysname = {new SqlText(to.Name)}; "
                        + $"exec sys.sp_rename @objname = @from, @newname = @to"
                )
            );
            name = name with { Name = to.Name };
        }
        statements.Add($"alter schema {new Identifier(to.Schema)} transfer {name}");
        return statements;
    }

    /// <inheritdoc/>
    public override bool CanMove(RelationKind kind, bool isIntruder) => kind is RelationKind.Table or RelationKind.View;

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> SetOwner(RelationName view, string owner) =>
        [$"alter authorization on object::{view} to {new Identifier(owner)}"];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Grant(RelationName relation, IReadOnlyList<CatalogGrant> grants) =>
        [
            .. grants.Select(grant =>
            {
                var (verb, privilege) = Word(grant.Privilege);
                var option = Sql.Raw(grant.Grantable ? " with grant option" : "");
                return (Sql)(
                    $"{Sql.Raw(verb)} {Sql.Raw(privilege)}{OfColumn(grant.Column)} on object::{relation} "
                    + $"to {Role(grant.Grantee)}{option}"
                );
            }),
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Withdraw(RelationName relation, IReadOnlyList<CatalogGrant> grants) =>
        [
            .. grants.Select(grant =>
                (Sql)(
                    $"revoke {Sql.Raw(Word(grant.Privilege).Privilege)}{OfColumn(grant.Column)} on object::{relation} "
                    + $"from {Role(grant.Grantee)} cascade"
                )
            ),
        ];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Revoke(RelationName relation, IReadOnlyList<string> roles) =>
        [.. roles.Select(role => (Sql)$"revoke all on object::{relation} from {Role(role)} cascade")];

    /// <summary>A role that may read a relation needs no right on its schema.</summary>
    public override IReadOnlyList<Sql> LetUse(string role, string schema) => [];

    /// <summary>
    /// Needed only if view and relation have different owners; if one role owns both, nobody checks this right.
    /// </summary>
    public override IReadOnlyList<Sql> LetRead(string role, RelationName physical, string? column) =>
        [$"grant select{OfColumn(column)} on object::{physical} to {Role(role)}"];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Bar(string role, RelationName physical, string? column) =>
        [$"revoke select{OfColumn(column)} on object::{physical} from {Role(role)} cascade"];

    private const string CheckOption = "check option";

    private static Sql Create(RelationName view, Sql query, IReadOnlyList<string> options)
    {
        var with = Sql.Raw(options.Contains("schemabinding") ? " with schemabinding" : "");
        var check = Sql.Raw(options.Contains(CheckOption) ? "\nwith check option" : "");
        return SqlServerLexis.Scope($"create or alter view {view}{with} as {query}{check}");
    }

    private static Sql OfColumn(string? column) => column is null ? Sql.Empty : $" ({new Identifier(column)})";

    private static Sql Role(string role) =>
        role == CatalogGrant.Public ? Sql.Raw("public") : (Sql)$"{new Identifier(role)}";

    /// <summary>Accepts only the catalog's own words, because they go into the statement as they are.</summary>
    private static (string Verb, string Privilege) Word(string privilege)
    {
        var isDenied = privilege.StartsWith(SqlServerAccess.Denied, StringComparison.Ordinal);
        var word = isDenied ? privilege[SqlServerAccess.Denied.Length..] : privilege;
        return
            word
                is "SELECT"
                    or "INSERT"
                    or "UPDATE"
                    or "DELETE"
                    or "REFERENCES"
                    or "ALTER"
                    or "CONTROL"
                    or "TAKE OWNERSHIP"
                    or "VIEW DEFINITION"
                    or "VIEW CHANGE TRACKING"
                    or "UNMASK"
            ? (isDenied ? "deny" : "grant", word.ToLowerInvariant())
            : throw new ArgumentException($"unknown privilege '{privilege}'", nameof(privilege));
    }
}
