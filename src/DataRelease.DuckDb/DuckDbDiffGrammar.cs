using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>DuckDB's SQL for comparing whole relations.</summary>
public sealed class DuckDbDiffGrammar : DiffGrammar
{
    private const int SampledRows = 20_000;

    private const int MostStretches = 4;

    /// <summary>
    /// The number of the part that holds rows without a key. Rows whose own part has this number may be compared with
    /// them, which does no harm.
    /// </summary>
    private const long PartOfNull = long.MinValue;

    /// <inheritdoc/>
    public override ComparedValue Compare(Sql blue, CatalogColumn blueColumn, Sql green, CatalogColumn greenColumn) =>
        DuckDbDiffTypes.Compare(blue, blueColumn.Type, green, greenColumn.Type);

    /// <summary>
    /// DuckDB's hash, mixed once more, because without that the last column could be separated from the others.
    /// DuckDB's hash XORs the halves of 128-bit numbers (so 0 and -1 are the same), and ignores where a nested list
    /// ends; such values are hashed in a second form as well. The 1 is added because the hash of 0 is 0, which a sum
    /// would not notice.
    /// </summary>
    public override Sql RowHash(IReadOnlyList<HashedValue> values) =>
        $"(hash(hash({Sql.Join(", ", values.SelectMany(Forms))}))::hugeint + 1)";

    /// <summary>
    /// No 1 is added here: rows are counted beside the sum, and a 64-bit hash is cheaper than one of 128 bits.
    /// </summary>
    public override Sql PartHash(IReadOnlyList<HashedValue> values) =>
        $"hash(hash({Sql.Join(", ", values.SelectMany(Forms))}))";

    /// <summary>
    /// Groups each side and then joins the groups, which is less work for each row than one union with a sign. The
    /// halves of the hash are summed separately; neither sum can overflow, so no 128-bit arithmetic is needed. NULL
    /// parts are allowed until few rows remain, which saves a test of every row.
    /// </summary>
    public override DifferingParts FindDifferingParts(RowPart part, Sql hash, Sql blue, Sql green)
    {
        Sql Grouped(Sql side) =>
            $"select part, count(*) as n, sum((h >> 32)::bigint) as h, sum((h & 4294967295)::bigint) as l "
            + $"from (select {part.Number} as part, {hash} as h from {side} s) u group by 1";
        return new DifferingParts(
            [$"pb as materialized ({Grouped(blue)})", $"pg as materialized ({Grouped(green)})"],
            $"""
            select coalesce(pb.part, pg.part, {Number(
                PartOfNull
            )}), coalesce(pb.n, 0) + coalesce(pg.n, 0) from pb full join pg on pb.part is not distinct from pg.part
            where pb.n is distinct from pg.n or pb.h is distinct from pg.h or pb.l is distinct from pg.l
            union all select null, (select coalesce(sum(n), 0) from pb) + (select coalesce(sum(n), 0) from pg)
            """
        );
    }

    /// <inheritdoc/>
    public override Sql Quotient(Sql sum, Sql count) => $"({sum})::numeric / nullif({count}, 0)";

    /// <inheritdoc/>
    public override Sql Bucket(Sql hash, int bits) => $"({hash} & {Number((1L << bits) - 1)}::hugeint)::bigint";

    /// <summary>The range is NULL for a NULL.</summary>
    public override Sql Range(Sql value, int bits) => $"({value}::bigint >> {Number(bits)})";

    /// <summary>
    /// Also names the stretches where the ranges lie: DuckDB knows the least and greatest value of each row group, and
    /// skips row groups outside them.
    /// </summary>
    public override Sql IsInRanges(Sql value, int bits, IReadOnlyList<long> ranges)
    {
        var known = ranges.Where(range => range != PartOfNull).Order().ToList();
        var lie = Stretches(known)
            .Select(stretch =>
                (Sql)(
                    $"{value}::bigint between {Number(stretch.First << bits)} and "
                    + $"{Number((stretch.Last << bits) | ((1L << bits) - 1))}"
                )
            );
        var some =
            known.Count == 0
                ? Sql.Raw("false")
                : $"(({Sql.Join(" or ", lie)}) and {IsOneOf(Range(value, bits), known)})";
        return known.Count == ranges.Count ? some : $"({some} or {value} is null)";
    }

