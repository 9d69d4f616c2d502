using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// The record of an environment in the control schema of the same database: what happened and what is live. Reading
/// needs no lease. Every write is one transaction that first proves the lease by its fencing number. The ledger holds
/// no secrets.
/// </summary>
public sealed partial class Ledger
{
    /// <summary>The artifact with the names of a release's schemas.</summary>
    internal const string SchemasArtifact = "schemas";

    private const long MaxArtifactBytes = 1L << 30;

    private readonly Warehouse _warehouse;
    private readonly string _environment;
    private readonly LedgerSchema _schema;

    /// <summary>The ledger's warehouse, for the journals of features, whose tables are part of the ledger.</summary>
    internal Warehouse Warehouse => _warehouse;

    /// <summary>The environment whose rows this ledger reads and writes.</summary>
    internal string Environment => _environment;

    /// <summary>The ledger's tables.</summary>
    internal LedgerSchema Schema => _schema;

    /// <summary>The name of the control schema.</summary>
    internal string SchemaName => _schema.Versions.Schema;

    /// <summary>Makes a ledger object; reads nothing.</summary>
    /// <param name="warehouse">The ledger's warehouse.</param>
    /// <param name="schema">The control schema.</param>
    /// <param name="environment">The environment whose rows the ledger reads and writes.</param>
    public Ledger(Warehouse warehouse, string schema, string environment)
    {
        _warehouse = warehouse;
        _environment = environment;
        _schema = new LedgerSchema(schema, warehouse.Dialect);
    }

    /// <summary>True if the database has a ledger that this code can read.</summary>
    public async Task<bool> ExistsAsync(WarehouseSession session, CancellationToken cancellation) =>
        await _schema.ReadVersionAsync(_warehouse, session, cancellation) > 0;

    /// <summary>Makes the tables, or upgrades them.</summary>
    public Task EnsureAsync(WarehouseSession session, CancellationToken cancellation) =>
        _schema.EnsureAsync(_warehouse, session, cancellation);

    /// <summary>
    /// Reads what is live by a swap that the ledger has not learnt of yet, see <see cref="SwapJournal"/>. Null where
    /// swaps share a transaction with the ledger.
    /// </summary>
    internal Func<WarehouseSession, CancellationToken, Task<LiveRecord?>>? Unsettled { get; set; }

    /// <summary>
    /// The live release, or null before the first release. A swap that the ledger has not learnt of counts.
    /// </summary>
    public async Task<LiveRecord?> ReadLiveAsync(WarehouseSession session, CancellationToken cancellation) =>
        (Unsettled is null ? null : await Unsettled(session, cancellation))
        ?? await ReadMarkerAsync(session, cancellation);

    /// <summary>The marker, or null before the first release.</summary>
    internal async Task<LiveRecord?> ReadMarkerAsync(WarehouseSession session, CancellationToken cancellation) =>
        await ReadAsync(
            session,
            $"select number, since, previous from {_schema.Live} where environment = {_environment}",
            row => new LiveRecord(row.GetInt32(0), Instant(row, 1), row.IsDBNull(2) ? null : row.GetInt32(2)),
            cancellation
        )
            is [var live, ..]
            ? live
            : null;

    /// <summary>The check outcomes of one release, in order.</summary>
    public Task<IReadOnlyList<CheckOutcome>> ReadChecksAsync(
        WarehouseSession session,
        int number,
        CancellationToken cancellation
    ) =>
        ReadAsync(
            session,
            $"""
            select name, relation, state, severity, value, threshold, message
            from {_schema.Checks} where environment = {_environment} and number = {number} order by ordinal
            """,
            row => new CheckOutcome(
                row.GetString(0),
                row.GetString(1),
                Enum.Parse<CheckState>(row.GetString(2), ignoreCase: true) is var state && Enum.IsDefined(state)
                    ? state
                    : throw new FormatException($"unknown state of a check '{row.GetString(2)}'"),
                CheckSeverities.Read(row.GetString(3)),
                row.GetString(4),
                row.GetString(5),
                row.GetString(6)
            ),
            cancellation
        );

