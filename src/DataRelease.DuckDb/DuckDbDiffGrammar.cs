using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>How DuckDB compares whole relations.</summary>
public sealed class DuckDbDiffGrammar : DiffGrammar
{
    private const int SampledRows = 20_000;

    /// <inheritdoc/>
    public override bool IsColumnar => true;

    /// <inheritdoc/>
    public override ComparedValue Compare(Sql blue, CatalogColumn blueColumn, Sql green, CatalogColumn greenColumn) =>
        DuckDbDiffTypes.Compare(blue, blueColumn.Type, green, greenColumn.Type);

    /// <summary>
    /// DuckDB's hash, mixed once more: its last column can be taken apart from the others. Of 128-bit numbers it XORs the
    /// halves (0 and -1 are the same), of nested lists it forgets where one ends: those are hashed with a second form. The hash of 0 is 0, which a sum would
    /// not see: hence the 1.
    /// </summary>
    public override Sql RowHash(IReadOnlyList<HashedValue> values) => $"(hash(hash({Sql.Join(", ", values.SelectMany(Forms))}))::hugeint + 1)";

    /// <summary>Without a 1 added: rows are counted beside the sum, and a hash of 64 bits is cheaper than one of 128.</summary>
    public override Sql PartHash(IReadOnlyList<HashedValue> values) => $"hash(hash({Sql.Join(", ", values.SelectMany(Forms))}))";

    /// <summary>
    /// Each side grouped by itself, then the groups joined: less work for a row than one union with a sign. The halves of
    /// the hash are summed apart: neither sum can overflow, which spares 128-bit arithmetic.
    /// </summary>
    public override DifferingParts FindDifferingParts(RowPart part, Sql hash, Sql blue, Sql green)
    {
        Sql Grouped(Sql side) => $"select part, count(*) as n, sum((h >> 32)::bigint) as h, sum((h & 4294967295)::bigint) as l from (select {part.Number} as part, {hash} as h from {side} s) u group by 1";
        return new DifferingParts(
            [$"pb as materialized ({Grouped(blue)})", $"pg as materialized ({Grouped(green)})"],
            $"""
            select coalesce(pb.part, pg.part), coalesce(pb.n, 0) + coalesce(pg.n, 0) from pb full join pg on pb.part = pg.part where pb.n is distinct from pg.n or pb.h is distinct from pg.h or pb.l is distinct from pg.l
            union all select null, (select coalesce(sum(n), 0) from pb) + (select coalesce(sum(n), 0) from pg)
            """);
    }

    /// <inheritdoc/>
    public override Sql Bucket(Sql hash, int bits) => $"({hash} & {Number((1L << bits) - 1)}::hugeint)::bigint";

    /// <inheritdoc/>
    public override Sql Range(Sql value, int bits) => $"coalesce({value}::bigint >> {Number(bits)}, {Number(long.MinValue)})";

    /// <summary>Constants, which DuckDB tests in half the time that a list takes that it has to unfold first.</summary>
    public override Sql IsOneOf(Sql value, IReadOnlyList<long> numbers) =>
        $"{value} in ({Sql.Join(", ", numbers.Select(Number))})";

    /// <inheritdoc/>
    public override Sql IsWithin(Sql blue, Sql green, ValueKind kind, decimal? absolute, double? relative)
    {
        // Decimals of up to 18 digits are subtracted as they are; everything wider as doubles, which do not overflow when halved.
        var (left, right) = kind == ValueKind.Whole ? ((Sql)$"{blue}::hugeint", (Sql)$"{green}::hugeint") : ($"({blue}::double / 2)", $"({green}::double / 2)");
        var half = kind == ValueKind.Whole ? "" : " / 2";
        var limits = new List<Sql>();
        if (absolute is { } distance) limits.Add($"abs({left} - {right}) <= {Sql.Raw(distance.ToString(CultureInfo.InvariantCulture))}::double{Sql.Raw(half)}");
        if (relative is { } part) limits.Add($"abs({left} - {right}) <= {Sql.Raw(part.ToString("R", CultureInfo.InvariantCulture))}::double * abs({left})");
        if (limits.Count == 0) return Sql.Raw("false");
        Sql near = $"({Sql.Join(" or ", limits)})";
        return kind == ValueKind.Approximate ? $"(isfinite({blue}) and isfinite({green}) and {near})" : near;
    }

