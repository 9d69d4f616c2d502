using System.Data;
using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;
using Microsoft.Data.SqlClient;

namespace DataRelease.SqlServer;

/// <summary>
/// Transact-SQL's SQL, from SQL Server 2017 on. No boolean type can be a condition, only the end of a query can limit
/// rows, and a common table expression must begin its statement.
/// </summary>
public sealed partial class SqlServerDialect : Dialect
{
    /// <summary>For code without a dialect at hand; the class has no state.</summary>
    internal static SqlServerDialect Spelling { get; } = new();

    /// <inheritdoc/>
    public override string Name => "sqlserver";

    /// <inheritdoc/>
    public override LexicalRules Lexis => LexicalRules.Brackets;

    /// <summary>
    /// The traits of a newly created database; <see cref="SqlServerServer"/> knows those of the open one.
    /// </summary>
    public override Traits Traits { get; } =
        new()
        {
            // Most databases ignore case. In one with a case-sensitive collation we take distinct names for the same;
            // quoted names are written as the catalog has them either way.
            Names = new NameRules(NameFolding.IgnoresCase, 128, NameUnit.Characters),
            HasTransactionalDdl = true,
            // ALLOW_SNAPSHOT_ISOLATION is off unless somebody turned it on.
            HasSnapshots = false,
            // Everything that was read stays locked until the end, so all copies show one moment. A snapshot
            // transaction can't create an index.
            CopyIsolation = IsolationLevel.Serializable,
            // The driver runs each statement of a batch in a procedure, and what a statement sets is forgotten at the
            // procedure's end.
            TakesBatches = false,
            HasRoles = true,
            Principals = SqlServerRouteView.Kinds,
            HasRowSecurity = true,
            HasReliableKeys = true,
            IsOneProcess = false,
            BindsViewsLate = true,
            // XACT_ABORT is on in our sessions; see WithErrors.
            CanClone = false,
            IsColumnar = false,
            ForgetsCancels = false,
            // The limit is 2,100, and the driver needs two itself.
            MaxParameters = 2_098,
            MaxArguments = 254,
            HasDatabaseProjects = true,
            ReaderIsolations = [IsolationLevel.ReadCommitted, IsolationLevel.RepeatableRead],
        };

    /// <inheritdoc/>
    public override string TextType => "nvarchar(max)";

    /// <summary>Short enough for a key, and compared by code points, not by the rules of a language.</summary>
    public override string KeyTextType => "nvarchar(200) collate Latin1_General_100_BIN2";

    /// <inheritdoc/>
    public override string BooleanType => "bit";

    /// <inheritdoc/>
    public override string TypeOf(PlainType type) =>
        type switch
        {
            PlainType.Whole => "int",
            PlainType.LongWhole => "bigint",
            PlainType.Floating => "float",
            PlainType.Date => "date",
            PlainType.Timestamp => "datetime2(6)",
            PlainType.Instant => "datetimeoffset(6)",
            PlainType.Boolean => "bit",
            PlainType.Text => "nvarchar(max)",
            _ => throw new InvalidOperationException($"unexpected type {type}"),
        };

    /// <inheritdoc/>
    public override string BlobType => "varbinary(max)";

    /// <summary>UTC by convention.</summary>
    public override string InstantType => "datetime2(6)";

    /// <inheritdoc/>
    public override string ClockNow => "cast(sysutcdatetime() as datetime2(6))";

    /// <summary>Adds days separately, because a number of milliseconds has room for only 24 days.</summary>
    public override Sql NowPlus(TimeSpan span)
    {
        var (days, rest) = (
            (int)span.TotalDays,
            (int)(span - TimeSpan.FromDays((int)span.TotalDays)).TotalMilliseconds
        );
        return span == TimeSpan.Zero
            ? Sql.Raw(ClockNow)
            : (Sql)$"dateadd(day, {days}, dateadd(millisecond, {rest}, {Sql.Raw(ClockNow)}))";
    }

