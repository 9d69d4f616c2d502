using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Transcripts.Tests.Recorded;

/// <summary>The dialect that core sees: what can be done is the shown engine's, phrases are both sides'.</summary>
internal sealed class TwinDialect(TwoSided sides) : Dialect
{
    private readonly DiffGrammar _diff = new TwinDiffGrammar(sides);

    public override string Name => sides.Shown.Name;

    public override Traits Traits => sides.Shown.Traits;

    public override LexicalRules Lexis => sides.Shown.Lexis;

    public override string TextType => Word(dialect => dialect.TextType);

    public override string KeyTextType => Word(dialect => dialect.KeyTextType);

    public override string BooleanType => Word(dialect => dialect.BooleanType);

    public override string BlobType => Word(dialect => dialect.BlobType);

    public override string InstantType => Word(dialect => dialect.InstantType);

    public override string ClockNow => Word(dialect => dialect.ClockNow);

    public override string BeginReadOnly => Word(dialect => dialect.BeginReadOnly);

    public override string EndReadOnly => Word(dialect => dialect.EndReadOnly);

    public override Sql? UsualIsolation => Maybe(dialect => dialect.UsualIsolation);

    public override DiffGrammar Diff => _diff;

    public override Sql HashKind => By(dialect => dialect.HashKind);

    public override Sql SnapshotTime => By(dialect => dialect.SnapshotTime);

    public override (Sql Begin, Sql End)? WithErrors =>
        sides.Shown.WithErrors is { } shown
            ? (
                sides.Either(() => shown.Begin, () => sides.Memory.WithErrors?.Begin ?? Sql.Empty),
                sides.Either(() => shown.End, () => sides.Memory.WithErrors?.End ?? Sql.Empty)
            )
            : null;

    public override Savepoint? Savepoint =>
        sides.Shown.Savepoint is { } shown
            ? new Savepoint(Shown(shown.Set), Shown(shown.Release), Shown(shown.Return))
            : null;

    /// <summary>The memory's own dialect needs no such words, and takes these.</summary>
    public override string EnsureTable => sides.Word(sides.Shown.EnsureTable, "create table if not exists");

    public override Sql? ForbidWrites => Maybe(dialect => dialect.ForbidWrites);

    public override IReadOnlyList<Sql> ForWholeReads =>
        sides.Each(sides.Shown.ForWholeReads, () => sides.Memory.ForWholeReads);

    public override Sql? RequireWhole(RelationName table) => Maybe(dialect => dialect.RequireWhole(table));

    public override string TypeOf(PlainType type) => Word(dialect => dialect.TypeOf(type));

    public override Sql? BoundIdle(TimeSpan limit) => Maybe(dialect => dialect.BoundIdle(limit));

    public override Sql? BoundLockWaits(TimeSpan limit) => Maybe(dialect => dialect.BoundLockWaits(limit));

    public override Sql NowPlus(TimeSpan span) => By(dialect => dialect.NowPlus(span));

    public override Sql AreEqual(Sql left, Sql right) => By(dialect => dialect.AreEqual(left, right));

    /// <summary>For names that go into a user's text: quotes of the standard, which both sides read.</summary>
    public override string Quote(string identifier) => sides.Memory.Quote(identifier);

    public override Sql DistinctCount(Sql column, bool? approximate) =>
        By(dialect => dialect.DistinctCount(column, approximate));

    public override Sql InsertAsTheyAre(RelationName table, Sql columns, Sql query) =>
        By(dialect => dialect.InsertAsTheyAre(table, columns, query));

    public override ValueKind KindOf(string type) => sides.Memory.KindOf(type);

    public override bool HasEquality(string type) => sides.Memory.HasEquality(type);

    public override string? Widened(string column, string source) => sides.Memory.Widened(column, source);

    public override string SchemaOf(string written) => sides.Shown.SchemaOf(written);

    public override string Parameter(int ordinal) => sides.Shown.Parameter(ordinal);

    public override void Describe(DbParameter parameter, int ordinal) => sides.Memory.Describe(parameter, ordinal);

    public override Sql First(Sql query, Sql? order, long rows) => By(dialect => dialect.First(query, order, rows));

    public override Sql FirstAsPart(Sql query, Sql order, long rows) =>
        By(dialect => dialect.FirstAsPart(query, order, rows));

    public override Sql Count(Sql? value) => By(dialect => dialect.Count(value));

    public override Sql Sum(Sql number, ValueKind kind) => By(dialect => dialect.Sum(number, kind));

    public override Sql Mean(Sql number, ValueKind kind) => By(dialect => dialect.Mean(number, kind));

    public override Sql WithAllDigits(Sql number, ValueKind kind) => By(dialect => dialect.WithAllDigits(number, kind));

    public override Sql CountIf(Sql condition) => By(dialect => dialect.CountIf(condition));

    public override Sql AggregateIf(string function, Sql value, Sql condition) =>
        By(dialect => dialect.AggregateIf(function, value, condition));

    public override Sql CountDistinctRows(IReadOnlyList<Sql> columns, Sql? condition) =>
        By(dialect => dialect.CountDistinctRows(columns, condition));

