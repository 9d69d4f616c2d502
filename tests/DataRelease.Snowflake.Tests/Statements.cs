using DataRelease.Warehouses;

namespace DataRelease.Snowflake.Tests;

/// <summary>Every statement that the engine can make, by what makes it, for a name.</summary>
internal static class Statements
{
    public const string Database = "SHOP";

    private static readonly SnowflakeDialect _dialect = SnowflakeDialect.Spelling;
    private static readonly SnowflakeSwapGrammar _swap = new(Database);
    private static readonly RouterGrammar _router = _swap.Router;
    private static readonly SnowflakeDiffGrammar _diff = new();
    private static readonly SnowflakeCatalog _catalog = new(Database);
    private static readonly SnowflakeAccess _access = new(Database);
    private static readonly SnowflakeFrames _frames = new(Database);
    private static readonly SnowflakeObjections _objections = new(Database);
    private static readonly SnowflakeRights _rights = new(Database);

    public static readonly string[] Types =
    [
        "NUMBER(9,0)",
        "NUMBER(38,0)",
        "NUMBER(10,2)",
        "FLOAT",
        "BOOLEAN",
        "VARCHAR(50)",
        "VARCHAR(10) COLLATE 'en-ci'",
        "TEXT",
        "BINARY(8388608)",
        "DATE",
        "TIME(9)",
        "TIMESTAMP_NTZ(9)",
        "TIMESTAMP_LTZ(3)",
        "TIMESTAMP_TZ(9)",
        "VARIANT",
        "OBJECT",
        "ARRAY",
        "GEOGRAPHY",
        "GEOMETRY",
        "VECTOR(FLOAT, 3)",
    ];