    /// <summary>
    /// The stretches between the widest gaps, if those gaps are most of the span; otherwise the whole span. Each
    /// stretch costs a test of every row.
    /// </summary>
    private static List<(long First, long Last)> Stretches(List<long> sorted)
    {
        static decimal Gap(long from, long to) => (decimal)to - from;
        if (sorted.Count == 0)
            return [];
        var starts = Enumerable
            .Range(1, sorted.Count - 1)
            .OrderByDescending(index => Gap(sorted[index - 1], sorted[index]))
            .Take(MostStretches - 1)
            .Append(0)
            .Order()
            .ToList();
        var stretches = starts
            .Zip(starts.Skip(1).Append(sorted.Count), (start, end) => (First: sorted[start], Last: sorted[end - 1]))
            .ToList();
        return stretches.Sum(stretch => Gap(stretch.First, stretch.Last)) < Gap(sorted[0], sorted[^1]) / 2
            ? stretches
            : [(sorted[0], sorted[^1])];
    }

    /// <summary>
    /// All numbers are one text. DuckDB would plan each of many constants, and unfold a list of them, which takes
    /// longer than testing the rows.
    /// </summary>
    public override Sql IsOneOf(Sql value, IReadOnlyList<long> numbers) =>
        $"{value} in (select unnest({new SqlText($"[{string.Join(',', numbers)}]")}::bigint[]))";

    /// <inheritdoc/>
    public override Sql IsWithin(Sql blue, Sql green, ValueKind kind, decimal? absolute, double? relative)
    {
        // Decimals of up to 18 digits are subtracted unchanged. Wider ones become doubles, which don't overflow when
        // halved.
        var (left, right) =
            kind == ValueKind.Whole
                ? ((Sql)$"{blue}::hugeint", (Sql)$"{green}::hugeint")
                : ($"({blue}::double / 2)", $"({green}::double / 2)");
        var half = kind == ValueKind.Whole ? "" : " / 2";
        var limits = new List<Sql>();
        if (absolute is { } distance)
            limits.Add(
                $"abs({left} - {right}) <= {Sql.Raw(distance.ToString(CultureInfo.InvariantCulture))}::double"
                    + $"{Sql.Raw(half)}"
            );
        if (relative is { } part)
            limits.Add(
                $"abs({left} - {right}) <= {Sql.Raw(part.ToString("R", CultureInfo.InvariantCulture))}"
                    + $"::double * abs({left})"
            );
        if (limits.Count == 0)
            return Sql.Raw("false");
        Sql near = $"({Sql.Join(" or ", limits)})";
        return kind == ValueKind.Approximate ? $"(isfinite({blue}) and isfinite({green}) and {near})" : near;
    }

