using System.Reflection;
using DataRelease.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer.Tests;

/// <summary>
/// Every statement of the grammars and of the catalog reads is Transact-SQL, whatever the names in it.
/// </summary>
public sealed class GrammarStatementTests
{
    private static readonly SqlServerSwapGrammar _swap = new();
    private static readonly SqlServerDiffGrammar _diff = new();

    private static readonly string[] _types =
    [
        "int",
        "bigint",
        "decimal(10,2)",
        "money",
        "float",
        "real",
        "bit",
        "nvarchar(50)",
        "varchar(max)",
        "char(3)",
        "date",
        "datetime2(7)",
        "datetimeoffset(3)",
        "time(7)",
        "uniqueidentifier",
        "varbinary(max)",
        "xml",
        "sql_variant",
        "geography",
        "hierarchyid",
    ];

    private static readonly string[] _privileges =
    [
        "SELECT",
        "INSERT",
        "REFERENCES",
        "VIEW DEFINITION",
        "DENY SELECT",
        "CONTROL",
        "UNMASK",
        "TAKE OWNERSHIP",
    ];

    /// <summary>By member of the swap's grammar: statements that it makes for a name.</summary>
    private static readonly Dictionary<string, Func<RelationName, IEnumerable<Sql>>> _swaps = new()
    {
        [nameof(SwapGrammar.BoundLocks)] = _ => _swap.BoundLocks(TimeSpan.FromMilliseconds(50)),
        [nameof(SwapGrammar.AtOnce)] = name =>
            [
                _swap.AtOnce(
                    SqlServerDialect.Spelling.HeldForSharing(name, $"environment = {new SqlText(name.Name)}"),
                    [Pointer(name)],
                    TimeSpan.FromMilliseconds(50)
                ),
            ],
        [nameof(SwapGrammar.AsOneBatch)] = name => [Whole(name)],
        [nameof(SwapGrammar.CreateDeciding)] = name => [_swap.CreateDeciding(Deciding(name))!],
        [nameof(SwapGrammar.CreateRoute)] = name => Routes(name).Select(_swap.CreateRoute),
        [nameof(SwapGrammar.CreatePointer)] = name => [Pointer(name)],
        [nameof(SwapGrammar.CreateView)] = name =>
            [
                _swap.CreateView(name, "with a as (select 1 as x) select * from a", ["schemabinding"], replace: true),
                _swap.CreateView(name, "select * from t", ["check option"], replace: false),
            ],
        [nameof(SwapGrammar.DropView)] = name => [_swap.DropView(name)],
        [nameof(SwapGrammar.Move)] = name =>
            [
                .. _swap.Move(
                    Relation(name, RelationKind.Table),
                    null,
                    new RelationName("r0", "other"),
                    new Dictionary<RelationName, RelationName>()
                ),
                .. _swap.Move(
                    Relation(name, RelationKind.View),
                    $"select * from {SqlServerDialect.Spelling.Quote(name)} where a = '{name.Name.Replace("'", "''")}'",
                    new RelationName("r0", name.Name),
                    new Dictionary<RelationName, RelationName> { [name] = new("r0", "x") }
                ),
            ],
        [nameof(SwapGrammar.Comment)] = name =>
            _swap.Comment(name, name.Name, [new CatalogColumn(name.Name, 1, "int", true, name.Schema)]),
        [nameof(SwapGrammar.Uncomment)] = name => _swap.Uncomment(name, own: true, [name.Name]),
        [nameof(SwapGrammar.SetOwner)] = name => _swap.SetOwner(name, name.Name),
        [nameof(SwapGrammar.Grant)] = name => _swap.Grant(name, [.. Grants(name)]),
        [nameof(SwapGrammar.GrantTable)] = name => _swap.GrantTable(name, [.. Grants(name)]),
        [nameof(SwapGrammar.Withdraw)] = name => _swap.Withdraw(name, [.. Grants(name)]),
        [nameof(SwapGrammar.Revoke)] = name => _swap.Revoke(name, [name.Name, CatalogGrant.Public]),
        [nameof(SwapGrammar.LetUse)] = name => _swap.LetUse(name.Name, name.Schema),
        [nameof(SwapGrammar.LetRead)] = name =>
            [.. _swap.LetRead(name.Name, name, null), .. _swap.LetRead(CatalogGrant.Public, name, name.Name)],
        [nameof(SwapGrammar.Bar)] = name => [.. _swap.Bar(name.Name, name, null), .. _swap.Bar(name.Name, name, "c")],
    };

