using System.Reflection;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer.Tests;

/// <summary>
/// Every phrase of the dialect is Transact-SQL, whatever the names in it: no server is here to say so, but Microsoft's
/// parser is. That it does what it should is for the approved transcripts, and for the first server.
/// </summary>
public sealed class DialectPhraseTests
{
    private static readonly SqlServerDialect _dialect = new();

    /// <summary>By member: statements that use the phrase, for a name.</summary>
    private static readonly Dictionary<string, Func<string, IEnumerable<Sql>>> _cases = new()
    {
        [nameof(Dialect.EnsureSchema)] = name => [_dialect.EnsureSchema(name)],
        [nameof(Dialect.CreateSchema)] = name => [_dialect.CreateSchema(name)],
        [nameof(Dialect.DropSchema)] = name => [_dialect.DropSchema(name)],
        [nameof(Dialect.DropRelation)] = name =>
            Enum.GetValues<RelationKind>().Select(kind => _dialect.DropRelation(Table(name), kind)),
        [nameof(Dialect.DropTable)] = name => [_dialect.DropTable(Table(name))],
        [nameof(Dialect.CreateTableAs)] = name =>
            [
                _dialect.CreateTableAs(Table(name), $"select {Column(name)} from {Table(name)}"),
                _dialect.CreateTableAs(Table(name), $"select {Column(name)} from {Table(name)} where x = {1}"),
                _dialect.CreateTableAs(
                    Table(name),
                    $"with a as (select 1 as x), b as (select 2 as y) select * from a, b"
                ),
            ],
        [nameof(Dialect.CreateTableLike)] = name =>
            [
                _dialect.CreateTableLike(Table(name), $"select {Column(name)} from {Table(name)}"),
                _dialect.CreateTableLike(Table(name), $"with a as (select 1 as x) select * from a"),
            ],
        [nameof(Dialect.AddColumn)] = name => [_dialect.AddColumn(Table(name), name, "nvarchar(10)")],
        [nameof(Dialect.DropColumn)] = name => [_dialect.DropColumn(Table(name), name)],
        [nameof(Dialect.ChangeType)] = name => [_dialect.ChangeType(Table(name), name, "decimal(10,2)")],
        [nameof(Dialect.CreateIndex)] = name =>
            [
                _dialect.CreateIndex(Table(name), [name, "b"], isUnique: true, method: null),
                _dialect.CreateIndex(Table(name), [name], isUnique: false, method: "clustered"),
                _dialect.CreateIndex(Table(name), [name], isUnique: false, method: "columnstore"),
                _dialect.CreateIndex(Table(name), [name], isUnique: false, method: "clustered columnstore"),
            ],
        [nameof(Dialect.DeleteMatching)] = name =>
            [_dialect.DeleteMatching(Table(name), Table("other"), [Column(name), Column("b")])],
        [nameof(Dialect.InsertAsTheyAre)] = name =>
            [_dialect.InsertAsTheyAre(Table(name), Column(name), $"select {Column(name)} from {Table("other")}")],
        [nameof(Dialect.Comment)] = name =>
            [
                _dialect.Comment(Table(name), RelationKind.View, name),
                _dialect.Comment(Table(name), RelationKind.Table, new string('x', 5000)),
                _dialect.Comment(Table(name), RelationKind.View, null),
            ],
        [nameof(Dialect.CommentColumn)] = name =>
            [_dialect.CommentColumn(Table(name), name, name), _dialect.CommentColumn(Table(name), name, null)],
        [nameof(Dialect.FirstAsPart)] = name =>
            [
                Sql.Join(
                    " union all ",
                    [
                        $"select 1 as x",
                        _dialect.FirstAsPart($"select {Column(name)} as x from {Table(name)}", Column(name), 5),
                    ]
                ),
            ],
        [nameof(Dialect.First)] = name =>
            [
                _dialect.First($"select {Column(name)} from {Table(name)}", null, 0),
                _dialect.First($"select {Column(name)} from {Table(name)}", null, 5),
                _dialect.First($"select {Column(name)} from {Table(name)}", Column(name), 5),
                _dialect.First($"select distinct {Column(name)} from {Table(name)}", null, 5),
                _dialect.First($"select 1 as x union all select 2", null, 5),
                _dialect.First($"with a as (select 1 as x union select 2) select * from a", null, 5),
            ],
        [nameof(Dialect.Count)] = name =>
            [.. Selected(name, _dialect.Count(null)), .. Selected(name, _dialect.Count(Column(name)))],
        [nameof(Dialect.DistinctCount)] = name => Selected(name, _dialect.DistinctCount(Column(name), false)),
        [nameof(Dialect.Sum)] = name => OfKinds(name, _dialect.Sum),
        [nameof(Dialect.Mean)] = name => OfKinds(name, _dialect.Mean),
        [nameof(Dialect.WithAllDigits)] = name =>
            OfKinds(name, (number, kind) => _dialect.AsText(_dialect.WithAllDigits(number, kind))),
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
        [nameof(Dialect.IsDistinct)] = name =>
            [
                .. Where(name, _dialect.IsDistinct(Column(name), Column("b"))),
                .. Selected(name, _dialect.CountIf(_dialect.IsDistinct(Column(name), Column("b")))),
            ],
        [nameof(Dialect.IsSame)] = name => Where(name, $"not {_dialect.IsSame(Column(name), Column("b"))}"),
        [nameof(Dialect.AsColumn)] = name => Selected(name, _dialect.AsColumn($"{Column(name)} > 1 or 1 = 0")),
        [nameof(Dialect.IsTrue)] = name => Where(name, $"not {_dialect.IsTrue(Column(name))}"),
        [nameof(Dialect.Least)] = name => Selected(name, _dialect.Least(Several(name))),
        [nameof(Dialect.Greatest)] = name => Selected(name, _dialect.Greatest([Column(name), Column("b")])),
        [nameof(Dialect.Joined)] = name =>
            [
                .. Selected(name, _dialect.Joined(name, Several(name))),
                .. Selected(name, _dialect.Joined("|", [Column(name)])),
            ],
        [nameof(Dialect.JoinedRows)] = name => Selected(name, _dialect.JoinedRows(Column(name), ";")),
        [nameof(Dialect.Concatenated)] = name => Selected(name, _dialect.Concatenated(Several(name))),
        [nameof(Dialect.Md5)] = name => Selected(name, _dialect.Md5(Column(name))),
        [nameof(Dialect.TextArray)] = name => Selected(name, _dialect.TextArray(Several(name))),
        [nameof(Dialect.Epoch)] = name => Selected(name, _dialect.Epoch($"max({Column(name)})")),
        [nameof(Dialect.SnapshotTime)] = name => Selected(name, _dialect.SnapshotTime),
        [nameof(Dialect.IsNotANumber)] = name => Where(name, _dialect.IsNotANumber(Column(name))),
        [nameof(Dialect.IsFinite)] = name => Where(name, $"({_dialect.IsFinite(Column(name))}) or 1 = 0"),
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
        [nameof(Dialect.EndReadOnly)] = _ => [Sql.Raw(_dialect.EndReadOnly)],
        [nameof(Dialect.UsualIsolation)] = _ => [_dialect.UsualIsolation!],
        [nameof(Dialect.RequireWhole)] = name => [_dialect.RequireWhole(Table(name))!],
        [nameof(Dialect.WithErrors)] = _ => [_dialect.WithErrors!.Value.Begin, _dialect.WithErrors.Value.End],
        [nameof(Dialect.TypeOf)] = name =>
            Enum.GetValues<PlainType>().Select(type => Typed(name, _dialect.TypeOf(type))),
        [nameof(Dialect.TextType)] = name => [Typed(name, _dialect.TextType)],
        [nameof(Dialect.KeyTextType)] = name => [Typed(name, _dialect.KeyTextType)],
        [nameof(Dialect.BooleanType)] = name => [Typed(name, _dialect.BooleanType)],
        [nameof(Dialect.BlobType)] = name => [Typed(name, _dialect.BlobType)],
        [nameof(Dialect.InstantType)] = name => [Typed(name, _dialect.InstantType)],
        [nameof(Dialect.Quote)] = name => [$"select * from {Table(name)}"],
        [nameof(Dialect.Literal)] = name => Selected(name, $"{new SqlText(name)}"),
        [nameof(Dialect.Parameter)] = name => Selected(name, $"{name}"),
    };