    /// <summary>The steps of one release, in order.</summary>
    public Task<IReadOnlyList<StepRecord>> ReadStepsAsync(
        WarehouseSession session,
        int number,
        CancellationToken cancellation
    ) =>
        ReadAsync(
            session,
            $"""
            select name, state, happened_at, seconds, detail
            from {_schema.Steps} where environment = {_environment} and number = {number} order by happened_at
            """,
            row => new StepRecord(
                number,
                row.GetString(0),
                row.GetString(1),
                Instant(row, 2),
                row.GetDouble(3),
                row.GetString(4)
            ),
            cancellation
        );

    /// <summary>The steps of the environment, oldest first.</summary>
    public Task<IReadOnlyList<StepRecord>> ReadStepsAsync(
        WarehouseSession session,
        CancellationToken cancellation,
        int first = 0,
        int last = int.MaxValue
    ) =>
        ReadAsync(
            session,
            $"""
            select number, name, state, happened_at, seconds, detail
            from {_schema.Steps} where environment = {_environment} and number between {first} and {last}
            order by happened_at
            """,
            row => new StepRecord(
                row.GetInt32(0),
                row.GetString(1),
                row.GetString(2),
                Instant(row, 3),
                row.GetDouble(4),
                row.GetString(5)
            ),
            cancellation
        );

    /// <summary>Releases that have an artifact of the name.</summary>
    internal Task<IReadOnlyList<int>> ReadHoldersAsync(
        WarehouseSession session,
        string name,
        CancellationToken cancellation
    ) =>
        ReadAsync(
            session,
            $"select number from {_schema.Artifacts} where environment = {_environment} and name = {name}",
            row => row.GetInt32(0),
            cancellation
        );

    /// <summary>An artifact of a release, or null.</summary>
    public async Task<byte[]?> ReadArtifactAsync(
        WarehouseSession session,
        int number,
        string name,
        CancellationToken cancellation
    )
    {
        var found = await ReadAsync(
            session,
            $"select content from {_schema.Artifacts} where environment = {_environment} and number = {number}"
                + $" and name = {name}",
            row => Bytes(row, 0),
            cancellation
        );
        if (found.Count == 0)
            return null;
        return Trusted(() => Unzip(found[0]), $"artifact '{name}' of {ReleaseRecord.Name(number)}");
    }

    /// <summary>Artifacts of some releases whose names begin alike, by release and name.</summary>
    /// <param name="session">Open.</param>
    /// <param name="prefix">The beginning of the names; without signs that <c>like</c> knows.</param>
    /// <param name="first">The oldest release.</param>
    /// <param name="last">The newest release.</param>
    /// <param name="cancellation">Ends it.</param>
    internal async Task<IReadOnlyDictionary<(int Number, string Name), byte[]>> ReadArtifactsAsync(
        WarehouseSession session,
        string prefix,
        int first,
        int last,
        CancellationToken cancellation
    )
    {
        var found = await ReadAsync(
            session,
            $"""
            select number, name, content from {_schema.Artifacts}
            where environment = {_environment} and number between {first} and {last} and name like {prefix + "%"}
            """,
            row => (Number: row.GetInt32(0), Name: row.GetString(1), Content: Bytes(row, 2)),
            cancellation
        );
        return found.ToDictionary(
            one => (one.Number, one.Name),
            one => Trusted(() => Unzip(one.Content), $"artifact '{one.Name}' of {ReleaseRecord.Name(one.Number)}")
        );
    }

    /// <summary>
    /// A rollback that an older version began without a list of steps, or null. It is not checked against what is live.
    /// </summary>
    internal async Task<FormerRollback?> ReadFormerRollbackAsync(
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        var found = await ReadAsync(
            session,
            $"""
            select content from {_schema.Artifacts}
            where environment = {_environment} and {IsStanding} and name = {FormerRollback.Artifact}
            order by number desc
            """,
            row => Bytes(row, 0),
            cancellation
        );
        return found.Count == 0
            ? null
            : Trusted(() => FormerRollback.Read(Unzip(found[0])), "the rollback that has begun");
    }

