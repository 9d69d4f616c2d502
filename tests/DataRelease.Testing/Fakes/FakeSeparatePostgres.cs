using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Text.RegularExpressions;
using DataRelease.Postgres;
using DataRelease.Warehouses;

namespace DataRelease.Testing.Fakes;

/// <summary>
/// A fake: a real PostgreSQL that can do no more at once than Snowflake can. It shows that nothing of a release rests
/// on a transaction with objects in it, and nothing of what Snowflake makes of a statement.
/// </summary>
/// <remarks>
/// Its rules, each with its source:
/// <list type="bullet">
/// <item>Each statement that is not about rows commits by itself, and with it the transaction that it stands in. Here
/// it is an error, which the test ends with (https://docs.snowflake.com/en/sql-reference/transactions, "DDL"; a script
/// of the engine's own counts as one).</item>
/// <item>A transaction reads what is committed, and no two of its statements see the same moment
/// (https://docs.snowflake.com/en/sql-reference/transactions, "READ COMMITTED isolation").</item>
/// <item>A session that is open need not see at once what another commits; one that is opened afterwards does
/// (https://docs.snowflake.com/en/sql-reference/transactions, "Read consistency across sessions"). Here every session
/// sees it, and a read of the ledger that might not is an error, which the test ends with.</item>
/// <item>A command is one statement, unless its number is given
/// (https://docs.snowflake.com/en/developer-guide/sql-api/submitting-multiple-statements).</item>
/// <item>Keys are declared and not enforced
/// (https://docs.snowflake.com/en/sql-reference/constraints-overview).</item>
/// <item>Two schemas are exchanged by one statement, with what is in them and the rights on it
/// (https://docs.snowflake.com/en/sql-reference/sql/alter-schema, "SWAP WITH").</item>
/// <item>No session holds a lock for as long as a release takes: a transaction that blocks another and is idle for five
/// minutes is ended (https://docs.snowflake.com/en/sql-reference/transactions, "Aborting transactions"). The row of the
/// lease decides alone.</item>
/// <item>The text of a secure view is shown to its owner alone, and the function that lists what a view reads refuses
/// it to others (https://docs.snowflake.com/en/sql-reference/functions/get_object_references).</item>
/// <item>A role is not shown what others make in its schema, unless it has MANAGE GRANTS
/// (https://docs.snowflake.com/en/sql-reference/sql/show).</item>
/// <item>A statement about an object waits for no reader, so that no lock has to be taken in time
/// (https://docs.snowflake.com/en/sql-reference/transactions, "Resource locking").</item>
/// </list>
/// </remarks>
/// <param name="connectionString">The database.</param>
/// <param name="observe">Told of every statement's text.</param>
public sealed partial class FakeSeparatePostgres(string connectionString, Action<string>? observe = null)
    : PostgresWarehouse(connectionString)
{
    private static readonly HashSet<string> _aboutRows =
    [
        "select",
        "with",
        "values",
        "table",
        "explain",
        "insert",
        "update",
        "delete",
        "merge",
        "truncate",
        "copy",
        "set",
        "show",
        "declare",
        "fetch",
        "close",
    ];

    private readonly ConcurrentQueue<string> _broken = new();

    private readonly ConcurrentQueue<string> _stale = new();

    /// <summary>For each table of the ledger, when it was last written to and by which session.</summary>
    private readonly ConcurrentDictionary<string, (long Moment, Guid Session)> _written = new();

    private long _moment;

    /// <summary>
    /// Reads of the ledger in a session that is older than another session's last write to the same table, so that it
    /// might not see that write: a failure of the test.
    /// </summary>
    public IReadOnlyList<string> Stale => [.. _stale];

    /// <summary>Statements that would have committed the transaction around them: a failure of the test.</summary>
    public IReadOnlyList<string> Broken => [.. _broken];

    /// <inheritdoc/>
    public override Dialect Dialect { get; } = new SeparateDialect();

    /// <inheritdoc/>
    public override SwapGrammar Swap { get; } = new SeparateSwapGrammar();

    /// <inheritdoc/>
    public override QueryReader Queries => field ??= new SeparateQueries(Secret);

    /// <summary>Views whose text the role is not shown.</summary>
    public HashSet<RelationName> Secret { get; } = [];

    /// <summary>True if the role is shown every object.</summary>
    public bool SeesAll { get; set; }

    /// <inheritdoc/>
    public override Task<bool> SeesWholeSchemasAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult(SeesAll);

    /// <inheritdoc/>
    public override async Task<WarehouseSession> OpenAsync(CancellationToken cancellation) =>
        Own(await base.OpenAsync(cancellation));

    /// <inheritdoc/>
    public override async Task<WarehouseSession?> TryOpenAnotherAsync(CancellationToken cancellation) =>
        await base.TryOpenAnotherAsync(cancellation) is { } another ? Own(another) : null;

    /// <inheritdoc/>
    public override Task<EnvironmentLock?> TryLockEnvironmentAsync(
        string environment,
        CancellationToken cancellation
    ) => Task.FromResult<EnvironmentLock?>(new NoLock());

    /// <inheritdoc/>
    public override Task<string?> TakeFenceAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> LockWriters(IReadOnlyList<RelationName> tables, TimeSpan timeout) => [];

    private WarehouseSession Own(WarehouseSession session)
    {
        var isOpen = false;
        var (id, opened) = (Guid.NewGuid(), Interlocked.Read(ref _moment));
        return new WarehouseSession(
            session.Connection,
            Dialect,
            text =>
            {
                var word = SqlLexer.FirstWord(text);
                if (isOpen && word is not (null or "commit" or "rollback") && !_aboutRows.Contains(word))
                {
                    _broken.Enqueue(text);
                    throw new InvalidOperationException($"a transaction would end with: {text}");
                }
                Follow(text, word, id, opened);
                observe?.Invoke(text);
                if (word is "begin" or "commit" or "rollback")
                    isOpen = word == "begin";
            },
            requireOne: (_, text) =>
            {
                if (SqlStatements.Read(text, Dialect.Lexis).Count > 1)
                    throw new UnfitStatementException($"a command is one statement: {text}");
            }
        );
    }

    private void Follow(string text, string? word, Guid session, long opened)
    {
        var tables = LedgerTable().Matches(text).Select(match => match.Groups["name"].Value);
        if (word is "insert" or "update" or "delete")
            _written[tables.FirstOrDefault() ?? ""] = (Interlocked.Increment(ref _moment), session);
        else if (
            tables.Any(table =>
                _written.TryGetValue(table, out var last) && last.Session != session && last.Moment > opened
            )
        )
            _stale.Enqueue(text);
    }

    /// <summary>A table of the ledger as the product writes its name; tests write it without quotes.</summary>
    [GeneratedRegex("\"data_release\"\\.\"(?<name>[a-z_]+)\"")]
    private static partial Regex LedgerTable();

    private sealed class NoLock : EnvironmentLock
    {
        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class SeparateDialect : PostgresDialect
    {
        public SeparateDialect() =>
            Traits = base.Traits with
            {
                HasTransactionalDdl = false,
                HasSnapshots = false,
                CopyIsolation = IsolationLevel.Unspecified,
                TakesBatches = false,
                HasReliableKeys = false,
                SeesEachCommit = false,
                Principals = [],
                ReaderIsolations = [IsolationLevel.ReadCommitted],
            };

        public override Traits Traits { get; }

        public override string EnsureTable => "create table if not exists";

        /// <summary>No transaction has settings of its own.</summary>
        public override OwnNames? OwnNames => null;

        public override Sql? BoundIdle(TimeSpan limit) => null;

        public override Savepoint? Savepoint => null;

        public override IReadOnlyList<Sql> ForWholeReads => [];
    }

    private sealed class SeparateSwapGrammar : PostgresSwapGrammar
    {
        public override RouterGrammar Router { get; } = new SeparateRouterGrammar(new PostgresSwapGrammar().Router);

        public override IReadOnlyList<Sql> BoundLocks(TimeSpan lockTimeout) => [];

        public override IReadOnlyList<Sql> Lock(IReadOnlyList<CatalogRelation> relations, TimeSpan lockTimeout) => [];

        public override Sql? AtOnce(Sql proof, IReadOnlyList<Sql> statements, TimeSpan lockTimeout) => null;

        public override Sql? CreateDeciding(DecidingView view) => null;
    }

    /// <summary>PostgreSQL renames schemas one by one; a script of three renames is one statement.</summary>
    private sealed class SeparateRouterGrammar(RouterGrammar inner) : RouterGrammar
    {
        private static readonly PostgresDialect _spelling = new();

        public override IReadOnlyList<Sql> Create(string schema, RouterFrame frame, string? role) =>
            inner.Create(schema, frame, role);

        public override IReadOnlyList<Sql> Own(string schema, string owner) => inner.Own(schema, owner);

        public override IReadOnlyList<Sql> Exchange(string live, string next)
        {
            var renames = inner.Exchange(live, next).Select(rename => rename.Render(_spelling).Text);
            return [$"do {new SqlText($"begin {string.Join("; ", renames)}; end")}"];
        }

        public override Sql Rename(string schema, string name) => inner.Rename(schema, name);

        public override Sql DropEmpty(string schema) => inner.DropEmpty(schema);
    }

    /// <summary>A query is a view of the scratch schema for as long as it is asked about, and not in vain.</summary>
    private sealed class SeparateQueries(IReadOnlySet<RelationName> secret) : QueryReader
    {
        private readonly PostgresQueryReader _inner = new();

        public override async Task<IReadOnlyDictionary<string, IReadOnlySet<RelationName>>> OfQueriesAsync(
            WarehouseSession session,
            IReadOnlyDictionary<string, string> queries,
            string scratch,
            CancellationToken cancellation
        )
        {
            var found = new Dictionary<string, IReadOnlySet<RelationName>>(StringComparer.Ordinal);
            foreach (var (id, query) in queries)
            {
                var view = new RelationName(scratch, $"fake reads {Guid.NewGuid():N}");
                try
                {
                    await session.ExecuteAsync($"create view {view} as {Sql.Raw(query)}", cancellation);
                }
                catch (DbException) when (!cancellation.IsCancellationRequested)
                {
                    // A query that can't be a view reads what nobody knows.
                    continue;
                }
                try
                {
                    var read = await _inner.OfViewsAsync(session, [view], cancellation);
                    found[id] = read.GetValueOrDefault(view) ?? new HashSet<RelationName>();
                }
                finally
                {
                    await session.ExecuteAsync($"drop view {view}", CancellationToken.None);
                }
            }
            return found;
        }

        public override Task<IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>>> OfViewsAsync(
            WarehouseSession session,
            IReadOnlyCollection<RelationName> names,
            CancellationToken cancellation
        ) => _inner.OfViewsAsync(session, [.. names.Where(name => !secret.Contains(name))], cancellation);

        public override Task<IReadOnlyList<RelationName>> UntoldAsync(
            WarehouseSession session,
            IReadOnlyCollection<RelationName> names,
            CancellationToken cancellation
        ) => Task.FromResult<IReadOnlyList<RelationName>>([.. names.Where(secret.Contains)]);
    }
}