    /// <summary>The query's own answer to DESCRIBE.</summary>
    public override async Task<IReadOnlyList<CatalogColumn>> DescribeAsync(WarehouseSession session, Sql query, CancellationToken cancellation)
    {
        var columns = await session.QueryAsync($"describe {query}", row => (row.GetString(0), row.GetString(1)), cancellation).ConfigureAwait(false);
        return [.. columns.Select((column, index) => new CatalogColumn(column.Item1, index + 1, column.Item2, true, null))];
    }

    /// <summary>Rows of a table are known; the key's values come from a sample of its row groups.</summary>
    public override async Task<SideFacts> ReadFactsAsync(
        WarehouseSession session, RelationName? relation, Sql from, IReadOnlyList<string> key, IReadOnlyList<CatalogColumn> columns, CancellationToken cancellation)
    {
        if (relation is not { } name) return new SideFacts();
        var (isTable, constraints) = await ReadTableAsync(session, name, cancellation).ConfigureAwait(false);
        if (!isTable) return new SideFacts();
        var rows = (await session.QueryAsync($"select count(*) from {name}", row => row.ReadLong(0), cancellation).ConfigureAwait(false))[0];
        if (key.Count == 0 || rows == 0) return new SideFacts { IsStored = true, Rows = rows };
        return new SideFacts
        {
            IsStored = true,
            Rows = rows,
            UniqueIndex = constraints.Any(unique => unique.Length == key.Count && key.All(unique.Contains)) ? key : [],
            IsKeyFilled = key.All(column => columns.Any(found => found.Name == column && !found.Nullable)),
            Bounds = await ReadBoundsAsync(session, name, key[0], rows, columns, cancellation).ConfigureAwait(false),
        };
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ReadPrimaryKeyAsync(WarehouseSession session, RelationName relation, CancellationToken cancellation) =>
        await session.QueryAsync(
            $"""
            select unnest(constraint_column_names) from duckdb_constraints()
            where database_name = current_database() and schema_name = {relation.Schema} and table_name = {relation.Name} and constraint_type = 'PRIMARY KEY'
            """, row => row.GetString(0), cancellation).ConfigureAwait(false);

    /// <summary>Whether it is a table, and the columns of its unique constraints.</summary>
    private static async Task<(bool IsTable, IReadOnlyList<string[]> Unique)> ReadTableAsync(WarehouseSession session, RelationName name, CancellationToken cancellation)
    {
        var rows = await session.QueryAsync(
            $"""
            select null from duckdb_tables() where database_name = current_database() and schema_name = {name.Schema} and table_name = {name.Name}
            union all select array_to_string(constraint_column_names, chr(31)) from duckdb_constraints()
            where database_name = current_database() and schema_name = {name.Schema} and table_name = {name.Name} and constraint_type in ('PRIMARY KEY', 'UNIQUE')
            """, row => row.IsDBNull(0) ? null : row.GetString(0).Split('\u001f'), cancellation).ConfigureAwait(false);
        return (rows.Any(row => row is null), [.. rows.OfType<string[]>()]);
    }

    /// <summary>No range is merged here: all that counts is how far most keys lie apart.</summary>
    private static async Task<IReadOnlyList<string>> ReadBoundsAsync(
        WarehouseSession session, RelationName name, string column, long rows, IReadOnlyList<CatalogColumn> columns, CancellationToken cancellation)
    {
        if (DuckDbDiffTypes.Kind(columns.First(found => found.Name == column).Type) != ValueKind.Whole) return [];
        var sample = rows <= SampledRows
            ? Sql.Empty
            : Sql.Raw(string.Create(CultureInfo.InvariantCulture, $" using sample {Math.Max(0.01, 100.0 * SampledRows / rows):0.######} percent (system, 42)"));
        return (await session.QueryAsync(
            $"""
            select array_to_string(quantile_disc(k, [0.01, 0.99]), ' ')
            from (select {new Identifier(column)}::bigint as k from {name}{sample}) s where k is not null
            """,
            row => row.IsDBNull(0) ? [] : row.GetString(0).Split(' ').Distinct().ToArray(), cancellation).ConfigureAwait(false))[0];
    }

    private static IEnumerable<Sql> Forms(HashedValue hashed)
    {
        yield return hashed.Value;
        if (hashed.Kind == ValueKind.Exact && !DuckDbDiffTypes.IsNarrow(hashed.Type)) yield return $"{hashed.Value}::double";
        if (hashed.Kind == ValueKind.Other) yield return $"{hashed.Value}::varchar";
    }

    private static Sql Number(long value) => Sql.Raw(value == long.MinValue ? "(-9223372036854775807 - 1)" : string.Create(CultureInfo.InvariantCulture, $"{value}"));
}
