using System.Globalization;
using DataRelease.Diffs;
using DataRelease.Postgres.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>PostgreSQL's SQL for comparing whole relations.</summary>
public sealed class PostgresDiffGrammar : DiffGrammar, IDiffWays
{
    /// <inheritdoc/>
    public override ComparedValue Compare(Sql blue, CatalogColumn blueColumn, Sql green, CatalogColumn greenColumn) =>
        PostgresDiffTypes.Compare(blue, blueColumn.Type, green, greenColumn.Type);

    /// <summary>
    /// Hashes each column with the server's own hash function, with the column's number as seed, combines the hashes
    /// and mixes them once more. Some of these functions lose information, which is put back here. 64-bit numbers also
    /// go into the seed, because bigint's function folds to 32 bits. For numerics sign and weight are added, because
    /// <c>hash_numeric_extended</c> leaves the sign out and only XORs the weight in. The functions of jsonb, arrays and
    /// records do the same, so these are hashed by their text.
    /// </summary>
    public override Sql RowHash(IReadOnlyList<HashedValue> values) =>
        $"hashint8extended(0, {Sql.Join(" # ", values.Select((value, index) => Hash(value, index + 1)))})";

    /// <summary>
    /// Reads both sides in one union. The planner expects few groups from it, so it groups in memory and in parallel.
    /// Green contributes ~h, which is -h-1, so two equal sides with n rows together sum to -n/2. The union computes
    /// each expression once; over a plain subquery, the expression would be repeated wherever its name stands.
    /// </summary>
    public override DifferingParts FindDifferingParts(RowPart part, Sql hash, Sql blue, Sql green)
    {
        var (name, list) = part.HashBits is { } bits
            ? (HashPart(Sql.Raw("h"), bits), Sql.Empty)
            : (Sql.Raw("part"), (Sql)$"{part.Number} as part, ");
        return new DifferingParts(
            [
                $"p as materialized (select {name} as part, count(*) as n, sum(h) as h from (select {list}"
                    + $"{hash} as h from {blue} s union all select {list}~({hash}) from {green} s) u group by 1)",
            ],
            $"select part, n from p where h * 2 <> -n union all select null, coalesce(sum(n), 0) from p"
        );
    }

    /// <inheritdoc/>
    public override Sql Quotient(Sql sum, Sql count) => $"({sum})::numeric / nullif({count}, 0)";

    /// <inheritdoc/>
    public override Sql Bucket(Sql hash, int bits) => $"({hash} & {Number((1L << bits) - 1)})";

    /// <summary>
    /// Gives the same part for h and ~h: it uses bits on which both agree. Where one gives 2k+1, the other gives
    /// -(2k+1).
    /// </summary>
    public override Sql HashPart(Sql hash, int bits) =>
        $"((abs((({hash}) >> 2) * 2 + 1) >> 1) & {Number((1L << bits) - 1)})";

    /// <inheritdoc/>
    public override Sql Range(Sql value, int bits) =>
        $"coalesce({value}::bigint >> {Number(bits)}, {Number(long.MinValue)})";

    /// <summary>One index search for each range. Adjacent ranges are merged, so no two ranges share a key.</summary>
    public override Sql FetchRanges(Sql side, Sql key, int bits, IReadOnlyList<long> ranges)
    {
        var (lows, highs) = (new List<long>(), new List<long>());
        foreach (var range in ranges.Order())
        {
            // <c>long.MinValue</c> is the range of null keys, see Range. With no low bits it may also be a real key's.
            if (range == long.MinValue && bits > 0)
                continue;
            var (low, high) = (range << bits, (range << bits) | ((1L << bits) - 1));
            if (highs is [.., var last] && last < long.MaxValue && last + 1 == low)
            {
                highs[^1] = high;
                continue;
            }
            lows.Add(low);
            highs.Add(high);
        }
        // <c>offset 0</c> keeps the planner from moving the index search above the ranges.
        Sql found =
            $"select s.* from unnest({lows.ToArray()}::bigint[], {highs.ToArray()}::bigint[]) r (low, high) "
            + $"cross join lateral (select * from {side} s where s.{key} between r.low and r.high offset 0) s";
        return ranges.Contains(long.MinValue)
            ? $"{found} union all select * from {side} s where s.{key} is null"
            : found;
    }

