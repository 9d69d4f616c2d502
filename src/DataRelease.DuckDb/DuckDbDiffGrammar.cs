using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>How DuckDB compares whole relations.</summary>
public sealed class DuckDbDiffGrammar : DiffGrammar
{
    private const int SampledRows = 20_000;

    private const int MostStretches = 4;

    /// <summary>
    /// What rows without a key are told under; rows that have this number of their own may be compared with them.
    /// </summary>
    private const long PartOfNull = long.MinValue;

    /// <inheritdoc/>
    public override ComparedValue Compare(Sql blue, CatalogColumn blueColumn, Sql green, CatalogColumn greenColumn) =>
        DuckDbDiffTypes.Compare(blue, blueColumn.Type, green, greenColumn.Type);

    /// <summary>
    /// DuckDB's hash, mixed once more: its last column can be taken apart from the others. Of 128-bit numbers it XORs
    /// the halves (0 and -1 are the same), of nested lists it forgets where one ends: those are hashed with a second
    /// form. The hash of 0 is 0, which a sum would not see: hence the 1.
    /// </summary>
    public override Sql RowHash(IReadOnlyList<HashedValue> values) =>
        $"(hash(hash({Sql.Join(", ", values.SelectMany(Forms))}))::hugeint + 1)";

    /// <summary>
    /// Without a 1 added: rows are counted beside the sum, and a hash of 64 bits is cheaper than one of 128.
    /// </summary>
    public override Sql PartHash(IReadOnlyList<HashedValue> values) =>
        $"hash(hash({Sql.Join(", ", values.SelectMany(Forms))}))";

    /// <summary>
    /// Each side grouped by itself, then the groups joined: less work for a row than one union with a sign. The halves
    /// of the hash are summed apart: neither sum can overflow, which spares 128-bit arithmetic. A part may be NULL
    /// until there are few, which spares a test of every row.
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

    /// <summary>NULL for NULL.</summary>
    public override Sql Range(Sql value, int bits) => $"({value}::bigint >> {Number(bits)})";

    /// <summary>
    /// Says where the ranges lie, too: the engine knows the least and the greatest value of each of its row groups, and
    /// skips those that have none.
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
    /// What the numbers span, without the widest gaps if those are most of it: each stretch costs a test of every row.
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
    /// One text for all: DuckDB plans each of many constants, and unfolds a list of them, in more time than it takes to
    /// test the rows.
    /// </summary>
    public override Sql IsOneOf(Sql value, IReadOnlyList<long> numbers) =>
        $"{value} in (select unnest({new SqlText($"[{string.Join(',', numbers)}]")}::bigint[]))";

    /// <inheritdoc/>
    public override Sql IsWithin(Sql blue, Sql green, ValueKind kind, decimal? absolute, double? relative)
    {
        // Decimals of up to 18 digits are subtracted as they are; everything wider as doubles, which do not overflow
        // when halved.
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

    /// <summary>The query's own answer to DESCRIBE.</summary>
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

    /// <summary>Rows of a table are in the catalog; the key's values come from a sample of its row groups.</summary>
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
        // No unique constraint is without an index.
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

    /// <returns>Null if it is no table. Rows are counted with those that were deleted of late.</returns>
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

    /// <summary>No range is merged here: all that counts is how far most keys lie apart.</summary>
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