    /// <summary>The environment's lease, or null if nobody ever took it.</summary>
    public async Task<LeaseRecord?> ReadLeaseAsync(WarehouseSession session, CancellationToken cancellation) =>
        await ReadAsync(
            session,
            $"""
            select holder, host, pid, fencing, acquired_at, expires_at, released,
                {_warehouse.Dialect.AsColumn($"expires_at < {_warehouse.Dialect.NowPlus(TimeSpan.Zero)}")},
                {_warehouse.Dialect.AsColumn($"expires_at > {_warehouse.Dialect.NowPlus(2 * Lease.Duration)}")}
            from {_schema.Leases} where environment = {_environment}
            """,
            row => new LeaseRecord(
                row.GetString(0),
                row.GetString(1),
                row.GetInt32(2),
                row.GetInt64(3),
                Instant(row, 4),
                Instant(row, 5),
                row.GetBoolean(6),
                row.GetBoolean(7),
                row.GetBoolean(8)
            ),
            cancellation
        )
            is [var lease, ..]
            ? lease
            : null;

    /// <summary>
    /// Takes the lease if its row still equals <paramref name="seen"/>; false if another process was faster.
    /// </summary>
    internal async Task<bool> TryTakeLeaseAsync(
        WarehouseSession session,
        LeaseRecord? seen,
        long fencing,
        string holder,
        string host,
        int pid,
        TimeSpan duration,
        CancellationToken cancellation
    )
    {
        var now = _warehouse.Dialect.NowPlus(TimeSpan.Zero);
        var until = _warehouse.Dialect.NowPlus(duration);
        Sql take = seen is null
            ? $"""
                insert into {_schema.Leases} (environment, holder, host, pid, fencing, acquired_at, expires_at,
                released)
                values ({_environment}, {holder}, {host}, {pid}, {fencing}, {now}, {until}, {false})
                """
            : (Sql)
                $"""
                    update {_schema.Leases} set holder = {holder}, host = {host}, pid = {pid}, fencing = {fencing},
                        acquired_at = {now}, expires_at = {until}, released = {false}
                    where environment = {_environment} and fencing = {seen.Fencing}
                    """;
        return await session.ExecuteOwnAsync(take, cancellation) == 1;
    }

    /// <summary>
    /// Checks a lease after taking it; false if another process took it as well. A process that wrote a second row then
    /// deletes its own. The process that looks later sees both rows, so the two rows never both stay.
    /// </summary>
    /// <param name="session">A session that was opened after the lease was taken.</param>
    /// <param name="fencing">The number that was written.</param>
    /// <param name="holder">Who wrote it.</param>
    /// <param name="pid">The process that wrote it.</param>
    /// <param name="cancellation">Ends it.</param>
    internal async Task<bool> IsLeaseOursAloneAsync(
        WarehouseSession session,
        long fencing,
        string holder,
        int pid,
        CancellationToken cancellation
    )
    {
        var rows = await ReadAsync(
            session,
            $"select fencing from {_schema.Leases} where environment = {_environment}",
            row => row.GetInt64(0),
            cancellation
        );
        if (rows is [var only])
            return only == fencing;
        await session.ExecuteOwnAsync(
            $"""
            delete from {_schema.Leases}
            where environment = {_environment} and fencing = {fencing} and holder = {holder} and pid = {pid}
            """,
            cancellation
        );
        return false;
    }

    /// <summary>Extends the lease; false if another process has taken it over.</summary>
    internal async Task<bool> TryExtendLeaseAsync(
        WarehouseSession session,
        long fencing,
        TimeSpan duration,
        CancellationToken cancellation
    ) => await session.ExecuteOwnAsync(ExtendLease(fencing, duration), cancellation) == 1;

    /// <summary>Gives the lease back; does nothing if another process has taken it over.</summary>
    internal Task ReleaseLeaseAsync(WarehouseSession session, long fencing, CancellationToken cancellation) =>
        session.ExecuteOwnAsync(
            $"update {_schema.Leases} set released = {true} where environment = {_environment} and fencing = {fencing}",
            cancellation
        );

