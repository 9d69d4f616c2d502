using System.Data;
using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>PostgreSQL's SQL.</summary>
public partial class PostgresDialect : Dialect
{
    /// <inheritdoc/>
    public override string Name => "postgres";

    /// <inheritdoc/>
    public override Traits Traits { get; } =
        new()
        {
            // NAMEDATALEN - 1: the server cuts longer names silently.
            Names = new NameRules(NameFolding.Lower, 63, NameUnit.Bytes),
            HasTransactionalDdl = true,
            // Each relation takes a lock of its own, and one for its TOAST table, its index and each other index. By
            // default the server has room for 6,400 locks in all:
            // https://www.postgresql.org/docs/current/runtime-config-locks.html#GUC-MAX-LOCKS-PER-TRANSACTION
            MostDropped = 500,
            HasSnapshots = true,
            CopyIsolation = IsolationLevel.Snapshot,
            TakesBatches = true,
            HasRoles = true,
            Principals =
            [
                PrincipalKind.Role,
                PrincipalKind.ApplicationName,
                PrincipalKind.ClientAddress,
                PrincipalKind.Setting,
            ],
            HasRowSecurity = true,
            HasReliableKeys = true,
            IsOneProcess = false,
            BindsViewsLate = false,
            CanClone = false,
            IsColumnar = false,
            ForgetsCancels = false,
            // The wire protocol counts parameters in 16 bits.
            MaxParameters = 65_535,
            MaxArguments = 100,
            ReaderIsolations =
            [
                IsolationLevel.ReadCommitted,
                IsolationLevel.RepeatableRead,
                IsolationLevel.Serializable,
            ],
        };

    /// <inheritdoc/>
    public override string TextType => "text";

    /// <inheritdoc/>
    public override string BooleanType => "boolean";

    /// <summary>The types that dbt's adapter gives the columns of seeds.</summary>
    public override string TypeOf(PlainType type) =>
        type switch
        {
            PlainType.Whole => "integer",
            PlainType.LongWhole => "bigint",
            PlainType.Floating => "float8",
            PlainType.Date => "date",
            PlainType.Timestamp => "timestamp without time zone",
            PlainType.Instant => "timestamp with time zone",
            PlainType.Boolean => "boolean",
            PlainType.Text => "text",
            _ => throw new InvalidOperationException($"unexpected type {type}"),
        };

    /// <inheritdoc/>
    public override string BlobType => "bytea";

    /// <inheritdoc/>
    public override string InstantType => "timestamp with time zone";

    /// <inheritdoc/>
    public override Sql? BoundLockWaits(TimeSpan limit) =>
        Sql.Raw(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"set lock_timeout = '{Math.Max(1, (long)limit.TotalMilliseconds)}ms'"
            )
        );

    /// <summary>Applies to every transaction that begins afterwards.</summary>
    public override Sql? ForbidWrites => Sql.Raw("set default_transaction_read_only = on");

    /// <inheritdoc/>
    public override ValueKind KindOf(string type) => PostgresDiffTypes.Kind(PostgresDiffTypes.Base(type));

    /// <inheritdoc/>
    public override string BeginReadOnly => "begin transaction read only";

    /// <inheritdoc/>
    public override string ClockNow => "pg_catalog.clock_timestamp()";

    /// <inheritdoc/>
    public override DiffGrammar Diff { get; } = new PostgresDiffGrammar();

    /// <inheritdoc/>
    public override Savepoint? Savepoint { get; } =
        new($"savepoint data_release", $"release savepoint data_release", $"rollback to savepoint data_release");

    /// <inheritdoc/>
    public override Sql? BoundIdle(TimeSpan limit) =>
        Sql.Raw(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"set local idle_in_transaction_session_timeout = '{(long)limit.TotalMilliseconds}ms'"
            )
        );

    /// <inheritdoc/>
    public override Sql NowPlus(TimeSpan span) =>
        $"(pg_catalog.clock_timestamp() operator(pg_catalog.+) "
        + $"({span.TotalSeconds} operator(pg_catalog.*) interval '1 second'))";

    /// <summary>
    /// Temporary tables come last. If the path did not name them, they would come first, before the catalog
    /// (https://www.postgresql.org/docs/15/runtime-config-client.html#GUC-SEARCH-PATH). The previous path is kept in a
    /// variable of the transaction, which saves a round trip to read it.
    /// </summary>
    public override OwnNames? OwnNames { get; } =
        new(
            Sql.Raw(
                "select pg_catalog.set_config('data_release.path', pg_catalog.current_setting('search_path'), true), "
                    + "pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)"
            ),
            Sql.Raw(
                "select pg_catalog.set_config('search_path', pg_catalog.current_setting('data_release.path'), true)"
            )
        );

    /// <inheritdoc/>
    public override Sql AreEqual(Sql left, Sql right) => $"{left} operator(pg_catalog.=) {right}";

    /// <summary>
    /// In an escape string, a doubled backslash means one backslash whatever standard_conforming_strings says.
    /// </summary>
    public override string Literal(string? value) =>
        value is not null && value.Contains('\\')
            ? $" E{base.Literal(value.Replace("\\", "\\\\"))}"
            : base.Literal(value);

    /// <inheritdoc/>
    public override Sql HashKind => Sql.Raw("select 'postgres ' || current_setting('server_version_num')::int / 10000");

    /// <summary>Row-level security would silently hide rows; this makes it an error instead.</summary>
    public override IReadOnlyList<Sql> ForWholeReads => [Sql.Raw("set local row_security = off")];

    /// <inheritdoc/>
    public override Sql InsertAsTheyAre(RelationName table, Sql columns, Sql query) =>
        $"insert into {table} ({columns}) overriding system value {query}";

    /// <summary>The listed types have no equality; an array has equality if its elements have it.</summary>
    public override bool HasEquality(string type) =>
        (type.EndsWith("[]", StringComparison.Ordinal) ? type[..^2] : type)
            is not ("json" or "xml" or "point" or "line" or "lseg" or "box" or "path" or "polygon" or "circle");

    /// <summary>
    /// As in dbt: text without a length counts as 256 characters, and a column without a length is wide enough.
    /// </summary>
    public override string? Widened(string column, string source) =>
        Length(column) is { } has && TextLength(source) is { } needs && needs > has
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"character varying({needs})")
            : null;

    private static int? TextLength(string type) => type is "text" or "character varying" ? 256 : Length(type);

    private static int? Length(string type)
    {
        foreach (var kind in new[] { "character varying(", "character(" })
        {
            if (
                type.StartsWith(kind, StringComparison.Ordinal)
                && int.TryParse(
                    type.AsSpan(kind.Length).TrimEnd(')'),
                    System.Globalization.CultureInfo.InvariantCulture,
                    out var length
                )
            )
                return length;
        }
        return null;
    }

    /// <inheritdoc/>
    public override bool IsUnknownName(Exception error) =>
        error
            is PostgresException
            {
                SqlState: PostgresErrorCodes.UndefinedTable
                    or PostgresErrorCodes.UndefinedColumn
                    or PostgresErrorCodes.InvalidSchemaName
            };

    /// <summary>Two that make the same object at once meet in the catalog's unique index.</summary>
    public override bool IsNameTaken(Exception error) =>
        error
            is PostgresException
            {
                SqlState: PostgresErrorCodes.DuplicateSchema
                    or PostgresErrorCodes.DuplicateTable
                    or PostgresErrorCodes.UniqueViolation
            };
}