    /// <summary>Members that make no SQL, or have a test of their own.</summary>
    private static readonly string[] _others =
    [
        nameof(Dialect.Name),
        nameof(Dialect.Traits),
        nameof(Dialect.Lexis),
        nameof(Dialect.Diff),
        nameof(Dialect.Describe),
        nameof(Dialect.ViewStatement),
        nameof(Dialect.KindOf),
        nameof(Dialect.HasEquality),
        nameof(Dialect.Widened),
        nameof(Dialect.ReadTextArray),
        nameof(Dialect.ReadUnheld),
        nameof(Dialect.IsUnknownName),
        nameof(Dialect.IsNameTaken),
    ];

    public static TheoryData<string> Phrases => [.. _cases.Keys];

    [Theory]
    [MemberData(nameof(Phrases))]
    public void A_phrase_is_read_by_the_parser_whatever_the_names(string phrase)
    {
        foreach (var name in Hostile.Names)
        {
            foreach (var statement in _cases[phrase](name))
                TransactSql.ShouldParse(Hostile.Render(statement));
        }
    }

    [Fact]
    public void A_view_is_alone_in_its_batch_and_its_query_may_begin_with_table_expressions()
    {
        foreach (var view in Hostile.Relations)
        {
            foreach (var replace in new[] { true, false })
            {
                var (before, after) = _dialect.ViewStatement(view, replace);
                TransactSql.ShouldParse($"{before}with a as (select 1 as x) select x from a{after}");
            }
        }
    }