    /// <summary>Proves the lease and writes rows, in one transaction.</summary>
    /// <exception cref="ReleaseException">
    /// DR5002 if another process has taken the lease over. Nothing is written.
    /// </exception>
    internal Task WriteAsync(
        WarehouseSession session,
        Lease lease,
        IReadOnlyList<Sql> writes,
        CancellationToken cancellation
    ) => RunAsync(TransactionPurpose.WriteRows, session, lease, writes, cancellation);

    /// <summary>
    /// Writes rows about what was made for <see cref="TransactionPurpose.PrepareObjects"/>: in the same transaction if
    /// there is one, which has proved the lease, and otherwise in a transaction of their own.
    /// </summary>
    /// <exception cref="ReleaseException">
    /// DR5002 if another process has taken the lease over. Nothing is written.
    /// </exception>
    internal Task WriteWithinAsync(
        WarehouseSession session,
        Lease lease,
        IReadOnlyList<Sql> writes,
        CancellationToken cancellation
    ) =>
        session.IsInTransaction
            ? session.ExecuteOwnBatchAsync(writes, cancellation)
            : WriteAsync(session, lease, writes, cancellation);

    /// <summary>
    /// Proves the lease and changes objects and the rows about them, in one transaction. If the engine commits each
    /// change of an object separately, the lease is proved before each, and the rows are written last. The rows then
    /// still say that the work is to be done after a crash.
    /// </summary>
    /// <param name="session">An open session.</param>
    /// <param name="lease">The lease to prove.</param>
    /// <param name="objects">Statements that can be run again, and that do no harm without the rows.</param>
    /// <param name="rows">Writes about the objects.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">
    /// DR5002 if another process has taken the lease over. The rows are not written.
    /// </exception>
    internal async Task ChangeAsync(
        WarehouseSession session,
        Lease lease,
        IReadOnlyList<Sql> objects,
        IReadOnlyList<Sql> rows,
        CancellationToken cancellation
    )
    {
        if (session.Traits.HasTransactionalDdl)
        {
            await RunAsync(TransactionPurpose.ChangeObjects, session, lease, [.. objects, .. rows], cancellation);
            return;
        }
        foreach (var change in objects)
        {
            await ProveAsync(session, lease, cancellation);
            await session.ExecuteOwnAsync(change, cancellation);
        }
        if (rows.Count > 0)
            await WriteAsync(session, lease, rows, cancellation);
    }

    private Task RunAsync(
        TransactionPurpose purpose,
        WarehouseSession session,
        Lease lease,
        IReadOnlyList<Sql> writes,
        CancellationToken cancellation
    ) =>
        session.InTransactionAsync(
            purpose,
            async () =>
            {
                await ProveAsync(session, lease, cancellation);
                await session.ExecuteOwnBatchAsync(writes, cancellation);
            },
            cancellation
        );

    /// <summary>Proves the lease within a transaction and locks its row until the transaction ends.</summary>
    internal async Task ProveAsync(WarehouseSession session, Lease lease, CancellationToken cancellation)
    {
        if (!await TryExtendLeaseAsync(session, lease.Fencing, Lease.Duration, cancellation))
            throw new ReleaseException(
                ErrorCode.LeaseLost,
                $"environment '{_environment}' was taken over by another release"
            );
    }

    /// <summary>
    /// The same proof for several simultaneous transactions of this process that must not wait for each other, as a
    /// clause that follows <c>select 1</c>. A process that takes the lease over waits for all of them. Only for engines
    /// that lock rows for sharing.
    /// </summary>
    internal Sql Proof(Lease lease) =>
        _warehouse.Dialect.HeldForSharing(
            _schema.Leases,
            $"environment = {new SqlText(_environment)} and fencing = "
                + $"{Sql.Raw(lease.Fencing.ToString(CultureInfo.InvariantCulture))} and not "
                + $"{_warehouse.Dialect.IsTrue(Sql.Raw("released"))}"
        );

    /// <summary>The statement of <see cref="ProveAsync"/>. It updates one row, or none if the lease is lost.</summary>
    internal Sql ProofByUpdate(Lease lease) => ExtendLease(lease.Fencing, Lease.Duration);

    private Sql ExtendLease(long fencing, TimeSpan duration) =>
        $"""
            update {_schema.Leases} set expires_at = {_warehouse.Dialect.NowPlus(duration)}
            where environment = {_environment} and fencing = {fencing} and released = {false}
            """;

