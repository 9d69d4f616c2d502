using System.Data;
using DataRelease.Warehouses;
using DuckDB.NET.Data;

namespace DataRelease.DuckDb;

/// <summary>DuckDB's SQL. The engine runs in this process and has its clock, so instants are parameters.</summary>
public sealed partial class DuckDbDialect(TimeProvider clock) : Dialect
{
    /// <inheritdoc/>
    public override string Name => "duckdb";

    /// <inheritdoc/>
    public override LexicalRules Lexis => LexicalRules.UnicodeSpaces;

    /// <inheritdoc/>
    public override Traits Traits { get; } =
        new()
        {
            // DuckDB sets no limit. This one keeps names readable and within what file systems accept.
            Names = new NameRules(NameFolding.IgnoresCase, 1000, NameUnit.Bytes),
            HasTransactionalDdl = true,
            // Its indexes keep deleted keys until the commit: "over-eager constraint checking" in its documentation.
            ReplacesReferencedRows = false,
            HasSnapshots = true,
            CopyIsolation = IsolationLevel.Snapshot,
            TakesBatches = true,
            HasRoles = false,
            Principals = [PrincipalKind.Setting],
            HasRowSecurity = false,
            // DuckDB may run an update as delete and insert, and the insert then conflicts with the key just deleted
            // (https://duckdb.org/docs/stable/sql/indexes#over-eager-constraint-checking).
            HasReliableKeys = false,
            IsOneProcess = true,
            BindsViewsLate = true,
            // A statement that can't be bound does not end the transaction.
            CanClone = false,
            IsColumnar = true,
            ForgetsCancels = true,
            MaxParameters = 65_535,
            MaxArguments = 65_535,
            ReaderIsolations = [IsolationLevel.Unspecified],
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
    public override string BlobType => "blob";

    /// <inheritdoc/>
    public override DiffGrammar Diff { get; } = new DuckDbDiffGrammar();

    /// <summary>UTC by convention: arithmetic on timestamps with a time zone needs an extension.</summary>
    public override string InstantType => "timestamp";

    /// <inheritdoc/>
    public override ValueKind KindOf(string type) => DuckDbDiffTypes.Kind(type);

    /// <inheritdoc/>
    public override string BeginReadOnly => "begin transaction read only";

    /// <inheritdoc/>
    public override string ClockNow => "get_current_timestamp()::timestamp";

    /// <inheritdoc/>
    public override Sql NowPlus(TimeSpan span) => $"{clock.GetUtcNow().UtcDateTime + span}";

    /// <summary>
    /// Counts exactly unless asked for a sketch, which is off by several per cent and is slower on few values
    /// (https://duckdb.org/docs/stable/sql/functions/aggregates#approximate-aggregates).
    /// </summary>
    public override Sql DistinctCount(Sql column, bool? approximate) =>
        approximate == true ? $"approx_count_distinct({column})" : base.DistinctCount(column, approximate);

    /// <inheritdoc/>
    public override Sql HashKind => Sql.Raw("select 'duckdb ' || version()");

    /// <summary>
    /// By the words that the engine puts before its message: a statement that is refused while it is prepared, as one
    /// with an unknown name is, arrives without its kind.
    /// </summary>
    public override bool IsUnknownName(Exception error) =>
        error is DuckDBException
        && (Begins(error, "Binder Error:") || Begins(error, "Catalog Error:"))
        && !IsNameTaken(error);

    /// <inheritdoc/>
    public override bool IsNameTaken(Exception error) =>
        error is DuckDBException
        && Begins(error, "Catalog Error:")
        && error.Message.Contains("already exists", StringComparison.Ordinal);

    private static bool Begins(Exception error, string kind) =>
        error.Message.StartsWith(kind, StringComparison.Ordinal);
}
