using System.Data;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>PostgreSQL's spelling.</summary>
public sealed class PostgresDialect : Dialect
{
    /// <inheritdoc/>
    public override string Name => "postgres";

    /// <inheritdoc/>
    public override Traits Traits { get; } =
        new()
        {
            // NAMEDATALEN - 1: the server cuts longer names without a word.
            Names = new NameRules(NameFolding.Lower, 63, NameUnit.Bytes),
            HasTransactionalDdl = true,
            HasSnapshots = true,
            HasRoles = true,
            HasRowSecurity = true,
            HasReliableKeys = true,
            IsOneProcess = false,
            BindsViewsLate = false,
            ErrorsEndTransactions = true,
            CanClone = false,
            IsColumnar = false,
            ForgetsCancels = false,
            // The wire protocol counts them in 16 bits.
            MaxParameters = 65_535,
            ReaderIsolations = [IsolationLevel.ReadCommitted, IsolationLevel.RepeatableRead],
        };

    /// <inheritdoc/>
    public override string BlobType => "bytea";

    /// <inheritdoc/>
    public override string ClockNow => "clock_timestamp()";

    /// <inheritdoc/>
    public override DiffGrammar Diff { get; } = new PostgresDiffGrammar();

    /// <inheritdoc/>
    public override Sql? BoundIdle(TimeSpan limit) =>
        Sql.Raw(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"set local idle_in_transaction_session_timeout = '{(long)limit.TotalMilliseconds}ms'"
            )
        );

    /// <inheritdoc/>
    public override Sql NowPlus(TimeSpan span) => $"clock_timestamp() + {span.TotalSeconds} * interval '1 second'";

    /// <summary>Escape strings keep a backslash a backslash whatever standard_conforming_strings says.</summary>
    public override string Literal(string? value) =>
        value is not null && value.Contains('\\')
            ? $" E{base.Literal(value.Replace("\\", "\\\\"))}"
            : base.Literal(value);

    /// <inheritdoc/>
    public override Sql HashKind => Sql.Raw("select 'postgres ' || current_setting('server_version_num')::int / 10000");

    /// <summary>Row-level security would hide rows without a word; so it is an error instead.</summary>
    public override IReadOnlyList<Sql> ForWholeReads => [Sql.Raw("set local row_security = off")];

    /// <inheritdoc/>
    public override Sql KeepIdentities => Sql.Raw(" overriding system value");
}