    internal static async Task<IReadOnlyList<T>> ReadAsync<T>(
        WarehouseSession session,
        Sql sql,
        Func<DbDataReader, T> map,
        CancellationToken cancellation
    )
    {
        try
        {
            return await session.QueryOwnAsync(sql, Row, cancellation);
        }
        catch (DbException error) when (session.Dialect.IsUnknownName(error))
        {
            throw Corrupt(error);
        }

        T Row(DbDataReader row)
        {
            try
            {
                return map(row);
            }
            catch (Exception error)
                when (error
                        is ArgumentException
                            or InvalidCastException
                            or FormatException
                            or InvalidOperationException
                            or OverflowException
                )
            {
                throw Corrupt(error);
            }
        }

        static ReleaseException Corrupt(Exception error) =>
            new(
                ErrorCode.LedgerCorrupt,
                $"the ledger can't be read: {error.Message.ReplaceLineEndings(" ")}",
                inner: error
            );
    }

    /// <summary>
    /// Reads the content of a ledger's column. Content that DataRelease did not write there is reported as a damaged
    /// ledger.
    /// </summary>
    internal static T Trusted<T>(Func<T> read, string what)
    {
        try
        {
            return read();
        }
        catch (Exception error)
            when (error
                    is InvalidDataException
                        or System.Text.Json.JsonException
                        or FormatException
                        or ArgumentException
                        or InvalidOperationException
                        or NotSupportedException
            )
        {
            throw new ReleaseException(
                ErrorCode.LedgerCorrupt,
                $"{what} can't be read: {error.Message.ReplaceLineEndings(" ")}",
                inner: error
            );
        }
    }

    internal static byte[] Unzip(byte[] zipped)
    {
        using var unzip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress);
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = unzip.Read(buffer)) > 0; )
        {
            if (content.Length + read > MaxArtifactBytes)
                throw new InvalidDataException($"it unpacks to more than {MaxArtifactBytes >> 20} MB");
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static ReleaseState State(string text) =>
        text switch
        {
            "planned" => ReleaseState.Planned,
            "building" => ReleaseState.Building,
            "built" => ReleaseState.Built,
            "validating" => ReleaseState.Validating,
            "validated" => ReleaseState.Validated,
            "shadowing" => ReleaseState.Shadowing,
            "exposing" => ReleaseState.Exposing,
            "rolling" => ReleaseState.Rolling,
            "swapping" => ReleaseState.Swapping,
            "live" => ReleaseState.Live,
            "superseded" => ReleaseState.Superseded,
            "retired" => ReleaseState.Retired,
            "failed" => ReleaseState.Failed,
            "aborted" => ReleaseState.Aborted,
            "rolled_back" => ReleaseState.RolledBack,
            _ => throw new FormatException($"unknown release state '{text}'"),
        };

    /// <summary>The word for a state in the ledger and in JSON.</summary>
    public static string Text(ReleaseState state) =>
        state switch
        {
            ReleaseState.Planned => "planned",
            ReleaseState.Building => "building",
            ReleaseState.Built => "built",
            ReleaseState.Validating => "validating",
            ReleaseState.Validated => "validated",
            ReleaseState.Shadowing => "shadowing",
            ReleaseState.Exposing => "exposing",
            ReleaseState.Rolling => "rolling",
            ReleaseState.Swapping => "swapping",
            ReleaseState.Live => "live",
            ReleaseState.Superseded => "superseded",
            ReleaseState.Retired => "retired",
            ReleaseState.Failed => "failed",
            ReleaseState.Aborted => "aborted",
            ReleaseState.RolledBack => "rolled_back",
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };

    internal static string? Text(DbDataReader row, int ordinal) =>
        row.IsDBNull(ordinal) ? null : row.GetString(ordinal);

    internal static DateTimeOffset Instant(DbDataReader row, int ordinal) =>
        new(DateTime.SpecifyKind(row.GetDateTime(ordinal), DateTimeKind.Utc));

    internal static byte[] Bytes(DbDataReader row, int ordinal)
    {
        using var stream = row.GetStream(ordinal);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