    /// <inheritdoc/>
    public override (IReadOnlyList<Sql> Before, IReadOnlyList<Sql> After) AroundFetching =>
        (Diffs.PostgresDiffSettings.ForFetching, Diffs.PostgresDiffSettings.AsBefore);

    /// <summary>From nine members on, the server looks up a constant array by hash.</summary>
    public override Sql IsOneOf(Sql value, IReadOnlyList<long> numbers) => $"{value} = any({numbers.ToArray()})";

    /// <inheritdoc/>
    public override Sql IsWithin(Sql blue, Sql green, ValueKind kind, decimal? absolute, double? relative)
    {
        // Halved floats can't overflow; neither can whole numbers that are subtracted as numerics.
        Sql Scaled(Sql value) =>
            kind switch
            {
                ValueKind.Whole => $"{value}::numeric",
                ValueKind.Approximate => $"({value}::double precision / 2)",
                _ => value,
            };
        var (left, right) = (Scaled(blue), Scaled(green));
        var limits = new List<Sql>();
        if (absolute is { } distance)
        {
            limits.Add(
                kind == ValueKind.Approximate
                    ? (Sql)$"abs({left} - {right}) <= {Number(distance)}::double precision / 2"
                    : $"abs({left} - {right}) <= {Number(distance)}"
            );
        }
        if (relative is { } part)
        {
            limits.Add(
                kind == ValueKind.Approximate
                    ? (Sql)$"abs({left} - {right}) <= {Text(part)}::double precision * abs({left})"
                    : $"abs({left} - {right}) <= {Text(part)}::numeric * abs({left})"
            );
        }
        if (limits.Count == 0)
            return Sql.Raw("false");
        Sql near = $"({Sql.Join(" or ", limits)})";
        // The distance to an infinity is infinite, and so is every fraction of an infinity. NaN is above all numbers.
        return kind == ValueKind.Whole
            ? near
            : $"(abs({blue}) < {Infinity(kind)} and abs({green}) < {Infinity(kind)} and {near})";
    }

    /// <summary>The server's own <c>avg</c> would divide the same numbers after adding them up a second time.</summary>
    public override Sql MeanOfWhole(Sql column) => Quotient($"sum({column})", $"count({column})");

    /// <summary>
    /// Gives hashes of many rows room before they spill, switches off compilation for queries that run once, and makes
    /// the text of values independent of the session.
    /// </summary>
    public override IReadOnlyList<Sql> ForLargeReads =>
        [
            Sql.Raw("set local work_mem = '64MB'"),
            Sql.Raw("set local jit = off"),
            Sql.Raw("set local timezone = 'UTC'"),
            Sql.Raw("set local datestyle = 'ISO, YMD'"),
            Sql.Raw("set local intervalstyle = 'postgres'"),
            Sql.Raw("set local bytea_output = 'hex'"),
            Sql.Raw("set local extra_float_digits = 1"),
            Sql.Raw("set local parallel_setup_cost = 100"),
            Sql.Raw("set local parallel_tuple_cost = 0.01"),
        ];

    IReadOnlyList<DiffWay> IDiffWays.Ways { get; } = [new MergeWay(), new PageWay()];