    /// <summary>By member of the dialect.</summary>
    public static readonly Dictionary<string, Func<string, IEnumerable<Sql>>> Phrases = new()
    {
        [nameof(Dialect.EnsureSchema)] = name => [_dialect.EnsureSchema(name)],
        [nameof(Dialect.EnsureTable)] = name => [$"{Sql.Raw(_dialect.EnsureTable)} {Table(name)} (x integer not null)"],
        [nameof(Dialect.CreateSchema)] = name => [_dialect.CreateSchema(name)],
        [nameof(Dialect.DropSchema)] = name => [_dialect.DropSchema(name)],
        [nameof(Dialect.DropRelation)] = name =>
            Enum.GetValues<RelationKind>().Select(kind => _dialect.DropRelation(Table(name), kind)),
        [nameof(Dialect.DropTable)] = name => [_dialect.DropTable(Table(name))],
        [nameof(Dialect.ViewStatement)] = name =>
            [
                .. new[] { true, false }.Select(replace =>
                {
                    var (before, after) = _dialect.ViewStatement(Table(name), replace);
                    return Sql.Raw($"{before}with a as (select 1 as x) select x from a // end{after}");
                }),
            ],
        [nameof(Dialect.CreateTableAs)] = name =>
            [
                _dialect.CreateTableAs(Table(name), $"select {Column(name)} from {Table(name)} where x = {1}"),
                _dialect.CreateTableAs(Table(name), $"with a as (select 1 as x) select * from a"),
            ],
        [nameof(Dialect.CreateTableLike)] = name =>
            [_dialect.CreateTableLike(Table(name), $"select {Column(name)} from {Table(name)}")],
        [nameof(Dialect.AddColumn)] = name => [_dialect.AddColumn(Table(name), name, "VARCHAR(10)")],
        [nameof(Dialect.DropColumn)] = name => [_dialect.DropColumn(Table(name), name)],
        [nameof(Dialect.ChangeType)] = name => [_dialect.ChangeType(Table(name), name, "NUMBER(38,2)")],
        [nameof(Dialect.CreateIndex)] = name =>
            [
                _dialect.CreateIndex(Table(name), [name, "b"], isUnique: true, method: null),
                _dialect.CreateIndex(Table(name), [name], isUnique: false, method: null),
            ],
        [nameof(Dialect.DeleteMatching)] = name =>
            [_dialect.DeleteMatching(Table(name), Table("other"), [Column(name), Column("b")])],
        [nameof(Dialect.InsertAsTheyAre)] = name =>
            [_dialect.InsertAsTheyAre(Table(name), Column(name), $"select {Column(name)} from {Table("other")}")],
        [nameof(Dialect.Comment)] = name =>
            [
                .. Enum.GetValues<RelationKind>().Select(kind => _dialect.Comment(Table(name), kind, name)),
                _dialect.Comment(Table(name), RelationKind.View, null),
            ],
        [nameof(Dialect.CommentColumn)] = name =>
            [_dialect.CommentColumn(Table(name), name, name), _dialect.CommentColumn(Table(name), name, null)],
        [nameof(Dialect.First)] = name =>
            [
                _dialect.First($"select {Column(name)} from {Table(name)}", null, 0),
                _dialect.First($"select {Column(name)} from {Table(name)}", Column(name), 5),
                _dialect.First($"with a as (select 1 as x union select 2) select * from a", null, 5),
                _dialect.FirstAsPart($"select {Column(name)} from {Table(name)}", Column(name), 5),
            ],
        [nameof(Dialect.CountIf)] = name => Selected(name, _dialect.CountIf($"{Column(name)} > 1")),
        [nameof(Dialect.AggregateIf)] = name =>
            new[] { "min", "max", "sum", "avg", "stddev_pop" }.SelectMany(function =>
                Selected(name, _dialect.AggregateIf(function, Column(name), $"{Column(name)} > 1"))
            ),
        [nameof(Dialect.CountDistinctRows)] = name =>
            [
                .. Selected(name, _dialect.CountDistinctRows([Column(name)], null)),
                .. Selected(name, _dialect.CountDistinctRows([Column(name), Column("b")], $"{Column(name)} > 1")),
            ],
        [nameof(Dialect.DistinctCount)] = name =>
            [
                .. Selected(name, _dialect.DistinctCount(Column(name), true)),
                .. Selected(name, _dialect.DistinctCount(Column(name), false)),
            ],
        [nameof(Dialect.IsDistinct)] = name =>
            [
                .. Where(name, _dialect.IsDistinct(Column(name), Column("b"))),
                .. Selected(name, _dialect.CountIf(_dialect.IsDistinct(Column(name), Column("b")))),
            ],
        [nameof(Dialect.IsSame)] = name => Where(name, $"not {_dialect.IsSame(Column(name), Column("b"))}"),
        [nameof(Dialect.AsColumn)] = name => Selected(name, _dialect.AsColumn($"{Column(name)} > 1 or 1 = 0")),
        [nameof(Dialect.IsTrue)] = name => Where(name, $"not {_dialect.IsTrue(Column(name))}"),
        [nameof(Dialect.Least)] = name => Selected(name, _dialect.Least(Several(name))),
        [nameof(Dialect.Greatest)] = name => Selected(name, _dialect.Greatest(Several(name))),
        [nameof(Dialect.Joined)] = name => Selected(name, _dialect.Joined(name, Several(name))),
        [nameof(Dialect.JoinedRows)] = name => Selected(name, _dialect.JoinedRows(Column(name), ";")),
        [nameof(Dialect.Concatenated)] = name => Selected(name, _dialect.Concatenated(Several(name))),
        [nameof(Dialect.Md5)] = name => Selected(name, _dialect.Md5(Column(name))),
        [nameof(Dialect.TextArray)] = name => Selected(name, _dialect.TextArray(Several(name))),
        [nameof(Dialect.Epoch)] = name => Selected(name, _dialect.Epoch($"max({Column(name)})")),
        [nameof(Dialect.SnapshotTime)] = name => Selected(name, _dialect.SnapshotTime),
        [nameof(Dialect.IsNotANumber)] = name => Where(name, _dialect.IsNotANumber(Column(name))),
        [nameof(Dialect.IsFinite)] = name => Where(name, $"{_dialect.IsFinite(Column(name))} or 1 = 0"),
        [nameof(Dialect.Kept)] = name =>
            [$"with {_dialect.Kept("k", $"select {Column(name)} from {Table(name)}")} select * from k"],
        [nameof(Dialect.Series)] = name => [$"select * from {_dialect.Series(name, Sql.Raw("1000"))}"],
        [nameof(Dialect.HeldForSharing)] = name =>
            [$"select 1 {_dialect.HeldForSharing(Table(name), $"{Column(name)} = {new SqlText(name)}")}"],
        [nameof(Dialect.NowPlus)] = name =>
            [
                .. Selected(name, _dialect.NowPlus(TimeSpan.Zero)),
                .. Selected(name, _dialect.NowPlus(TimeSpan.FromDays(-400.5))),
            ],
        [nameof(Dialect.ClockNow)] = name => Selected(name, Sql.Raw(_dialect.ClockNow)),
        [nameof(Dialect.HashKind)] = name => Selected(name, $"({_dialect.HashKind})"),
        [nameof(Dialect.BoundLockWaits)] = _ => [_dialect.BoundLockWaits(TimeSpan.FromMilliseconds(50))!],
        [nameof(Dialect.BeginReadOnly)] = _ => [Sql.Raw(_dialect.BeginReadOnly)],
        [nameof(Dialect.TypeOf)] = name =>
            Enum.GetValues<PlainType>().Select(type => Typed(name, _dialect.TypeOf(type))),
        [nameof(Dialect.TextType)] = name => [Typed(name, _dialect.TextType), Typed(name, _dialect.KeyTextType)],
        [nameof(Dialect.BooleanType)] = name => [Typed(name, _dialect.BooleanType)],
        [nameof(Dialect.BlobType)] = name => [Typed(name, _dialect.BlobType)],
        [nameof(Dialect.InstantType)] = name => [Typed(name, _dialect.InstantType)],
        [nameof(Dialect.Literal)] = name => Selected(name, $"{new SqlText(name)}"),
        [nameof(Dialect.Parameter)] = name => Selected(name, $"{name}"),
    };