    /// <inheritdoc/>
    public override (Sql Begin, Sql End)? WithErrors => (Sql.Raw("set xact_abort off"), Sql.Raw("set xact_abort on"));

    /// <inheritdoc/>
    public override Sql? BoundLockWaits(TimeSpan limit) => Sql.Raw($"set lock_timeout {Milliseconds(limit)}");

    /// <summary>
    /// SQL Server has no read-only transactions. A query in parentheses can't write, and anything else is rolled back.
    /// </summary>
    public override string BeginReadOnly => "begin transaction";

    /// <summary>
    /// With XACT_ABORT an error has ended the transaction, and a ROLLBACK without one is an error itself.
    /// </summary>
    public override string EndReadOnly => "if @@trancount > 0 rollback transaction";

    /// <summary>
    /// A level stays with the session, also for what runs outside of transactions
    /// (https://learn.microsoft.com/sql/t-sql/statements/set-transaction-isolation-level-transact-sql).
    /// </summary>
    public override Sql? UsualIsolation => Sql.Raw("set transaction isolation level read committed");

    /// <inheritdoc/>
    public override Sql? RequireWhole(RelationName table) => SqlServerSight.Require(table);

    /// <inheritdoc/>
    public override DiffGrammar Diff { get; } = new SqlServerDiffGrammar();

    /// <inheritdoc/>
    public override Sql HashKind =>
        Sql.Raw("select N'sqlserver ' + cast(serverproperty('ProductMajorVersion') as nvarchar(10))");

    /// <summary>
    /// Sets the type, because the driver would otherwise use a date type that rounds to three milliseconds.
    /// </summary>
    public override void Describe(DbParameter parameter, int ordinal)
    {
        parameter.ParameterName = Parameter(ordinal);
        if (parameter.Value is DateTime)
            parameter.DbType = DbType.DateTime2;
        else if (parameter.Value is string text)
            parameter.Size = text.Length > 4000 ? -1 : 4000;
    }

    /// <inheritdoc/>
    public override string Parameter(int ordinal) => string.Create(CultureInfo.InvariantCulture, $"@p{ordinal}");

    /// <inheritdoc/>
    public override string Quote(string identifier)
    {
        if (identifier.Length == 0 || identifier.Contains('\0'))
            throw new ArgumentException("an identifier is never empty and holds no NUL", nameof(identifier));
        return $"[{identifier.Replace("]", "]]")}]";
    }

    /// <inheritdoc/>
    public override string Literal(string? value)
    {
        if (value is null)
            return "NULL";
        if (value.Contains('\0'))
            throw new ArgumentException("a text literal holds no NUL", nameof(value));
        return SqlServerLexis.Literal(value);
    }

    /// <inheritdoc/>
    public override ValueKind KindOf(string type) => SqlServerTypes.Kind(type);

    /// <inheritdoc/>
    public override bool HasEquality(string type) =>
        SqlServerTypes.Base(type) is not ("xml" or "text" or "ntext" or "image" or "geometry" or "geography" or "json");

    /// <summary>As in dbt-sqlserver: a shorter text column becomes as long as the longer one.</summary>
    public override string? Widened(string column, string source)
    {
        var (kind, has) = SqlServerTypes.TextLength(column);
        var (_, needs) = SqlServerTypes.TextLength(source);
        return has is { } room && needs is { } length && length > room
            ? $"{kind}({(length == int.MaxValue ? "max" : length.ToString(CultureInfo.InvariantCulture))})"
            : null;
    }

    /// <summary>At least one millisecond, because 0 means not to wait at all.</summary>
    internal static string Milliseconds(TimeSpan span) =>
        Math.Max(1, (long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>207 for a column and 208 for an object, as the list of the engine's errors has them.</summary>
    public override bool IsUnknownName(Exception error) => error is SqlException { Number: 207 or 208 };

    /// <summary>2714 and, for a schema, 2759 after it.</summary>
    public override bool IsNameTaken(Exception error) => error is SqlException { Number: 2714 or 2759 };
}