    /// <summary>Counts the leader too, because it also works.</summary>
    public override async Task<int> ReadWorkersAsync(WarehouseSession session, CancellationToken cancellation) =>
        (
            await session.QueryOwnAsync(
                $"select least(current_setting('max_parallel_workers_per_gather')::int, "
                    + $"current_setting('max_parallel_workers')::int, "
                    + $"current_setting('max_worker_processes')::int) + 1",
                row => row.GetInt32(0),
                cancellation
            )
        )[0];

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogColumn>> DescribeAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    ) => PostgresDiffFacts.DescribeAsync(session, query, cancellation);

    /// <inheritdoc/>
    public override Task<SideFacts> ReadFactsAsync(
        WarehouseSession session,
        RelationName? relation,
        Sql from,
        IReadOnlyList<string> key,
        IReadOnlyList<CatalogColumn> columns,
        CancellationToken cancellation
    ) =>
        relation is { } name
            ? PostgresDiffFacts.ReadAsync(session, name, key, columns, cancellation)
            : PostgresDiffFacts.EstimateAsync(session, from, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> ReadPrimaryKeyAsync(
        WarehouseSession session,
        RelationName relation,
        CancellationToken cancellation
    ) =>
        session.QueryOwnAsync(
            $"""
            select a.attname from pg_index i
            cross join lateral unnest(i.indkey::smallint[]) with ordinality k (number, ord)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
            join pg_class c on c.oid = i.indrelid
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = {relation.Schema} and c.relname = {relation.Name} and i.indisprimary
            and k.ord <= i.indnkeyatts
            order by k.ord
            """,
            row => row.GetString(0),
            cancellation
        );

    /// <inheritdoc/>
    public override async Task<long?> ReadTempBytesAsync(WarehouseSession session, CancellationToken cancellation) =>
        (
            await session.QueryOwnAsync(
                $"select coalesce(max(temp_bytes), 0) from pg_stat_database where datname = current_database()",
                row => row.GetInt64(0),
                cancellation
            )
        )[0];

    private static Sql Hash(HashedValue hashed, int seed)
    {
        var number = Number(seed);
        var value = hashed.Value;
        Sql hash = hashed.Kind switch
        {
            ValueKind.Whole when hashed.Type is "smallint" or "integer" => $"hashint4extended({value}, {number})",
            ValueKind.Whole => $"hashint8extended({number}, {value})",
            ValueKind.Exact when hashed.Type.Contains('(') =>
                $"hashint8extended({number}, hash_numeric_extended({value}, case when {value} < 0 then "
                    + $"{number} else {Number(seed + 1_000_003)} end))",
            // Values without a precision may be infinities, which hash as their seed; so does NaN.
            ValueKind.Exact => $"hashint8extended({number}, hash_numeric_extended({value}, case when {value} < 0 then "
                + $"{number} when {value} < 'NaN' then {Number(seed + 1_000_003)} else "
                + $"{Number(seed + 2_000_003)} end))",
            ValueKind.Approximate => $"hashfloat8extended({value}, {number})",
            ValueKind.Text => $"hashtextextended({value}, {number})",
            ValueKind.Boolean => $"hashint4extended({value}::int, {number})",
            // Seconds as a double are exact to the microsecond for some centuries around 1970.
            ValueKind.Time => $"case when {value} between '1700-01-01' and '2250-01-01' then "
                + $"hashfloat8extended(date_part('epoch', {value}), {number}) else hashtextextended({value}"
                + $"::text, {number}) end",
            _ when hashed.Type == "uuid" => $"uuid_hash_extended({value}, {number})",
            _ => $"hashtextextended({value}::text, {number})",
        };
        // NULL has its own hash, different for each column.
        return $"coalesce({hash}, {Number(0x5DEECE66D1234567 + (seed * 0x9E3779B97F4A7L))})";
    }

    private static Sql Infinity(ValueKind kind) =>
        Sql.Raw(kind == ValueKind.Approximate ? "'Infinity'::double precision" : "'NaN'::numeric");

    private static Sql Number(long value) =>
        Sql.Raw(
            value == long.MinValue
                ? "(-9223372036854775807 - 1)"
                : string.Create(CultureInfo.InvariantCulture, $"{value}")
        );

    private static Sql Number(decimal value) => Sql.Raw(value.ToString(CultureInfo.InvariantCulture));

    private static Sql Text(double value) => Sql.Raw($"'{value.ToString("R", CultureInfo.InvariantCulture)}'");
}