    /// <summary>By member of the swap's grammar, and of what a schema of views is exchanged with.</summary>
    public static readonly Dictionary<string, Func<RelationName, IEnumerable<Sql>>> Swaps = new()
    {
        [nameof(SwapGrammar.BoundLocks)] = _ => _swap.BoundLocks(TimeSpan.FromMilliseconds(50)),
        [nameof(SwapGrammar.CreatePointer)] = name =>
            new[] { true, false }.SelectMany(replace =>
                new string[][] { ["secure"], [] }.Select(options =>
                    _swap.CreatePointer(
                        name,
                        new RelationName($"{name.Schema}__r2", name.Name),
                        [new CatalogColumn(name.Name, 1, "TEXT", true, null), new("b", 2, "TEXT", true, null)],
                        options,
                        replace
                    )
                )
            ),
        [nameof(SwapGrammar.CreateView)] = name =>
            [
                _swap.CreateView(
                    name,
                    "create or replace secure view x (a comment 'as') as with a as (select 1 as x) select * from a;",
                    ["secure"],
                    replace: true
                ),
                _swap.CreateView(name, "create view x as select * from t", [], replace: false),
            ],
        [nameof(SwapGrammar.DropView)] = name => [_swap.DropView(name)],
        [nameof(SwapGrammar.Move)] = name =>
            [
                .. _swap.Move(
                    Relation(name, RelationKind.Table),
                    null,
                    new RelationName("R0", "other"),
                    new Dictionary<RelationName, RelationName>()
                ),
                .. _swap.Move(
                    Relation(name, RelationKind.View),
                    $"create view v as select * from {_dialect.Quote(name)} where a = {_dialect.Literal(name.Name)}",
                    new RelationName("R0", name.Name),
                    new Dictionary<RelationName, RelationName> { [name] = new("R0", "x") }
                ),
            ],
        [nameof(SwapGrammar.Comment)] = name =>
            _swap.Comment(name, name.Name, [new CatalogColumn(name.Name, 1, "TEXT", true, name.Schema)]),
        [nameof(SwapGrammar.Uncomment)] = name => _swap.Uncomment(name, own: true, [name.Name]),
        [nameof(SwapGrammar.SetOwner)] = name => _swap.SetOwner(name, name.Name),
        [nameof(SwapGrammar.Grant)] = name => _swap.Grant(name, [.. Grants(name)]),
        [nameof(SwapGrammar.GrantTable)] = name => _swap.GrantTable(name, [.. Grants(name)]),
        [nameof(SwapGrammar.Withdraw)] = name => _swap.Withdraw(name, [.. Grants(name)]),
        [nameof(SwapGrammar.Revoke)] = name => _swap.Revoke(name, [name.Name, CatalogGrant.Public]),
        [nameof(SwapGrammar.LetUse)] = name => _swap.LetUse(name.Name, name.Schema),
        [nameof(SwapGrammar.LetRead)] = name => _swap.LetRead(name.Name, name, null),
        [nameof(SwapGrammar.Bar)] = name => _swap.Bar(name.Name, name, null),
        [nameof(SwapGrammar.Router)] = name => [.. _router.Exchange(name.Schema, name.Name)],
        [nameof(RouterGrammar.Create)] = name =>
            [
                .. _router.Create(
                    name.Schema,
                    new RouterFrame(
                        name.Name,
                        name.Name,
                        [
                            new RouterRight(CatalogGrant.Public, SnowflakeRouterGrammar.Managed, false, null, null),
                            new RouterRight(CatalogGrant.Public, SnowflakeRouterGrammar.Transient, false, null, null),
                            new RouterRight(name.Name, "USAGE", false, null, null),
                            new RouterRight(CatalogGrant.Public, "CREATE VIEW", true, null, null),
                            new RouterRight(name.Name, "SELECT", true, "VIEWS", null),
                            new RouterRight(CatalogGrant.Public, "SELECT", false, "MATERIALIZED VIEWS", null),
                            new RouterRight(name.Name, "CREATE SNOWFLAKE.ML.FORECAST", false, null, null),
                        ],
                        []
                    )
                    {
                        Properties =
                        [
                            new RouterProperty("DATA_RETENTION_TIME_IN_DAYS", "7"),
                            new RouterProperty("LOG_LEVEL", name.Name),
                            new RouterProperty($"tag {_dialect.Quote(name.Name)}.{_dialect.Quote(name)}", name.Name),
                        ],
                    },
                    null
                ),
                .. _router.Create(name.Schema, new RouterFrame(null, null, [], []), null),
            ],
        [nameof(RouterGrammar.Own)] = name => _router.Own(name.Schema, name.Name),
        [nameof(RouterGrammar.Exchange)] = name => _router.Exchange(name.Schema, name.Name),
        [nameof(RouterGrammar.Rename)] = name => [_router.Rename(name.Schema, name.Name)],
        [nameof(RouterGrammar.DropEmpty)] = name => [_router.DropEmpty(name.Schema)],
    };