    private static readonly string[] _silent =
    [
        nameof(SwapGrammar.IsCheckOption),
        nameof(SwapGrammar.ReplaceKeepsComments),
        nameof(SwapGrammar.ReadDeciding),
        nameof(SwapGrammar.HoldsEvery),
        nameof(SwapGrammar.CanReplace),
        nameof(SwapGrammar.CanReplaceUnder),
        nameof(SwapGrammar.CanMove),
    ];

    public static TheoryData<string> Swaps => [.. _swaps.Keys];

    [Theory]
    [MemberData(nameof(Swaps))]
    public void A_statement_of_a_swap_is_read_by_the_parser_whatever_the_names(string member)
    {
        foreach (var name in Hostile.Relations)
        {
            foreach (var statement in _swaps[member](name))
                TransactSql.ShouldParse(Hostile.Render(statement));
        }
    }

    [Fact]
    public void A_new_statement_of_a_swap_needs_a_case()
    {
        var members = typeof(SqlServerSwapGrammar)
            .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false })
            .Select(member => member.Name)
            .Distinct();

        members.Except(_swaps.Keys).Except(_silent).ShouldBeEmpty();
    }

    [Fact]
    public void Values_of_every_pair_of_types_are_compared_and_hashed()
    {
        Sql column = $"{new Identifier("we]ird")}";
        foreach (var blue in _types)
        {
            foreach (var green in _types)
            {
                var value = _diff.Compare(column, Column(blue), column, Column(green));
                var hashed = new HashedValue(value.Blue, value.Kind, blue);
                TransactSql.ShouldParse(
                    Hostile.Render(
                        $"select {value.Blue} as b, {value.Green} as g, {_diff.RowHash([hashed, hashed])} as h from t"
                    )
                );
            }
        }

        static CatalogColumn Column(string type) => new("c", 1, type, true, null);
    }

    [Fact]
    public void Statements_of_a_diff_are_read_by_the_parser()
    {
        Sql key = $"{new Identifier("k]ey")}";
        var hash = _diff.RowHash([new HashedValue(key, ValueKind.Whole, "int")]);
        var parts = _diff.FindDifferingParts(
            new RowPart(_diff.Range(key, 10), null),
            hash,
            $"{new RelationName("blue", "a]b")}",
            $"{new RelationName("green", "a]b")}"
        );
        var kinds = new[] { ValueKind.Whole, ValueKind.Exact, ValueKind.Approximate };
        Sql[] statements =
        [
            $"with {Sql.Join(", ", parts.With)} {parts.Query}",
            $"select {_diff.Bucket(hash, 8)} as b, {_diff.HashPart(hash, 8)} as p, {_diff.Range(key, 0)} as r from t",
            _diff.FetchRanges($"{new RelationName("s", "t")}", key, 4, [long.MinValue, -1, 7]),
            $"select {_diff.Quotient($"sum({key})", $"count({key})")} as q, {_diff.MeanOfWhole(key)} as m from t",
            .. kinds.Select(kind => (Sql)$"select 1 as x from t where {_diff.IsWithin(key, key, kind, 0.1m, 1e-9)}"),
            $"select 1 as x from t where {_diff.IsWithin(key, key, ValueKind.Exact, null, null)}",
        ];
        foreach (var statement in statements)
            TransactSql.ShouldParse(Hostile.Render(statement));
    }

    [Fact]
    public void Statistics_of_relations_that_differ_have_no_condition_as_a_value_and_no_sum_that_overflows()
    {
        Sql key = $"{new Identifier("k]ey")}";
        var column = new CatalogColumn("n", 1, "int", true, null);
        var number = new ComparedColumn("n", column, column, new(key, key, ValueKind.Whole, true), null);

        var sums = Hostile.Render(StatisticsShift.Aggregates([(number, key)], $"t"));
        TransactSql.ShouldParse(sums);
        TransactSql.ShouldParse(Hostile.Render($"select {StatisticsShift.Shift(0)} as v from whole, lost, gained"));
        TransactSql.ShouldParse(Hostile.Render($"select {DiffSides.Flag($"{key} = 1")} as flag from t"));

        sums.ShouldContain("count_big(*)");
        sums.ShouldContain("as decimal(38, 0)");
    }

    [Fact]
    public void Reads_of_the_catalog_are_read_by_the_parser_whatever_the_names()
    {
        foreach (var name in Hostile.Relations)
        {
            string[] schemas = [name.Schema, "other"];
            Sql[] statements =
            [
                SqlServerServer.Question,
                SqlServerServer.HasRowVersions,
                SqlServerCatalog.Members([name.Name, "other"]),
                SqlServerCatalog.Relations(schemas),
                SqlServerCatalog.Schemas(schemas),
                SqlServerCatalog.AllSchemas,
                SqlServerCatalog.Definitions(schemas),
                SqlServerCatalog.Dependents(schemas),
                SqlServerAccess.Grants(schemas),
                SqlServerAccess.Access(schemas),
                SqlServerQueryReader.Reads(schemas),
                SqlServerQueryReader.Make(name, "with a as (select 1 as x) select * from a"),
                SqlServerScriptGrammar.References(name),
                SqlServerFence.Moment,
                SqlServerFence.Blockers("2026-11-29T07:00:00.0000000"),
                SqlServerFence.Holders([SqlServerDialect.Spelling.Quote(name)]),
                SqlServerFence.Held(schemas),
                SqlServerLease.Take(name.Name),
                SqlServerRows.Computed(name),
                SqlServerRows.Bytes(name),
                .. SqlServerRows.LockWriters([name], TimeSpan.FromSeconds(1)),
                SqlServerDiffFacts.Describe($"select * from {name}"),
                SqlServerDiffFacts.Rows(name),
                SqlServerDiffFacts.UniqueIndexes(name),
                SqlServerDiffFacts.PrimaryKey(name),
                SqlServerCopy.Form(name),
                SqlServerSight.Require(name),
                SqlServerCopy.Reseed(name, name),
                SqlServerCopy.Computed(name),
                SqlServerCopy.Indexes(name),
                SqlServerCopy.Constraints(name),
                SqlServerCopy.Statistics(name),
                SqlServerCopy.Masks(name),
                SqlServerCsv.Drop,
                SqlServerCsv.Stage(3),
                SqlServerCsv.Fill(name, [name.Name, "b"], ["b"]),
                Sql.Raw(SqlServerWarehouse.Settings),
            ];
            foreach (var statement in statements)
                TransactSql.ShouldParse(Hostile.Render(statement));
        }
    }

    private static DecidingView Deciding(RelationName name) =>
        new(
            name,
            [
                new CatalogColumn(name.Name, 1, "int", true, null),
                new CatalogColumn("b", 2, "decimal(10,2)", true, null),
            ],
            [],
            new Decider.Route(new RelationName(name.Schema, $"route_{name.Name}")),
            new DecidingSide(name, [new CatalogColumn(name.Name, 1, "smallint", true, null)], 1),
            new DecidingSide(name with { Schema = "r2" }, [new CatalogColumn("b", 1, "decimal(10,2)", true, null)], 2)
        );

    private static IEnumerable<RouteView> Routes(RelationName name) =>
        SqlServerRouteView.Kinds.Select(kind => new RouteView(
            name,
            new RelationName("data_release", "routes"),
            new RelationName("data_release", "route_exceptions"),
            name.Name,
            new Principal(kind, "", kind == PrincipalKind.ApplicationName ? [name.Name, "other"] : [])
        ));

    private static Sql Pointer(RelationName name) =>
        _swap.CreatePointer(
            name,
            new RelationName($"{name.Schema}__r2", name.Name),
            [new CatalogColumn(name.Name, 1, "int", true, null), new CatalogColumn("b", 2, "int", true, null)],
            ["check option"],
            replace: true
        );

    private static Sql Whole(RelationName name)
    {
        var access = new ExpectedAccess([name], [.. Grants(name)]);
        return _swap.AsOneBatch(
            new WholeSwap(
                $"update {new RelationName("data_release", "leases")} set expires_at = {DateTime.UnixEpoch}",
                access,
                [Pointer(name), $"insert into {new RelationName("data_release", "live")} values ({name.Name})"],
                access
            ),
            TimeSpan.FromMilliseconds(50)
        );
    }

    private static IEnumerable<CatalogGrant> Grants(RelationName name) =>
        [
            .. _privileges.Select(privilege => new CatalogGrant(
                name.Schema,
                name.Name,
                privilege.EndsWith("SELECT", StringComparison.Ordinal) ? name.Name : null,
                name.Name,
                privilege,
                privilege == "INSERT"
            )),
            new CatalogGrant(name.Schema, name.Name, null, CatalogGrant.Public, "SELECT", false),
        ];

    private static CatalogRelation Relation(RelationName name, RelationKind kind) =>
        new(name, kind, "dbo", null, [], [], null);
}