    [Fact]
    public void A_new_phrase_needs_a_case()
    {
        var members = typeof(SqlServerDialect)
            .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo or MethodInfo { IsSpecialName: false })
            .Select(member => member.Name)
            .Distinct();

        members.Except(_cases.Keys).Except(_others).ShouldBeEmpty();
    }

    [Fact]
    public void Phrases_can_follow_one_another_in_one_batch() =>
        TransactSql.ShouldParse(
            string.Join(
                ";\n",
                _cases
                    .Where(phrase => phrase.Key is not (nameof(Dialect.Parameter) or nameof(Dialect.NowPlus)))
                    .SelectMany(phrase => phrase.Value("we]ird's"))
                    .Select(Hostile.Render)
            )
        );

    [Fact]
    public void A_text_comes_back_as_it_was()
    {
        var text = "a'b\\\nc\\\r\nd]";

        var script = TransactSql.Read($"exec({_dialect.Literal(text)})");

        var executed = (Microsoft.SqlServer.TransactSql.ScriptDom.ExecuteStatement)script.Batches[0].Statements[0];
        var list = (Microsoft.SqlServer.TransactSql.ScriptDom.ExecutableStringList)
            executed.ExecuteSpecification.ExecutableEntity;
        string.Concat(
                list.Strings.Cast<Microsoft.SqlServer.TransactSql.ScriptDom.StringLiteral>().Select(part => part.Value)
            )
            .ShouldBe(text);
    }

    private static RelationName Table(string name) => new(name, name);

    private static Sql Column(string name) => $"{new Identifier(name)}";

    private static Sql[] Several(string name) =>
        [Column(name), Column("b"), Column("c"), Column("d"), Column("e"), $"{1}"];

    private static Sql[] Selected(string name, Sql value) => [$"select {value} as x from {Table(name)}"];

    private static IEnumerable<Sql> OfKinds(string name, Func<Sql, ValueKind, Sql> phrase) =>
        new[] { ValueKind.Whole, ValueKind.Exact, ValueKind.Approximate }.SelectMany(kind =>
            Selected(name, phrase(Column(name), kind))
        );

    private static Sql[] Where(string name, Sql condition) => [$"select 1 as x from {Table(name)} where {condition}"];

    private static Sql Typed(string name, string type) =>
        $"create table {Table(name)} ({new Identifier(name)} {Sql.Raw(type)} not null)";
}
