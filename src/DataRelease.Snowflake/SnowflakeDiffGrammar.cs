using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Snowflake's SQL for comparing whole relations.</summary>
public sealed class SnowflakeDiffGrammar : DiffGrammar
{
    /// <inheritdoc/>
    public override ComparedValue Compare(Sql blue, CatalogColumn blueColumn, Sql green, CatalogColumn greenColumn) =>
        SnowflakeDiffTypes.Compare(blue, blueColumn.Type, green, greenColumn.Type);

    /// <summary>
    /// Snowflake's 64-bit hash, mixed once more. It is never null, and nulls have their own hashes
    /// (https://docs.snowflake.com/en/sql-reference/functions/hash).
    /// </summary>
    public override Sql RowHash(IReadOnlyList<HashedValue> values) =>
        $"hash(hash({Sql.Join(", ", values.Select(Form))}))";

    /// <summary>
    /// HASH_AGG ignores the order of a part's rows, and counts duplicates
    /// (https://docs.snowflake.com/en/sql-reference/functions/hash_agg). It gives one number for each part and side,
    /// without sums.
    /// </summary>
    public override DifferingParts FindDifferingParts(RowPart part, Sql hash, Sql blue, Sql green)
    {
        Sql Grouped(Sql side) =>
            $"select part, count(*) as n, hash_agg(h) as h "
            + $"from (select {part.Number} as part, {hash} as h from {side} s) u group by part";
        return new DifferingParts(
            [$"pb as ({Grouped(blue)})", $"pg as ({Grouped(green)})"],
            $"select coalesce(pb.part, pg.part), coalesce(pb.n, 0) + coalesce(pg.n, 0) from pb full join pg "
                + $"on pb.part = pg.part where pb.n is distinct from pg.n or pb.h is distinct from pg.h "
                + $"union all select null, (select coalesce(sum(n), 0) from pb) + (select coalesce(sum(n), 0) from pg)"
        );
    }

    /// <inheritdoc/>
    public override Sql Quotient(Sql sum, Sql count) => $"({sum}) / nullif({count}, 0)";

    /// <summary>A remainder that is never negative, even for a negative number.</summary>
    public override Sql Bucket(Sql hash, int bits) => $"cast({Rest(hash, bits)} as number(38, 0))";

    /// <summary>A number minus its remainder is divisible.</summary>
    public override Sql Range(Sql value, int bits) =>
        $"coalesce(cast(({value} - {Rest(value, bits)}) / {Number(1L << bits)} as number(38, 0)), "
        + $"{Number(long.MinValue)})";

    /// <summary>All numbers are one text; many constants would each be planned.</summary>
    public override Sql IsOneOf(Sql value, IReadOnlyList<long> numbers)
    {
        var list = string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
        return $"{value} in (select cast(f.value as number(38, 0)) "
            + $"from table(flatten(input => parse_json({new SqlText($"[{list}]")}))) f)";
    }

    /// <summary>Halved floats can't overflow.</summary>
    public override Sql IsWithin(Sql blue, Sql green, ValueKind kind, decimal? absolute, double? relative)
    {
        Sql Scaled(Sql value) =>
            kind == ValueKind.Whole ? (Sql)$"cast({value} as number(38, 0))" : $"(cast({value} as float) / 2)";
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
        if (limits.Count == 0)
            return Dialect.Never;
        Sql near = $"({Sql.Join(" or ", limits)})";
        return kind == ValueKind.Approximate ? $"({Finite(blue)} and {Finite(green)} and {near})" : near;

        static Sql Finite(Sql value) => Sql.By(dialect => dialect.IsFinite(value));
    }

    /// <summary>The server describes the result of the query, which is limited to no rows.</summary>
    public override async Task<IReadOnlyList<CatalogColumn>> DescribeAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    )
    {
        await session.ExecuteAsync(Empty(query), cancellation);
        var columns = await session.QueryAsync(
            Described,
            row => (Name: row.GetString(row.GetOrdinal("name")), Type: row.GetString(row.GetOrdinal("type"))),
            cancellation
        );
        return
        [
            .. columns.Select(
                (column, index) =>
                    new CatalogColumn(
                        column.Name,
                        index + 1,
                        // The server does not say whether a query's column has a collation.
                        SnowflakeTypes.Kind(column.Type) == ValueKind.Text
                            ? SnowflakeTypes.UnknownText
                            : column.Type,
                        true,
                        null
                    )
            ),
        ];
    }

    /// <summary>The query, limited to no rows.</summary>
    internal static Sql Empty(Sql query) => $"select * from ({query}) q limit 0";

    /// <summary>Describes the columns of the preceding statement.</summary>
    internal static Sql Described { get; } = Sql.Raw("describe result last_query_id()");

    /// <summary>The catalog has a table's exact number of rows.</summary>
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
            || (await session.QueryAsync(Rows(name), row => row.ReadLong(0), cancellation)) is not [var rows]
        )
            return new SideFacts();
        return new SideFacts
        {
            IsStored = true,
            Rows = rows,
            IsKeyFilled =
                key.Count > 0 && key.All(column => columns.Any(found => found.Name == column && !found.Nullable)),
        };
    }

    /// <summary>The number of a table's rows; no row for a view.</summary>
    internal static Sql Rows(RelationName table) =>
        $"select row_count from information_schema.tables where table_schema = {table.Schema} "
        + $"and table_name = {table.Name} and row_count is not null";

    /// <summary>Keys are declared but not enforced. The server lists their columns in the key's order.</summary>
    public override async Task<IReadOnlyList<string>> ReadPrimaryKeyAsync(
        WarehouseSession session,
        RelationName relation,
        CancellationToken cancellation
    )
    {
        var columns = await session.QueryAsync(
            PrimaryKey(relation),
            row =>
                (
                    Column: row.GetString(row.GetOrdinal("column_name")),
                    Place: row.ReadLong(row.GetOrdinal("key_sequence"))
                ),
            cancellation
        );
        return [.. columns.OrderBy(column => column.Place).Select(column => column.Column)];
    }

    internal static Sql PrimaryKey(RelationName relation) => $"show primary keys in table {relation}";

    /// <summary>Adds 0, so that 0 and -0 become one number.</summary>
    private static Sql Form(HashedValue hashed) =>
        hashed.Kind == ValueKind.Approximate ? $"({hashed.Value} + 0)" : hashed.Value;

    private static Sql Rest(Sql value, int bits)
    {
        var size = Number(1L << bits);
        return $"mod(mod({value}, {size}) + {size}, {size})";
    }

    private static Sql Number(long value) => Sql.Raw(value.ToString(CultureInfo.InvariantCulture));
}
