using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Transcripts.Tests.Recorded;

/// <summary>
/// A fake: an engine of which only the grammar is here. Whole commands run on it; every statement is written down as
/// the engine would be sent it, and answered by a DuckDB file, its memory, which runs the same statement in its own
/// spelling. So the transcript shows what is sent, in which order and in which transactions, and never that the engine
/// would take it.
/// </summary>
/// <param name="shown">The engine under review; never opened.</param>
/// <param name="memory">Answers.</param>
/// <param name="transcript">Where it is written.</param>
/// <param name="foreign">Says in the memory's words what a builder wrote in those of the engine under review.</param>
internal sealed class RecordedWarehouse(
    Warehouse shown,
    Warehouse memory,
    Transcript transcript,
    Func<string, string>? foreign = null
) : Warehouse
{
    private readonly TwoSided _sides = new(shown.Dialect, memory.Dialect) { Foreign = foreign };
    private Dialect? _dialect;
    private SwapGrammar? _swap;
    private ScriptGrammar? _scripts;
    private QueryReader? _queries;

    private string? Role => Traits.HasRoles ? "releaser" : null;

    public override Dialect Dialect => _dialect ??= new TwinDialect(_sides);

    public override SwapGrammar Swap => _swap ??= new TwinSwapGrammar(_sides, shown.Swap, memory.Swap);

    public override ScriptGrammar Scripts => _scripts ??= new TwinScriptGrammar(_sides, shown.Scripts, memory.Scripts);

    public override QueryReader Queries => _queries ??= new RecordedQueries(memory.Queries);

    public override string Database => memory.Database;

    public override string Description => $"{shown.Dialect.Name}, recorded";

    public override string Identity => memory.Identity;

    public override bool IsLockConflict(Exception error) => memory.IsLockConflict(error);

    public override bool IsOutcomeUnknown(Exception error) => memory.IsOutcomeUnknown(error);

    public override ReleaseException Translate(Exception error) => memory.Translate(error);

    public override async Task<WarehouseSession> OpenAsync(CancellationToken cancellation)
    {
        var connection = new RecordedConnection(_sides, await memory.OpenAsync(cancellation), transcript);
        return new WarehouseSession(connection, Dialect, render: connection.Render);
    }

    public override Task StepAsideAsync() => Task.CompletedTask;

    public override Task<EnvironmentLock?> TryLockEnvironmentAsync(
        string environment,
        CancellationToken cancellation
    ) => memory.TryLockEnvironmentAsync(environment, cancellation);

    /// <summary>One role that may do everything.</summary>
    public override Task<string?> ReadCurrentRoleAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult(Role);

    public override Task<IReadOnlyDictionary<RelationName, string>> ReadViewDefinitionsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => memory.ReadViewDefinitionsAsync(Ask(session, "definitions of views", schemas), schemas, cancellation);

    /// <summary>The role owns them all.</summary>
    public override async Task<IReadOnlyList<CatalogRelation>> ReadRelationsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) =>
        [
            .. (await memory.ReadRelationsAsync(Ask(session, "relations", schemas), schemas, cancellation)).Select(
                relation => relation with { Owner = Role }
            ),
        ];

    public override Task<IReadOnlySet<string>> ReadSchemasAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => memory.ReadSchemasAsync(Ask(session, "which schemas exist", schemas), schemas, cancellation);

    public override Task<IReadOnlySet<string>> ReadAllSchemasAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => memory.ReadAllSchemasAsync(Ask(session, "all schemas", []), cancellation);

    public override Task<IReadOnlyList<CatalogGrant>> ReadGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => memory.ReadGrantsAsync(Ask(session, "grants", schemas), schemas, cancellation);

    public override async Task<IReadOnlyList<CatalogGrant>> ReadAccessAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) =>
        Role is null
            ? []
            :
            [
                .. (await memory.ReadRelationsAsync(Ask(session, "access", schemas), schemas, cancellation)).Select(
                    relation => new CatalogGrant(
                        relation.Name.Schema,
                        relation.Name.Name,
                        null,
                        Role,
                        CatalogGrant.Ownership,
                        false
                    )
                ),
            ];

    /// <summary>A schema of the one role, on which nobody else has a right.</summary>
    public override async Task<RouterFrame?> ReadRouterFrameAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) =>
        await memory.ReadRouterFrameAsync(Ask(session, "frame", [schema]), schema, cancellation) is { } frame
            ? frame with
            {
                Owner = Role,
                Rights = [],
            }
            : null;

    public override Task<string?> ReadSchemaCommentAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) => memory.ReadSchemaCommentAsync(Ask(session, "comment", [schema]), schema, cancellation);

    /// <summary>Nothing speaks against the exchange of the one role's schema.</summary>
    public override Task<RouterObjections> ReadRouterObjectionsAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) => memory.ReadRouterObjectionsAsync(Ask(session, "objections", [schema]), schema, cancellation);

    public override Task<bool> SeesWholeSchemasAsync(WarehouseSession session, CancellationToken cancellation) =>
        memory.SeesWholeSchemasAsync(Ask(session, "whether the role is shown every object", []), cancellation);

    public override Task<IReadOnlyList<DefaultGrant>> ReadDefaultGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => memory.ReadDefaultGrantsAsync(Ask(session, "default grants", schemas), schemas, cancellation);

    public override Task<IReadOnlyList<CatalogAttachment>> ReadAttachmentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => memory.ReadAttachmentsAsync(Ask(session, "what hangs on views", schemas), schemas, cancellation);

    public override Task<IReadOnlyList<CatalogDependent>> ReadDependentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => memory.ReadDependentsAsync(Ask(session, "dependents", schemas), schemas, cancellation);

    public override Task<IReadOnlyList<UnboundView>> ReadUnboundViewsAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => memory.ReadUnboundViewsAsync(Ask(session, "views that read what is gone", []), cancellation);

    /// <summary>An engine reads its catalog to make the statements: the transcript has none of them.</summary>
    public override async Task<IReadOnlyList<Sql>> ReadCopyAsync(
        WarehouseSession session,
        RelationName from,
        RelationName to,
        CancellationToken cancellation
    )
    {
        var connection = RecordedConnection.Of(session);
        connection.Note($"{from} is copied to {to}");
        var copy = await memory.ReadCopyAsync(connection.Memory, from, to, cancellation);
        return _sides.Each([], () => copy);
    }

    public override IReadOnlyList<Sql> LockWriters(IReadOnlyList<RelationName> tables, TimeSpan timeout) =>
        _sides.Each(shown.LockWriters(tables, timeout), () => memory.LockWriters(tables, timeout));

    public override Task<long?> ReadBytesAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) => Task.FromResult<long?>(null);

    public override string? ParquetRefusal(CatalogColumn column) => memory.ParquetRefusal(column);

    public override Task ExportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    ) => throw new NotSupportedException("no transcript keeps a file");

    public override Task ImportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    ) => throw new NotSupportedException("no transcript reads a file");

    public override Task<long> LoadCsvAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> withOffsets,
        Stream csv,
        CancellationToken cancellation
    )
    {
        var connection = RecordedConnection.Of(session);
        connection.Note($"rows into {table} in bulk: {string.Join(", ", columns)}");
        return memory.LoadCsvAsync(connection.Memory, table, columns, withOffsets, csv, cancellation);
    }

    public override ValueTask DisposeAsync() => memory.DisposeAsync();

    private static WarehouseSession Ask(WarehouseSession session, string what, IReadOnlyCollection<string> schemas)
    {
        var connection = RecordedConnection.Of(session);
        connection.Note(
            schemas.Count == 0 ? what : $"{what}: {string.Join(", ", schemas.Order(StringComparer.Ordinal))}"
        );
        return connection.Memory;
    }

    private sealed class RecordedQueries(QueryReader memory) : QueryReader
    {
        public override Task<IReadOnlyDictionary<string, IReadOnlySet<RelationName>>> OfQueriesAsync(
            WarehouseSession session,
            IReadOnlyDictionary<string, string> queries,
            string scratch,
            CancellationToken cancellation
        ) =>
            memory.OfQueriesAsync(Ask(session, "what queries read", [.. queries.Keys]), queries, scratch, cancellation);

        public override Task<IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>>> OfViewsAsync(
            WarehouseSession session,
            IReadOnlyCollection<RelationName> names,
            CancellationToken cancellation
        ) =>
            memory.OfViewsAsync(
                Ask(session, "what views read", [.. names.Select(name => name.ToString())]),
                names,
                cancellation
            );

        public override Task DetachAsync(WarehouseSession session, RelationName view, CancellationToken cancellation) =>
            memory.DetachAsync(RecordedConnection.Of(session).Memory, view, cancellation);
    }
}
