using System.Data.Common;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Snowflake's parts of queries.</summary>
public sealed partial class SnowflakeDialect
{
    /// <inheritdoc/>
    public override Sql First(Sql query, Sql? order, long rows)
    {
        var limit = Sql.Raw(Number(rows));
        return order is null ? $"{query} limit {limit}" : (Sql)$"{query} order by {order} limit {limit}";
    }

    /// <inheritdoc/>
    public override Sql CountIf(Sql condition) => $"count_if({condition})";

    /// <inheritdoc/>
    public override Sql AggregateIf(string function, Sql value, Sql condition) =>
        $"{Sql.Raw(function)}(iff({condition}, {value}, null))";

    /// <summary>A row with a null in one of the columns does not count.</summary>
    public override Sql CountDistinctRows(IReadOnlyList<Sql> columns, Sql? condition) =>
        condition is null
            ? $"count(distinct {Sql.Join(", ", columns)})"
            : (Sql)(
                $"count(distinct "
                + $"{Sql.Join(", ", columns.Select(column => (Sql)$"iff({condition}, {column}, null)"))})"
            );

    /// <inheritdoc/>
    public override Sql IsDistinct(Sql one, Sql other) => $"({one} is distinct from {other})";

    /// <inheritdoc/>
    public override Sql IsSame(Sql one, Sql other) => $"({one} is not distinct from {other})";

    /// <inheritdoc/>
    public override Sql AsColumn(Sql condition) => $"({condition})";

    /// <inheritdoc/>
    public override Sql IsTrue(Sql column) => column;

    /// <inheritdoc/>
    public override Sql Least(IReadOnlyList<Sql> values) => $"least_ignore_nulls({Sql.Join(", ", values)})";

    /// <inheritdoc/>
    public override Sql Greatest(IReadOnlyList<Sql> values) => $"greatest_ignore_nulls({Sql.Join(", ", values)})";

    /// <summary>Skips nulls: <c>concat_ws</c> would be null if one of the texts is.</summary>
    public override Sql Joined(string separator, IReadOnlyList<Sql> values) =>
        $"array_to_string(array_construct_compact({Sql.Join(", ", values.Select(AsText))}), {new SqlText(separator)})";

    /// <inheritdoc/>
    public override Sql JoinedRows(Sql text, string separator) => $"listagg({text}, {new SqlText(separator)})";

    /// <inheritdoc/>
    public override Sql Concatenated(IReadOnlyList<Sql> texts) => $"({Sql.Join(" || ", texts.Select(AsText))})";

    /// <inheritdoc/>
    public override Sql Md5(Sql text) => $"md5({text})";

    /// <summary>
    /// The driver has no arrays, so the array is JSON. An SQL NULL becomes a JSON null, because the array would
    /// otherwise contain no value for it.
    /// </summary>
    public override Sql TextArray(IReadOnlyList<Sql> values)
    {
        var items = values.Select(value => (Sql)$"coalesce(to_variant({AsText(value)}), parse_json('null'))");
        return $"to_json(array_construct({Sql.Join(", ", items)}))";
    }

    /// <inheritdoc/>
    public override string?[] ReadTextArray(DbDataReader row, int ordinal)
    {
        using var document = JsonDocument.Parse(row.GetString(ordinal));
        return [.. document.RootElement.EnumerateArray().Select(item => item.GetString())];
    }

    /// <summary>Correct because the session's time zone is UTC.</summary>
    public override Sql Epoch(Sql moment) =>
        $"(datediff(microsecond, to_timestamp_ntz('1970-01-01'), {moment}) / 1000000)";

    /// <summary>
    /// The same as <c>snapshot_get_time</c> of
    /// <see href="https://github.com/dbt-labs/dbt-adapters/blob/main/dbt-snowflake">dbt-snowflake</see>.
    /// </summary>
    public override Sql SnapshotTime => Sql.Raw("to_timestamp_ntz(convert_timezone('UTC', current_timestamp()))");

    /// <summary>In Snowflake, NaN equals itself.</summary>
    public override Sql IsNotANumber(Sql number) => $"({number} = cast('NaN' as float))";

    /// <inheritdoc/>
    public override Sql IsFinite(Sql number) =>
        $"({number} not in (cast('inf' as float), cast('-inf' as float), cast('NaN' as float)))";

    /// <summary>Snowflake decides how often the expression is computed.</summary>
    public override Sql Kept(string name, Sql query) => $"{Sql.Raw(name)} as ({query})";

    /// <summary>A generator accepts constants only, so the series is a range of an array.</summary>
    public override Sql Series(string column, Sql last) =>
        $"(select cast(f.value as number(38, 0)) as {new Identifier(column)} "
        + $"from table(flatten(input => array_generate_range(1, {last} + 1))) f) s";

    /// <summary>
    /// Takes no lock: a query can't lock rows of standard tables. The update that proves the lease locks the lease's
    /// row.
    /// </summary>
    public override Sql HeldForSharing(RelationName table, Sql condition) => $"from {table} where {condition}";
}
