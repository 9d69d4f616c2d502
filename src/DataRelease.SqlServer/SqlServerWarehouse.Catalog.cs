using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Reads the catalog and the server's state.</summary>
public sealed partial class SqlServerWarehouse
{
    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogRelation>> ReadRelationsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => SqlServerCatalog.ReadRelationsAsync(session, schemas, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlySet<string>> ReadSchemasAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => NamesAsync(session, SqlServerCatalog.Schemas(schemas), cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlySet<string>> ReadAllSchemasAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => NamesAsync(session, SqlServerCatalog.AllSchemas, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogGrant>> ReadGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => SqlServerAccess.ReadAsync(session, SqlServerAccess.Grants(schemas), cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogGrant>> ReadAccessAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => SqlServerAccess.ReadAsync(session, SqlServerAccess.Access(schemas), cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogDependent>> ReadDependentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => SqlServerCatalog.ReadDependentsAsync(session, schemas, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyDictionary<RelationName, string>> ReadViewDefinitionsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => SqlServerCatalog.ReadDefinitionsAsync(session, schemas, cancellation);

    /// <inheritdoc/>
    public override async Task<string?> ReadCurrentRoleAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => (string?)await session.ScalarAsync($"select user_name()", cancellation);

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>?> ReadRolesAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => await NamesAsync(session, $"select name from sys.database_principals", cancellation);

    /// <summary>
    /// The logins of users, and of the members of roles. A user without a login, as a contained database has it, is
    /// its own. Who is in a Windows or Entra group is not known to the database.
    /// </summary>
    public override Task<IReadOnlyList<string>> ReadMembersAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    ) => session.QueryAsync(SqlServerCatalog.Members(roles), row => row.GetString(0), cancellation);

    /// <summary>
    /// Without row versions each subquery of a statement reads what is committed when it gets there, so a statement
    /// over several views could see two releases while a step is taken
    /// (https://learn.microsoft.com/sql/t-sql/statements/set-transaction-isolation-level-transact-sql).
    /// </summary>
    public override async Task<(string What, string ToDo)?> ReadExposureRefusalAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        Convert.ToBoolean(
            await session.ScalarAsync(SqlServerServer.HasRowVersions, cancellation),
            CultureInfo.InvariantCulture
        )
            ? null
            : (
                "READ_COMMITTED_SNAPSHOT is off in this database, so a statement over several views could see two "
                    + "releases while a step is taken",
                "turn it on: alter database current set read_committed_snapshot on; or choose another strategy with "
                    + "--strategy"
            );

    /// <inheritdoc/>
    public override async Task<string?> TakeFenceAsync(WarehouseSession session, CancellationToken cancellation) =>
        (string?)await session.ScalarAsync(SqlServerFence.Moment, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Blocker>> ReadFenceBlockersAsync(
        WarehouseSession session,
        string fence,
        CancellationToken cancellation
    ) => SqlServerFence.ReadAsync(session, SqlServerFence.Blockers(fence), SqlServerFence.Blocker, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Blocker>> ReadLockHoldersAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        CancellationToken cancellation
    ) =>
        SqlServerFence.ReadAsync(
            session,
            SqlServerFence.Holders([.. relations.Select(Dialect.Quote)]),
            SqlServerFence.Blocker,
            cancellation
        );

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<RelationName>> ReadHeldAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) =>
        (
            await SqlServerFence.ReadAsync(
                session,
                SqlServerFence.Held(schemas),
                row => new RelationName(row.GetString(0), row.GetString(1)),
                cancellation
            )
        ).ToHashSet();

    private static async Task<IReadOnlySet<string>> NamesAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    ) => (await session.QueryAsync(query, row => row.GetString(0), cancellation)).ToHashSet(StringComparer.Ordinal);
}
