using System.Data;
using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// Snowflake's spelling. Each statement about an object commits separately; rows alone are written in transactions,
/// which read what is committed.
/// </summary>
public sealed partial class SnowflakeDialect : Dialect
{
    /// <summary>For what has no dialect at hand: it has no state.</summary>
    internal static SnowflakeDialect Spelling { get; } = new();

    /// <inheritdoc/>
    public override string Name => "snowflake";

    /// <inheritdoc/>
    public override LexicalRules Lexis => LexicalRules.Escapes;

    /// <inheritdoc/>
    public override Traits Traits { get; } =
        new()
        {
            Names = SnowflakeNaming.Rules,
            HasTransactionalDdl = false,
            // READ COMMITTED is the only isolation: each statement sees its own moment.
            HasSnapshots = false,
            CopyIsolation = IsolationLevel.Unspecified,
            // Several statements of one command take no parameters.
            TakesBatches = false,
            HasRoles = true,
            HasRowSecurity = true,
            // Standard tables accept keys and enforce none.
            HasReliableKeys = false,
            IsOneProcess = false,
            BindsViewsLate = true,
            CanClone = true,
            IsColumnar = true,
            ForgetsCancels = false,
            // https://docs.snowflake.com/en/sql-reference/constructs/values: 16,384 rows; values of one statement are
            // sent with it, and its text has a megabyte.
            MaxParameters = 16_000,
            MaxArguments = 254,
            ReaderIsolations = [IsolationLevel.ReadCommitted],
        };

    /// <inheritdoc/>
    public override string TextType => "varchar";

    /// <inheritdoc/>
    public override string BooleanType => "boolean";

    /// <summary>As dbt-snowflake's adapter has them; a whole number has 38 digits whatever it is called.</summary>
    public override string TypeOf(PlainType type) =>
        type switch
        {
            PlainType.Whole => "integer",
            PlainType.LongWhole => "bigint",
            PlainType.Floating => "float",
            PlainType.Date => "date",
            PlainType.Timestamp => "timestamp_ntz",
            PlainType.Instant => "timestamp_tz",
            PlainType.Boolean => "boolean",
            PlainType.Text => "varchar",
            _ => throw new InvalidOperationException($"unexpected type {type}"),
        };

    /// <inheritdoc/>
    public override string BlobType => "binary";

    /// <summary>UTC by convention.</summary>
    public override string InstantType => "timestamp_ntz(6)";

    /// <summary>UTC without a zone, and moving within a statement.</summary>
    public override string ClockNow => "cast(sysdate() as timestamp_ntz(6))";

    /// <inheritdoc/>
    public override Sql NowPlus(TimeSpan span) =>
        span == TimeSpan.Zero
            ? Sql.Raw(ClockNow)
            : Sql.Raw($"dateadd(millisecond, {Number((long)span.TotalMilliseconds)}, {ClockNow})");

    /// <summary>Seconds: less than one would not wait at all.</summary>
    public override Sql? BoundLockWaits(TimeSpan limit) =>
        Sql.Raw($"alter session set LOCK_TIMEOUT = {Number(Math.Max(1, (long)Math.Ceiling(limit.TotalSeconds)))}");

    /// <summary>No transaction forbids writes; what a query of the user's may be is rolled back.</summary>
    public override string BeginReadOnly => "begin transaction";

    /// <inheritdoc/>
    public override DiffGrammar Diff { get; } = new SnowflakeDiffGrammar();

    /// <summary>HASH is the engine's own, and nobody promises it from one major version to the next.</summary>
    public override Sql HashKind => Sql.Raw("select 'snowflake ' || split_part(current_version(), '.', 1)");

    /// <summary>Parameters are named by their place, from 1; without a type the driver takes NULL for a text.</summary>
    public override void Describe(DbParameter parameter, int ordinal)
    {
        parameter.ParameterName = ordinal.ToString(CultureInfo.InvariantCulture);
        parameter.DbType = parameter.Value switch
        {
            int => DbType.Int32,
            long => DbType.Int64,
            short => DbType.Int16,
            decimal => DbType.Decimal,
            double or float => DbType.Double,
            bool => DbType.Boolean,
            DateTime => DbType.DateTime,
            DateTimeOffset => DbType.DateTimeOffset,
            byte[] => DbType.Binary,
            _ => DbType.String,
        };
    }

    /// <inheritdoc/>
    public override string Parameter(int ordinal) => "?";

    /// <inheritdoc/>
    public override string SchemaOf(string written) => SnowflakeNaming.Written(written);

    /// <summary>A backslash hides what follows it.</summary>
    public override string Literal(string? value)
    {
        if (value is null)
            return "NULL";
        if (value.Contains('\0'))
            throw new ArgumentException("a text literal holds no NUL", nameof(value));
        return $"'{value.Replace("\\", "\\\\").Replace("'", "''")}'";
    }

    /// <inheritdoc/>
    public override Sql DistinctCount(Sql column, bool? approximate) =>
        approximate == false ? $"count(distinct {column})" : (Sql)$"approx_count_distinct({column})";

    /// <inheritdoc/>
    public override bool HasEquality(string type) =>
        SnowflakeTypes.Base(type) is not ("GEOGRAPHY" or "GEOMETRY" or "VECTOR" or "MAP" or "FILE");

    /// <summary>As dbt's adapters: a shorter text column becomes as long as the longer one.</summary>
    public override string? Widened(string column, string source) =>
        SnowflakeTypes.TextLength(column) is { } room
        && SnowflakeTypes.TextLength(source) is { } length
        && length > room
            ? $"VARCHAR({length.ToString(CultureInfo.InvariantCulture)})"
            : null;

    internal static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