    /// <summary>DuckDB's own answer to DESCRIBE.</summary>
    public override async Task<IReadOnlyList<CatalogColumn>> DescribeAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    )
    {
        var columns = await session.QueryAsync(
            $"describe {query}",
            row => (row.GetString(0), row.GetString(1)),
            cancellation
        );
        return
        [
            .. columns.Select((column, index) => new CatalogColumn(column.Item1, index + 1, column.Item2, true, null)),
        ];
    }

    /// <summary>
    /// The catalog has a table's number of rows; the key's values come from a sample of its row groups.
    /// </summary>
    public override async Task<SideFacts> ReadFactsAsync(
        WarehouseSession session,
        RelationName? relation,
        Sql from,
        IReadOnlyList<string> key,
        IReadOnlyList<CatalogColumn> columns,
        CancellationToken cancellation
    )
    {
        if (relation is not { } name || await ReadTableAsync(session, name, cancellation) is not { } table)
            return new SideFacts();
        if (key.Count == 0 || table.Rows == 0)
            return new SideFacts { IsStored = true, Rows = table.Rows };
        // Every unique constraint has an index, so a table without one has no such constraint.
        var constraints = table.IsIndexed ? await ReadUniqueAsync(session, name, cancellation) : [];
        return new SideFacts
        {
            IsStored = true,
            Rows = table.Rows,
            UniqueIndex = constraints.Any(unique => unique.Length == key.Count && key.All(unique.Contains)) ? key : [],
            IsKeyFilled = key.All(column => columns.Any(found => found.Name == column && !found.Nullable)),
            Bounds = await ReadBoundsAsync(session, name, key[0], table.Rows, columns, cancellation),
        };
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ReadPrimaryKeyAsync(
        WarehouseSession session,
        RelationName relation,
        CancellationToken cancellation
    ) =>
        await session.QueryAsync(
            $"""
            select unnest(constraint_column_names) from duckdb_constraints()
            where database_name = current_database() and schema_name = {relation.Schema}
            and table_name = {relation.Name} and constraint_type = 'PRIMARY KEY'
            """,
            row => row.GetString(0),
            cancellation
        );

    /// <returns>Null if it is not a table. The number includes rows that were deleted recently.</returns>
    private static async Task<(long Rows, bool IsIndexed)?> ReadTableAsync(
        WarehouseSession session,
        RelationName name,
        CancellationToken cancellation
    ) =>
        (
            await session.QueryAsync<(long, bool)?>(
                $"select estimated_size, index_count > 0 from duckdb_tables() where database_name = "
                    + $"current_database() and schema_name = {name.Schema} and table_name = {name.Name}",
                row => (row.GetInt64(0), row.GetBoolean(1)),
                cancellation
            )
        ).SingleOrDefault();

    /// <summary>The columns of each unique constraint.</summary>
    private static Task<IReadOnlyList<string[]>> ReadUniqueAsync(
        WarehouseSession session,
        RelationName name,
        CancellationToken cancellation
    ) =>
        session.QueryAsync(
            $"""
            select array_to_string(constraint_column_names, chr(31)) from duckdb_constraints()
            where database_name = current_database() and schema_name = {name.Schema} and table_name = {name.Name}
            and constraint_type in ('PRIMARY KEY', 'UNIQUE')
            """,
            row => row.GetString(0).Split('\u001f'),
            cancellation
        );

    /// <summary>Ranges are not merged in DuckDB, so only the usual distance between keys matters.</summary>
    private static async Task<IReadOnlyList<string>> ReadBoundsAsync(
        WarehouseSession session,
        RelationName name,
        string column,
        long rows,
        IReadOnlyList<CatalogColumn> columns,
        CancellationToken cancellation
    )
    {
        if (DuckDbDiffTypes.Kind(columns.First(found => found.Name == column).Type) != ValueKind.Whole)
            return [];
        var sample =
            rows <= SampledRows
                ? Sql.Empty
                : Sql.Raw(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $" using sample {Math.Max(0.01, 100.0 * SampledRows / rows):0.######} percent (system, 42)"
                    )
                );
        var bounds = (
            await session.QueryAsync(
                $"select quantile_disc(k, 0.01), quantile_disc(k, 0.99) from (select {new Identifier(column)}"
                    + $"::bigint as k from {name}{sample}) s",
                row => row.IsDBNull(0) ? [] : new[] { row.GetInt64(0), row.GetInt64(1) },
                cancellation
            )
        )[0];
        return [.. bounds.Distinct().Select(bound => bound.ToString(CultureInfo.InvariantCulture))];
    }

    private static IEnumerable<Sql> Forms(HashedValue hashed)
    {
        yield return hashed.Value;
        if (hashed.Kind == ValueKind.Exact && !DuckDbDiffTypes.IsNarrow(hashed.Type))
            yield return $"{hashed.Value}::double";
        if (hashed.Kind == ValueKind.Other)
            yield return $"{hashed.Value}::varchar";
    }

    private static Sql Number(long value) =>
        Sql.Raw(
            value == long.MinValue
                ? "(-9223372036854775807 - 1)"
                : string.Create(CultureInfo.InvariantCulture, $"{value}")
        );
}