    /// <summary>What is read, and what else is written.</summary>
    public static readonly Dictionary<string, Func<RelationName, IEnumerable<Sql>>> Others = new()
    {
        ["settings"] = _ => [SnowflakeWarehouse.Settings],
        ["relations"] = name => [_catalog.Relations([name.Schema, "other"])],
        ["schemas"] = name => [_catalog.Schemas([name.Schema, "other"]), _catalog.AllSchemas],
        ["definitions"] = name => [_catalog.Definitions([name.Schema]), _catalog.Definitions([])],
        ["streams"] = _ => [_catalog.Streams],
        ["storage"] = name => [_catalog.Storage(name)],
        ["privileges"] = name => [_access.Privileges([name.Schema, "other"])],
        ["secure views"] = name => [_access.Secure([name.Schema, "other"])],
        ["future grants"] = name => [_access.Future(name.Schema), _access.FutureOfAll],
        ["frame"] = name =>
            [
                _frames.Schema(name.Schema),
                _frames.Rights(name.Schema),
                _frames.Future(name.Schema),
                _frames.Parameters(name.Schema),
                _frames.Tags(name.Schema),
            ],
        ["objections"] = name =>
            [
                SnowflakeSight.AccountGrants,
                SnowflakeSight.Ours([name.Name, "other"]),
                _objections.Relations(name.Schema),
                _objections.Objects(name.Schema),
                _objections.Others(name.Schema),
                _objections.Foreign(name.Schema),
                _objections.Inherited(name.Schema),
                _objections.Policies(name.Schema, [(name.Name, "VIEW"), ("b", "BASE TABLE")]),
                _objections.PoliciesOf(new SchemaTag(_dialect.Quote(name), "x", "SCHEMA")),
                .. SnowflakeObjections.Kinds.Select(kind => _objections.Listed(name.Schema, kind)),
                .. SnowflakeObjections.RareKinds.Select(kind => _objections.Listed(name.Schema, kind)),
            ],
        ["advice"] = _ => [SnowflakeWarehouse.Consistency],
        ["rights"] = name => [_rights.MakesSchemas, _rights.Unowned([name.Schema, "other"])],
        ["roles"] = _ => [Sql.Raw("show roles"), Sql.Raw("select current_role()"), Sql.Raw("select current_user()")],
        ["references"] = name =>
            [
                new SnowflakeQueryReader(Database).References(name),
                new SnowflakeQueryReader(Database).Texts([name.Schema, "other"]),
                SnowflakeQueryReader.Make(name, "with a as (select 1 as x) select * from a // end"),
            ],
        ["script"] = _ => new SnowflakeScriptGrammar(Database).Return,
        ["clone"] = name =>
            [
                SnowflakeWarehouse.Clone(name, name, isTransient: true),
                SnowflakeWarehouse.Clone(name, name, isTransient: false),
            ],
        ["seed"] = name =>
            [
                SnowflakeCsv.Insert(
                    name,
                    [name.Name, "b"],
                    ["b"],
                    [
                        ["x", null],
                        ["y", "2026-01-01 00:00:00+02"],
                    ]
                ),
            ],
        ["facts"] = name => [SnowflakeDiffGrammar.Rows(name), SnowflakeDiffGrammar.PrimaryKey(name)],
        ["description"] = name =>
            [SnowflakeDiffGrammar.Empty($"select {Column(name.Name)} from {name}"), SnowflakeDiffGrammar.Described],
        ["compared types"] = name =>
            from blue in Types
            from green in Types
            let value = _diff.Compare(Column(name.Name), Catalog(blue), Column("g"), Catalog(green))
            let hash = _diff.RowHash([new HashedValue(value.Blue, value.Kind, blue)])
            select (Sql)$"select {value.Blue} as b, {value.Green} as g, {hash} as h from {name}",
        ["differing parts"] = name =>
            [
                Parts(name, new RowPart(_diff.Range(Column(name.Name), 10), null)),
                Parts(name, new RowPart(_diff.HashPart(Sql.Raw("h"), 10), 10)),
            ],
        ["parts"] = name =>
            [
                $"select {_diff.Bucket(Sql.Raw("h"), 8)} as b, {_diff.Range(Column(name.Name), 0)} as r from {name}",
                _diff.FetchRanges($"{name}", Column(name.Name), 4, [long.MinValue, -1, 7]),
                $"select {_diff.Quotient(Sql.Raw("sum(x)"), Sql.Raw("count(x)"))} as q from {name}",
                $"select {_diff.MeanOfWhole(Column(name.Name))} as q from {name}",
            ],
        ["tolerances"] = name =>
            [
                .. new[] { ValueKind.Whole, ValueKind.Exact, ValueKind.Approximate }.Select(kind =>
                    (Sql)(
                        $"select 1 as x from {name} "
                        + $"where {_diff.IsWithin(Column(name.Name), Column("g"), kind, 0.1m, 1e-9)}"
                    )
                ),
                $"select 1 as x from {name} "
                    + $"where {_diff.IsWithin(Column(name.Name), Column("g"), ValueKind.Exact, null, null)}",
            ],
    };

