using System.Data.Common;
using System.Data.SqlTypes;
using System.Globalization;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Transact-SQL's parts of queries.</summary>
public sealed partial class SqlServerDialect
{
    /// <summary>
    /// The end of a query can limit its rows only after an ORDER BY. A DISTINCT or a set operator allows ordering by
    /// its own columns only, so such a query goes into parentheses.
    /// </summary>
    public override Sql First(Sql query, Sql? order, long rows)
    {
        var number = Number(rows);
        if (order is not null && rows > 0)
            return $"{query} order by {order} offset 0 rows fetch next {number} rows only";
        return rows > 0 && SqlServerQueries.TakesAnyOrder(query)
            ? $"{query} order by (select null) offset 0 rows fetch next {number} rows only"
            : (Sql)$"select top ({number}) * from ({query}) q";
    }

    /// <summary>A part of a union has no ORDER BY, but its subquery can have one.</summary>
    public override Sql FirstAsPart(Sql query, Sql order, long rows) =>
        $"select * from ({First(query, order, rows)}) first_rows";

    /// <summary>COUNT is an int, and fails beyond 2,147,483,647 rows.</summary>
    public override Sql Count(Sql? value) => value is null ? Sql.Raw("count_big(*)") : (Sql)$"count_big({value})";

    /// <inheritdoc/>
    public override Sql DistinctCount(Sql column, bool? approximate) => $"count_big(distinct {column})";

    /// <summary>The sum of whole numbers has their own type, at least an int, and fails beyond it.</summary>
    public override Sql Sum(Sql number, ValueKind kind) =>
        kind == ValueKind.Whole ? $"sum(cast({number} as decimal(38, 0)))" : (Sql)$"sum({number})";

    /// <summary>The mean of whole numbers would be a whole number.</summary>
    public override Sql Mean(Sql number, ValueKind kind) =>
        kind == ValueKind.Whole ? Diff.MeanOfWhole(number) : $"avg({number})";

    /// <summary>
    /// A cast writes floats with six digits, and money with two after the point
    /// (https://learn.microsoft.com/sql/t-sql/functions/cast-and-convert-transact-sql).
    /// </summary>
    public override Sql WithAllDigits(Sql number, ValueKind kind) =>
        kind switch
        {
            ValueKind.Approximate => $"convert(nvarchar(max), {number}, 3)",
            ValueKind.Exact => $"convert(nvarchar(max), {number}, 2)",
            _ => number,
        };

    /// <inheritdoc/>
    public override UnheldValue ReadUnheld(DbDataReader row, int ordinal) =>
        // A decimal of more than 28 digits is the one value that only the driver's own type holds.
        new(
            row.GetDataTypeName(ordinal),
            ((SqlDecimal)row.GetProviderSpecificValue(ordinal)).ToString(),
            IsNumber: true
        );

    /// <inheritdoc/>
    public override Sql CountIf(Sql condition) => $"count_big(case when {condition} then 1 end)";

    /// <summary>
    /// Averages and sums are multiplied by 1.0: the mean of whole numbers would be a whole number, and their sum may
    /// overflow.
    /// </summary>
    public override Sql AggregateIf(string function, Sql value, Sql condition)
    {
        var (name, factor) = function switch
        {
            "stddev_pop" => ("stdevp", ""),
            "avg" or "sum" => (function, "1.0 * "),
            _ => (function, ""),
        };
        return $"{Sql.Raw(name)}({Sql.Raw(factor)}case when {condition} then {value} end)";
    }

    /// <summary>
    /// SQL Server can't count several distinct columns together; the hash of their bytes is one value.
    /// </summary>
    public override Sql CountDistinctRows(IReadOnlyList<Sql> columns, Sql? condition)
    {
        var row = columns.Count == 1 ? columns[0] : SqlServerBytes.Hash(columns);
        return condition is null
            ? $"count_big(distinct {row})"
            : (Sql)$"count_big(distinct case when {condition} then {row} end)";
    }

    /// <inheritdoc/>
    public override Sql IsDistinct(Sql one, Sql other) => $"({SameOrNot(one, other)} = 0)";

    /// <inheritdoc/>
    public override Sql IsSame(Sql one, Sql other) => $"({SameOrNot(one, other)} = 1)";

    /// <inheritdoc/>
    public override Sql AsColumn(Sql condition) => $"cast(case when {condition} then 1 else 0 end as bit)";

    /// <inheritdoc/>
    public override Sql IsTrue(Sql column) => $"{column} = 1";

