using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>PostgreSQL's spelling.</summary>
public sealed class PostgresDialect : Dialect
{
    /// <inheritdoc/>
    public override string Name => "postgres";

    /// <summary>NAMEDATALEN - 1: the server cuts longer names without a word.</summary>
    public override int MaxIdentifierBytes => 63;

    /// <inheritdoc/>
    public override string BlobType => "bytea";

    /// <inheritdoc/>
    public override string ClockNow => "clock_timestamp()";

    /// <summary>
    /// <c>json</c> and <c>xml</c> have no equality, those of the geometric types compare areas or within an epsilon
    /// (https://www.postgresql.org/docs/15/functions-geometry.html): all are compared by their text.
    /// </summary>
    public override Sql Comparable(Sql column, string type) =>
        type.TrimEnd('[', ']') is "json" or "xml" or "point" or "line" or "lseg" or "box" or "path" or "polygon" or "circle" or "jsonpath"
            ? AsText(column)
            : column;

    /// <summary>Room for a hash of many rows before it spills, and no compiling of a query that runs once.</summary>
    public override IReadOnlyList<Sql> ForLargeReads => [Sql.Raw("set local work_mem = '64MB'"), Sql.Raw("set local jit = off")];

    /// <inheritdoc/>
    public override Sql NowPlus(TimeSpan span) => $"clock_timestamp() + {span.TotalSeconds} * interval '1 second'";

    /// <summary>Escape strings keep a backslash a backslash whatever standard_conforming_strings says.</summary>
    public override string Literal(string? value) =>
        value is not null && value.Contains('\\')
            ? $" E{base.Literal(value.Replace("\\", "\\\\"))}"
            : base.Literal(value);
}
