using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>SQL Server's SQL for comparing whole relations.</summary>
public sealed class SqlServerDiffGrammar : DiffGrammar
{
    /// <inheritdoc/>
    public override ComparedValue Compare(Sql blue, CatalogColumn blueColumn, Sql green, CatalogColumn greenColumn) =>
        SqlServerDiffTypes.Compare(blue, blueColumn.ValueType, green, greenColumn.ValueType);

    /// <summary>
    /// The first eight bytes of SHA-256: SQL Server has no fast 64-bit hash, and its checksums are weak and depend on
    /// the collation. The hash is a decimal, because a sum of bigint overflows.
    /// </summary>
    public override Sql RowHash(IReadOnlyList<HashedValue> values) =>
        $"cast(cast(substring({SqlServerBytes.Hash(values.Select(Form))}, 1, 8) as bigint) as decimal(38, 0))";

    /// <summary>
    /// Reads both sides in one union, green with the opposite sign. SQL Server computes a common table expression each
    /// time it is named, so this one is named only once: its last row is the sum of the others.
    /// </summary>
    public override DifferingParts FindDifferingParts(RowPart part, Sql hash, Sql blue, Sql green) =>
        new(
            [
                $"p as (select part, grouping(part) as whole, count_big(*) as n, sum(side) as d, sum(h) as h from ("
                    + $"select {part.Number} as part, {hash} as h, 1 as side from {blue} s union all "
                    + $"select {part.Number}, -({hash}), -1 from {green} s) u group by grouping sets ((part), ()))",
            ],
            $"select part, n from p where whole = 1 or d <> 0 or h <> 0"
        );

    /// <inheritdoc/>
    public override Sql Quotient(Sql sum, Sql count) => $"cast({sum} as float) / nullif({count}, 0)";

    /// <inheritdoc/>
    public override Sql MeanOfWhole(Sql column) => $"avg(cast({column} as decimal(38, 6)))";

    /// <inheritdoc/>
    public override Sql Bucket(Sql hash, int bits) => $"(cast({hash} as bigint) & {Number((1L << bits) - 1)})";

    /// <summary>
    /// SQL Server can't shift bits before 2022. A number whose low bits are cleared divides without remainder.
    /// </summary>
    public override Sql Range(Sql value, int bits)
    {
        Sql whole = $"cast({value} as bigint)";
        return $"coalesce(({whole} - ({whole} & {Number((1L << bits) - 1)})) / {Number(1L << bits)}, "
            + $"{Number(long.MinValue)})";
    }

    /// <summary>All numbers are one text; many constants would each be planned.</summary>
    public override Sql IsOneOf(Sql value, IReadOnlyList<long> numbers)
    {
        var list = string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        return $"{value} in (select cast([value] as bigint) from openjson({new SqlText($"[{list}]")}))";
    }

    /// <summary>Halved floats can't overflow.</summary>
    public override Sql IsWithin(Sql blue, Sql green, ValueKind kind, decimal? absolute, double? relative)
    {
        Sql Scaled(Sql value) =>
            kind == ValueKind.Whole ? (Sql)$"cast({value} as decimal(38, 0))" : $"(cast({value} as float) / 2)";
        var (left, right) = (Scaled(blue), Scaled(green));
        var half = Sql.Raw(kind == ValueKind.Whole ? "" : " / 2");
        var limits = new List<Sql>();
        if (absolute is { } distance)
            limits.Add(
                $"abs({left} - {right}) <= cast({Sql.Raw(distance.ToString(CultureInfo.InvariantCulture))} as float)"
                    + $"{half}"
            );
        if (relative is { } part)
            limits.Add(
                $"abs({left} - {right}) <= cast({Sql.Raw(part.ToString("R", CultureInfo.InvariantCulture))} as float) "
                    + $"* abs({left})"
            );
        return limits.Count == 0 ? Dialect.Never : $"({Sql.Join(" or ", limits)})";
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<CatalogColumn>> DescribeAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    ) =>
        await session.QueryAsync(
            SqlServerDiffFacts.Describe(query),
            row => new CatalogColumn(
                row.IsDBNull(0) ? "" : row.GetString(0),
                row.GetInt32(1),
                row.GetString(2),
                row.GetBoolean(3),
                null
            ),
            cancellation
        );

    /// <summary>The catalog's number of rows is exact enough for a plan.</summary>
    public override async Task<SideFacts> ReadFactsAsync(
        WarehouseSession session,
        RelationName? relation,
        Sql from,
        IReadOnlyList<string> key,
        IReadOnlyList<CatalogColumn> columns,
        CancellationToken cancellation
    )
    {
        if (
            relation is not { } name
            || (await session.QueryAsync(SqlServerDiffFacts.Rows(name), row => row.ReadLong(0), cancellation))
                is not [var rows]
        )
            return new SideFacts();
        var indexes = await session.QueryAsync(
            SqlServerDiffFacts.UniqueIndexes(name),
            row => (Index: row.GetInt32(0), Column: row.GetString(1)),
            cancellation
        );
        var unique = indexes
            .GroupBy(row => row.Index, row => row.Column)
            .FirstOrDefault(index => index.Count() == key.Count && key.All(index.Contains));
        return new SideFacts
        {
            IsStored = true,
            Rows = rows,
            UniqueIndex = key.Count == 0 || unique is null ? [] : [.. unique],
            IsKeyFilled = key.All(column => columns.Any(found => found.Name == column && !found.Nullable)),
        };
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> ReadPrimaryKeyAsync(
        WarehouseSession session,
        RelationName relation,
        CancellationToken cancellation
    ) => session.QueryAsync(SqlServerDiffFacts.PrimaryKey(relation), row => row.GetString(0), cancellation);

    /// <summary>
    /// Casts numbers to one width, so that equal numbers have the same bytes on both sides; 0 and -0 become one number.
    /// </summary>
    private static Sql Form(HashedValue hashed) =>
        hashed.Kind switch
        {
            ValueKind.Whole => $"cast({hashed.Value} as bigint)",
            ValueKind.Approximate => $"cast({hashed.Value} as float) + 0e0",
            _ => hashed.Value,
        };

    private static Sql Number(long value) =>
        Sql.Raw(
            value == long.MinValue
                ? "cast(-9223372036854775808 as bigint)"
                : string.Create(CultureInfo.InvariantCulture, $"{value}")
        );
}
