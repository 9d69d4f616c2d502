using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Reads the catalog and the session's state.</summary>
public sealed partial class SnowflakeWarehouse
{
    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogRelation>> ReadRelationsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => _catalog.ReadRelationsAsync(session, schemas, cancellation);

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>> ReadSchemasAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) =>
        schemas.Count == 0 ? new HashSet<string>() : await NamesAsync(session, _catalog.Schemas(schemas), cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlySet<string>> ReadAllSchemasAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => NamesAsync(session, _catalog.AllSchemas, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogGrant>> ReadGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => _access.ReadGrantsAsync(session, schemas, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogGrant>> ReadAccessAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => _access.ReadAccessAsync(session, schemas, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<DefaultGrant>> ReadDefaultGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => _access.ReadFutureAsync(session, schemas, cancellation);

    /// <inheritdoc/>
    public override Task<RouterFrame?> ReadRouterFrameAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) => new SnowflakeFrames(Database).ReadAsync(session, schema, cancellation);

    /// <inheritdoc/>
    public override async Task<string?> ReadSchemaCommentAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) => (await new SnowflakeFrames(Database).ReadBareAsync(session, schema, cancellation))?.Comment;

    /// <inheritdoc/>
    public override Task<RouterObjections> ReadRouterObjectionsAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) => new SnowflakeObjections(Database).ReadAsync(session, schema, cancellation);

    /// <inheritdoc/>
    public override Task<bool> SeesWholeSchemasAsync(WarehouseSession session, CancellationToken cancellation) =>
        SnowflakeSight.ManagesGrantsAsync(session, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogDependent>> ReadDependentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => _catalog.ReadDependentsAsync(session, schemas, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<UnboundView>> ReadUnboundViewsAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => _catalog.ReadUnboundAsync(session, cancellation);

    /// <inheritdoc/>
    public override async Task<IReadOnlyDictionary<RelationName, string>> ReadViewDefinitionsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) =>
        schemas.Count == 0
            ? new Dictionary<RelationName, string>()
            : (await _catalog.ReadViewsAsync(session, schemas, cancellation)).ToDictionary(
                view => view.Name,
                view => view.Text
            );

    /// <inheritdoc/>
    public override async Task<string?> ReadCurrentRoleAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => (string?)await session.ScalarAsync($"select current_role()", cancellation);

    /// <inheritdoc/>
    public override async Task<string?> ReadPrincipalAsync(WarehouseSession session, CancellationToken cancellation) =>
        (string?)await session.ScalarAsync($"select current_user()", cancellation);

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>?> ReadRolesAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        (await session.QueryAsync($"show roles", row => SnowflakeShow.Of(row, "name"), cancellation)).ToHashSet(
            StringComparer.Ordinal
        );

    /// <inheritdoc/>
    public override async Task<MissingRights> ReadMissingRightsAsync(
        WarehouseSession session,
        RightsScope scope,
        CancellationToken cancellation
    ) =>
        await new SnowflakeRights(Database).ReadAsync(
            session,
            scope,
            await ReadCurrentRoleAsync(session, cancellation),
            cancellation
        );

    /// <summary>How soon a session sees what another one commits.</summary>
    internal static Sql Consistency { get; } = Sql.Raw("show parameters like 'READ_CONSISTENCY_MODE' in account");

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<string>> ReadAdviceAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        [
            .. (await session.QueryAsync(Consistency, row => SnowflakeShow.Of(row, "value"), cancellation))
                .Where(mode => !mode.Equals("GLOBAL", StringComparison.OrdinalIgnoreCase))
                .Select(mode =>
                    $"READ_CONSISTENCY_MODE of the account is {mode}: a session may see late what another one has "
                    + "committed; alter account set READ_CONSISTENCY_MODE = 'GLOBAL' ends that"
                ),
        ];

    private static async Task<IReadOnlySet<string>> NamesAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    ) => (await session.QueryAsync(query, row => row.GetString(0), cancellation)).ToHashSet(StringComparer.Ordinal);
}