    public override Sql IsDistinct(Sql one, Sql other) => By(dialect => dialect.IsDistinct(one, other));

    public override Sql IsSame(Sql one, Sql other) => By(dialect => dialect.IsSame(one, other));

    public override Sql AsColumn(Sql condition) => By(dialect => dialect.AsColumn(condition));

    public override Sql IsTrue(Sql column) => By(dialect => dialect.IsTrue(column));

    public override Sql Least(IReadOnlyList<Sql> values) => By(dialect => dialect.Least(values));

    public override Sql Greatest(IReadOnlyList<Sql> values) => By(dialect => dialect.Greatest(values));

    public override Sql Joined(string separator, IReadOnlyList<Sql> values) =>
        By(dialect => dialect.Joined(separator, values));

    public override Sql JoinedRows(Sql text, string separator) => By(dialect => dialect.JoinedRows(text, separator));

    public override Sql Concatenated(IReadOnlyList<Sql> texts) => By(dialect => dialect.Concatenated(texts));

    public override Sql Md5(Sql text) => By(dialect => dialect.Md5(text));

    public override Sql TextArray(IReadOnlyList<Sql> values) => By(dialect => dialect.TextArray(values));

    public override string?[] ReadTextArray(DbDataReader row, int ordinal) => sides.Memory.ReadTextArray(row, ordinal);

    public override Sql ByBytes(Sql text) => By(dialect => dialect.ByBytes(text));

    public override UnheldValue ReadUnheld(DbDataReader row, int ordinal) => sides.Memory.ReadUnheld(row, ordinal);

    public override Sql Epoch(Sql moment) => By(dialect => dialect.Epoch(moment));

    public override Sql IsNotANumber(Sql number) => By(dialect => dialect.IsNotANumber(number));

    public override Sql IsFinite(Sql number) => By(dialect => dialect.IsFinite(number));

    public override Sql Kept(string name, Sql query) => By(dialect => dialect.Kept(name, query));

    public override Sql Series(string column, Sql last) => By(dialect => dialect.Series(column, last));

    public override Sql HeldForSharing(RelationName table, Sql condition) =>
        By(dialect => dialect.HeldForSharing(table, condition));

    public override Sql EnsureSchema(string schema) => By(dialect => dialect.EnsureSchema(schema));

    public override Sql CreateSchema(string schema) => By(dialect => dialect.CreateSchema(schema));

    public override Sql DropSchema(string schema) => By(dialect => dialect.DropSchema(schema));

    public override Sql DropRelation(RelationName relation, RelationKind kind) =>
        By(dialect => dialect.DropRelation(relation, kind));

    public override Sql DropTable(RelationName table) => By(dialect => dialect.DropTable(table));

    public override Sql CreateTableAs(RelationName table, Sql query) =>
        By(dialect => dialect.CreateTableAs(table, query));

    public override Sql CreateTableLike(RelationName table, Sql query) =>
        By(dialect => dialect.CreateTableLike(table, query));

    public override Sql AddColumn(RelationName table, string column, string type) =>
        By(dialect => dialect.AddColumn(table, column, type));

    public override Sql DropColumn(RelationName table, string column) =>
        By(dialect => dialect.DropColumn(table, column));

    public override Sql ChangeType(RelationName table, string column, string type) =>
        By(dialect => dialect.ChangeType(table, column, type));

    public override Sql CreateIndex(RelationName table, IReadOnlyList<string> columns, bool isUnique, string? method) =>
        By(dialect => dialect.CreateIndex(table, columns, isUnique, method));

    public override Sql DeleteMatching(RelationName table, RelationName other, IReadOnlyList<Sql> key) =>
        By(dialect => dialect.DeleteMatching(table, other, key));

    public override Sql Comment(RelationName relation, RelationKind kind, string? text) =>
        By(dialect => dialect.Comment(relation, kind, text));

    public override Sql CommentColumn(RelationName relation, string column, string? text) =>
        By(dialect => dialect.CommentColumn(relation, column, text));

    public override (string Before, string After) ViewStatement(RelationName view, bool replace)
    {
        var shown = sides.Shown.ViewStatement(view, replace);
        var memory = sides.Memory.ViewStatement(view, replace);
        return (sides.Word(shown.Before, memory.Before), sides.Word(shown.After, memory.After));
    }

    public override bool IsUnknownName(Exception error) => sides.Memory.IsUnknownName(error);

    public override bool IsNameTaken(Exception error) => sides.Memory.IsNameTaken(error);

    private Sql Shown(Sql statement) => sides.Either(() => statement, () => Sql.Empty);

    private Sql By(Func<Dialect, Sql> phrase) => sides.Phrase(phrase);

    private Sql? Maybe(Func<Dialect, Sql?> phrase) =>
        phrase(sides.Shown) is null ? null : sides.Phrase(dialect => phrase(dialect) ?? Sql.Empty);

    private string Word(Func<Dialect, string> word) => sides.Word(word(sides.Shown), word(sides.Memory));
}
