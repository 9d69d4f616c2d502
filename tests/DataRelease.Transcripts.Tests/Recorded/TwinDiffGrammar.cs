using DataRelease.Warehouses;

namespace DataRelease.Transcripts.Tests.Recorded;

/// <summary>How both sides compare relations. Ways that are an engine's own are not offered.</summary>
internal sealed class TwinDiffGrammar(TwoSided sides) : DiffGrammar
{
    public override ComparedValue Compare(Sql blue, CatalogColumn blueColumn, Sql green, CatalogColumn greenColumn)
    {
        var shown = sides.Shown.Diff.Compare(blue, blueColumn, green, greenColumn);
        var memory = sides.Memory.Diff.Compare(blue, blueColumn, green, greenColumn);
        return memory with
        {
            Blue = sides.Either(() => shown.Blue, () => memory.Blue),
            Green = sides.Either(() => shown.Green, () => memory.Green),
        };
    }

    public override Sql RowHash(IReadOnlyList<HashedValue> values) => By(diff => diff.RowHash(values));

    public override Sql PartHash(IReadOnlyList<HashedValue> values) => By(diff => diff.PartHash(values));

    public override DifferingParts FindDifferingParts(RowPart part, Sql hash, Sql blue, Sql green)
    {
        var shown = sides.Shown.Diff.FindDifferingParts(part, hash, blue, green);
        var memory = sides.Memory.Diff.FindDifferingParts(part, hash, blue, green);
        return new DifferingParts(
            [sides.Either(() => Sql.Join(", ", shown.With), () => Sql.Join(", ", memory.With))],
            sides.Either(() => shown.Query, () => memory.Query)
        );
    }

    public override Sql Bucket(Sql hash, int bits) => By(diff => diff.Bucket(hash, bits));

    public override Sql HashPart(Sql hash, int bits) => By(diff => diff.HashPart(hash, bits));

    public override Sql Range(Sql value, int bits) => By(diff => diff.Range(value, bits));

    public override Sql IsInRanges(Sql value, int bits, IReadOnlyList<long> ranges) =>
        By(diff => diff.IsInRanges(value, bits, ranges));

    public override Sql FetchRanges(Sql side, Sql key, int bits, IReadOnlyList<long> ranges) =>
        By(diff => diff.FetchRanges(side, key, bits, ranges));

    public override Sql IsOneOf(Sql value, IReadOnlyList<long> numbers) => By(diff => diff.IsOneOf(value, numbers));

    public override Sql IsWithin(Sql blue, Sql green, ValueKind kind, decimal? absolute, double? relative) =>
        By(diff => diff.IsWithin(blue, green, kind, absolute, relative));

    public override Sql MeanOfWhole(Sql column) => By(diff => diff.MeanOfWhole(column));

    public override Sql Quotient(Sql sum, Sql count) => By(diff => diff.Quotient(sum, count));

    public override IReadOnlyList<Sql> ForLargeReads =>
        sides.Each(sides.Shown.Diff.ForLargeReads, () => sides.Memory.Diff.ForLargeReads);

    public override (IReadOnlyList<Sql> Before, IReadOnlyList<Sql> After) AroundFetching =>
        (
            sides.Each(sides.Shown.Diff.AroundFetching.Before, () => sides.Memory.Diff.AroundFetching.Before),
            sides.Each(sides.Shown.Diff.AroundFetching.After, () => sides.Memory.Diff.AroundFetching.After)
        );

    public override Task<IReadOnlyList<CatalogColumn>> DescribeAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    ) => sides.Memory.Diff.DescribeAsync(RecordedConnection.Of(session).Memory, query, cancellation);

    public override Task<SideFacts> ReadFactsAsync(
        WarehouseSession session,
        RelationName? relation,
        Sql from,
        IReadOnlyList<string> key,
        IReadOnlyList<CatalogColumn> columns,
        CancellationToken cancellation
    )
    {
        var connection = RecordedConnection.Of(session);
        connection.Note($"facts of {relation?.ToString() ?? "a query"}");
        return sides.Memory.Diff.ReadFactsAsync(connection.Memory, relation, from, key, columns, cancellation);
    }

    public override Task<IReadOnlyList<string>> ReadPrimaryKeyAsync(
        WarehouseSession session,
        RelationName relation,
        CancellationToken cancellation
    )
    {
        var connection = RecordedConnection.Of(session);
        connection.Note($"the key of {relation}");
        return sides.Memory.Diff.ReadPrimaryKeyAsync(connection.Memory, relation, cancellation);
    }

    private Sql By(Func<DiffGrammar, Sql> phrase) => sides.Phrase(dialect => phrase(dialect.Diff));
}