    /// <inheritdoc/>
    public override Sql Least(IReadOnlyList<Sql> values) => Extreme("min", "<", values);

    /// <inheritdoc/>
    public override Sql Greatest(IReadOnlyList<Sql> values) => Extreme("max", ">", values);

    /// <inheritdoc/>
    public override Sql Joined(string separator, IReadOnlyList<Sql> values) =>
        $"concat_ws({new SqlText(separator)}, {Sql.Join(", ", values)}{Sql.Raw(values.Count == 1 ? ", null" : "")})";

    /// <summary>Casts to nvarchar(max), because the result of a shorter type fails at 8,000 bytes.</summary>
    public override Sql JoinedRows(Sql text, string separator) =>
        $"string_agg(cast({text} as nvarchar(max)), {new SqlText(separator)})";

    /// <inheritdoc/>
    public override Sql Concatenated(IReadOnlyList<Sql> texts) =>
        $"({Sql.Join(" + ", texts.Select(text => (Sql)$"cast({text} as nvarchar(max))"))})";

    /// <summary>Hexadecimal in capital letters, of a text with one byte for each character.</summary>
    public override Sql Md5(Sql text) => $"convert(varchar(32), hashbytes('MD5', cast({text} as varchar(8000))), 2)";

    /// <summary>SQL Server has no arrays; one JSON object takes their place.</summary>
    public override Sql TextArray(IReadOnlyList<Sql> values)
    {
        var list = Sql.Join(
            ", ",
            values.Select((value, index) => (Sql)$"cast({value} as nvarchar(max)) as {new Identifier($"c{index}")}")
        );
        return $"(select {list} for json path, include_null_values, without_array_wrapper)";
    }

    /// <inheritdoc/>
    public override string?[] ReadTextArray(DbDataReader row, int ordinal)
    {
        using var document = JsonDocument.Parse(row.GetString(ordinal));
        return [.. document.RootElement.EnumerateObject().Select(member => member.Value.GetString())];
    }

    /// <summary>A decimal, whose text has all digits.</summary>
    public override Sql Epoch(Sql moment) => $"(datediff_big(microsecond, '1970-01-01', {moment}) * 0.000001)";

    /// <inheritdoc/>
    public override Sql SnapshotTime => Sql.Raw("cast(sysutcdatetime() as datetime2(6))");

    /// <summary>SQL Server stores no NaN.</summary>
    public override Sql IsNotANumber(Sql number) => Never;

    /// <inheritdoc/>
    public override Sql IsFinite(Sql number) => $"{number} is not null";

    /// <summary>SQL Server decides how often the expression is computed.</summary>
    public override Sql Kept(string name, Sql query) => $"{Sql.Raw(name)} as ({query})";

    /// <summary>A series of up to 10^8 numbers, without a table.</summary>
    public override Sql Series(string column, Sql last)
    {
        var digits = Sql.Raw("(values (0), (0), (0), (0), (0), (0), (0), (0), (0), (0))");
        var tables = Sql.Join(
            " cross join ",
            Enumerable.Range(1, 8).Select(number => (Sql)$"{digits} {Sql.Raw($"d{number}")}({Sql.Raw("n")})")
        );
        return $"(select top ({last}) row_number() over (order by (select null)) as {new Identifier(column)} "
            + $"from {tables}) s";
    }

    /// <summary>
    /// Takes shared locks until the end of the transaction, on the rows and on the gaps between them.
    /// </summary>
    public override Sql HeldForSharing(RelationName table, Sql condition) =>
        $"from {table} with (holdlock, rowlock) where {condition}";

    private static Sql SameOrNot(Sql one, Sql other) =>
        $"case when {one} = {other} or ({one} is null and {other} is null) then 1 else 0 end";

    /// <summary>
    /// The smallest or greatest value. SQL Server has functions for it only since 2022. A subquery can't be inside an
    /// aggregate, so a few values are compared pair by pair.
    /// </summary>
    private static Sql Extreme(string function, string sign, IReadOnlyList<Sql> values)
    {
        if (values.Count <= 4)
            return values.Aggregate(
                (one, other) =>
                    $"case when {one} is null or {other} {Sql.Raw(sign)} {one} then coalesce({other}, {one}) "
                    + $"else {one} end"
            );
        var rows = Sql.Join(", ", values.Select(value => (Sql)$"({value})"));
        return $"(select {Sql.Raw(function)}(v) from (values {rows}) x(v))";
    }

    private static Sql Number(long value) => Sql.Raw(value.ToString(CultureInfo.InvariantCulture));
}