    /// <summary>All of them for a name, by what makes them.</summary>
    public static IEnumerable<(string By, Sql Statement)> For(RelationName name) =>
        [
            .. Phrases.SelectMany(pair => pair.Value(name.Name).Select(one => (pair.Key, one))),
            .. Swaps.SelectMany(pair => pair.Value(name).Select(one => (pair.Key, one))),
            .. Others.SelectMany(pair => pair.Value(name).Select(one => (pair.Key, one))),
        ];

    private static Sql Parts(RelationName name, RowPart part)
    {
        var hash = _diff.PartHash([new HashedValue(Column(name.Name), ValueKind.Text, "TEXT")]);
        var parts = _diff.FindDifferingParts(part, hash, $"{name}", $"{new RelationName("green", name.Name)}");
        return $"with {Sql.Join(", ", parts.With)} {parts.Query}";
    }

    private static CatalogColumn Catalog(string type) => new("c", 1, type, true, null);

    private static RelationName Table(string name) => new(name, name);

    private static Sql Column(string name) => $"{new Identifier(name)}";

    private static Sql[] Several(string name) => [Column(name), Column("b"), Column("c"), $"{1}"];

    private static Sql[] Selected(string name, Sql value) => [$"select {value} as x from {Table(name)}"];

    private static Sql[] Where(string name, Sql condition) => [$"select 1 as x from {Table(name)} where {condition}"];

    private static Sql Typed(string name, string type) =>
        $"create table {Table(name)} ({new Identifier(name)} {Sql.Raw(type)} not null)";

    private static IEnumerable<CatalogGrant> Grants(RelationName name) =>
        [
            new CatalogGrant(name.Schema, name.Name, null, name.Name, "SELECT", true),
            new CatalogGrant(name.Schema, name.Name, null, CatalogGrant.Public, "REFERENCES", false),
        ];

    private static CatalogRelation Relation(RelationName name, RelationKind kind) =>
        new(name, kind, "OWNER", null, [], [], null);
}
