using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>DuckDB's parts of queries; most are the same as PostgreSQL's.</summary>
public sealed partial class DuckDbDialect
{
    /// <inheritdoc/>
    public override Sql First(Sql query, Sql? order, long rows) =>
        $"{query}{(order is null ? Sql.Empty : (Sql)$" order by {order}")} limit {Number(rows)}";

    /// <inheritdoc/>
    public override UnheldValue ReadUnheld(DbDataReader row, int ordinal) => DuckDbUnheldValues.Read(row, ordinal);

    /// <inheritdoc/>
    public override Sql CountIf(Sql condition) => $"count(*) filter (where {condition})";

    /// <inheritdoc/>
    public override Sql AggregateIf(string function, Sql value, Sql condition) =>
        $"{Sql.Raw(function)}({value}) filter (where {condition})";

    /// <inheritdoc/>
    public override Sql CountDistinctRows(IReadOnlyList<Sql> columns, Sql? condition)
    {
        var row = columns.Count == 1 ? columns[0] : $"({Sql.Join(", ", columns)})";
        return condition is null ? $"count(distinct {row})" : (Sql)$"count(distinct {row}) filter (where {condition})";
    }

    /// <inheritdoc/>
    public override Sql IsDistinct(Sql one, Sql other) => $"{one} is distinct from {other}";

    /// <inheritdoc/>
    public override Sql IsSame(Sql one, Sql other) => $"{one} is not distinct from {other}";

    /// <inheritdoc/>
    public override Sql AsColumn(Sql condition) => $"({condition})";

    /// <inheritdoc/>
    public override Sql IsTrue(Sql column) => column;

    /// <inheritdoc/>
    public override Sql Least(IReadOnlyList<Sql> values) => $"least({Sql.Join(", ", values)})";

    /// <inheritdoc/>
    public override Sql Greatest(IReadOnlyList<Sql> values) => $"greatest({Sql.Join(", ", values)})";

    /// <inheritdoc/>
    public override Sql Joined(string separator, IReadOnlyList<Sql> values) =>
        $"concat_ws({new SqlText(separator)}, {Sql.Join(", ", values)})";

    /// <inheritdoc/>
    public override Sql JoinedRows(Sql text, string separator) => $"string_agg({text}, {new SqlText(separator)})";

    /// <inheritdoc/>
    public override Sql Concatenated(IReadOnlyList<Sql> texts) => Sql.Join(" || ", texts);

    /// <inheritdoc/>
    public override Sql Md5(Sql text) => $"md5({text})";

    /// <inheritdoc/>
    public override Sql TextArray(IReadOnlyList<Sql> values) =>
        $"array[{Sql.Join(", ", values.Select(value => (Sql)$"({value})::text"))}]";

    /// <inheritdoc/>
    public override Sql Epoch(Sql moment) => $"cast(extract(epoch from {moment}) as double precision)";

    /// <inheritdoc/>
    public override Sql SnapshotTime => Sql.Raw("cast(now() as timestamp)");

    /// <inheritdoc/>
    public override Sql IsNotANumber(Sql number) => $"{number} = cast('NaN' as double precision)";

    /// <summary>In DuckDB, NaN is greater than every number, including infinity.</summary>
    public override Sql IsFinite(Sql number) =>
        $"{number} > cast('-Infinity' as double precision) and {number} < cast('Infinity' as double precision)";

    /// <inheritdoc/>
    public override Sql Kept(string name, Sql query) => $"{Sql.Raw(name)} as materialized ({query})";

    /// <inheritdoc/>
    public override Sql Series(string column, Sql last) => $"generate_series(1, {last}) as s({new Identifier(column)})";

    /// <summary>
    /// No lock is needed: only this process can change rows, and of two transactions that change the same rows one
    /// fails.
    /// </summary>
    public override Sql HeldForSharing(RelationName table, Sql condition) => $"from {table} where {condition}";

    private static Sql Number(long value) => Sql.Raw(value.ToString(CultureInfo.InvariantCulture));
}
