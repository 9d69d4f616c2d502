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

    /// <inheritdoc/>
    public override DiffGrammar Diff { get; } = new PostgresDiffGrammar();

    /// <inheritdoc/>
    public override Sql NowPlus(TimeSpan span) => $"clock_timestamp() + {span.TotalSeconds} * interval '1 second'";

    /// <summary>Escape strings keep a backslash a backslash whatever standard_conforming_strings says.</summary>
    public override string Literal(string? value) =>
        value is not null && value.Contains('\\')
            ? $" E{base.Literal(value.Replace("\\", "\\\\"))}"
            : base.Literal(value);

    /// <summary>
    /// A record's text quotes and escapes, so that no two rows share it; hashing columns one by one would miss values that
    /// are swapped between rows.
    /// </summary>
    public override Sql RowHash(IReadOnlyList<Sql> columns) => $"hashtextextended(row({Sql.Join(", ", columns)})::text, 0)";

    /// <inheritdoc/>
    public override Sql HashKind => Sql.Raw("select 'postgres ' || current_setting('server_version_num')::int / 10000");

    /// <summary>Instants, intervals, floats and bytes are written as these settings say.</summary>
    public override IReadOnlyList<Sql> ForExactText =>
    [
        Sql.Raw("set local timezone = 'UTC'"), Sql.Raw("set local datestyle = 'ISO, YMD'"), Sql.Raw("set local intervalstyle = 'postgres'"),
        Sql.Raw("set local extra_float_digits = 1"), Sql.Raw("set local bytea_output = 'hex'"), Sql.Raw("set local row_security = off"),
    ];

    /// <inheritdoc/>
    public override Sql KeepIdentities => Sql.Raw(" overriding system value");
}
