using System.Data;
using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// Snowflake's SQL. Each statement about an object commits separately. Transactions contain only writes of rows, and
/// read what is committed.
/// </summary>
public sealed partial class SnowflakeDialect : Dialect
{
    /// <summary>For code without a dialect at hand; the class has no state.</summary>
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
            // READ COMMITTED is the only isolation level: each statement sees its own moment.
            HasSnapshots = false,
            CopyIsolation = IsolationLevel.Unspecified,
            // A command of several statements is no transaction.
            TakesBatches = false,
            HasRoles = true,
            HasRowSecurity = true,
            // Standard tables accept keys but enforce none.
            HasReliableKeys = false,
            // By default a session may miss for a moment what another one has just committed
            // (https://docs.snowflake.com/en/sql-reference/transactions, "Read consistency across sessions").
            SeesEachCommit = false,
            IsOneProcess = false,
            BindsViewsLate = true,
            CanClone = true,
            IsColumnar = true,
            ForgetsCancels = false,
            // A VALUES clause takes 200,000 rows (https://docs.snowflake.com/en/sql-reference/constructs/values). The
            // values are sent with the statement, for which the server recommends a megabyte at most
            // (https://docs.snowflake.com/en/user-guide/query-size-limits).
            MaxParameters = 16_000,
            MaxArguments = 254,
            ReaderIsolations = [IsolationLevel.ReadCommitted],
        };

    /// <inheritdoc/>
    public override string TextType => "varchar";

    /// <inheritdoc/>
    public override string BooleanType => "boolean";

    /// <summary>
    /// The types of dbt-snowflake's adapter. Every whole number has 38 digits, whatever its type is called.
    /// </summary>
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

    /// <summary>
    /// The longest: without a length it would hold 8 MB
    /// (https://docs.snowflake.com/en/sql-reference/data-types-text).
    /// </summary>
    public override string BlobType => "binary(67108864)";

    /// <summary>UTC by convention.</summary>
    public override string InstantType => "timestamp_ntz(6)";

    /// <summary>UTC without a zone. Two statements at the same time may read it in either order.</summary>
    public override string ClockNow => "cast(sysdate() as timestamp_ntz(6))";

    /// <inheritdoc/>
    public override Sql NowPlus(TimeSpan span) =>
        span == TimeSpan.Zero
            ? Sql.Raw(ClockNow)
            : Sql.Raw($"dateadd(millisecond, {Number((long)span.TotalMilliseconds)}, {ClockNow})");

    /// <summary>The limit in seconds, at least 1: 0 means not to wait at all.</summary>
    public override Sql? BoundLockWaits(TimeSpan limit) =>
        Sql.Raw($"alter session set LOCK_TIMEOUT = {Number(Math.Max(1, (long)Math.Ceiling(limit.TotalSeconds)))}");

    /// <summary>Snowflake has no read-only transactions; whatever a user's query does is rolled back.</summary>
    public override string BeginReadOnly => "begin transaction";

    /// <inheritdoc/>
    public override DiffGrammar Diff { get; } = new SnowflakeDiffGrammar();

    /// <summary>HASH is Snowflake's own function, and may change with a major version.</summary>
    public override Sql HashKind => Sql.Raw("select 'snowflake ' || split_part(current_version(), '.', 1)");

    /// <summary>Parameters are named by position, from 1. Without a type the driver would send NULL as text.</summary>
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

    /// <summary>A backslash escapes the character after it.</summary>
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
    public override ValueKind KindOf(string type) => SnowflakeTypes.Kind(type);

    /// <inheritdoc/>
    public override bool HasEquality(string type) =>
        SnowflakeTypes.Base(type) is not ("GEOGRAPHY" or "GEOMETRY" or "VECTOR" or "MAP" or "FILE");

    /// <summary>As in dbt's adapters: a shorter text column becomes as long as the longer one.</summary>
    public override string? Widened(string column, string source) =>
        SnowflakeTypes.TextLength(column) is { } room
        && SnowflakeTypes.TextLength(source) is { } length
        && length > room
            ? $"VARCHAR({length.ToString(CultureInfo.InvariantCulture)})"
            : null;

    internal static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override bool IsUnknownName(Exception error) => SnowflakeErrors.IsUnknownName(error);

    /// <inheritdoc/>
    public override bool IsNameTaken(Exception error) => SnowflakeErrors.IsNameTaken(error);
}
