using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Backups;

/// <summary>
/// Provides a data version's tables in the warehouse: its copies, or its files loaded into a temporary schema.
/// </summary>
internal sealed class Staging(OpenEnvironment run)
{
    /// <summary>The schema into which a version's files are loaded.</summary>
    public static string Schema(OpenEnvironment run, DataVersion version) =>
        run.Warehouse.Dialect.Shorten($"{run.Config.LedgerSchema}_staging_{version.Id}");

    public async Task WithTablesAsync(
        WarehouseSession session,
        DataVersion version,
        Func<IReadOnlyList<VersionTable>, Task> work,
        CancellationToken cancellation
    )
    {
        if (version.Folder is null)
        {
            await work(version.Tables);
            return;
        }
        var schema = Schema(run, version);
        var standing = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. version.Tables.Select(table => table.Name.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        // A killed process may have left the schema.
        await session.ExecuteAsync(run.Warehouse.Dialect.DropSchema(schema), cancellation);
        try
        {
            await work(
                await new VersionFolder(run.Warehouse, run.Events).LoadAsync(
                    session,
                    version,
                    schema,
                    standing,
                    cancellation
                )
            );
        }
        finally
        {
            await session.ExecuteAsync(run.Warehouse.Dialect.DropSchema(schema), CancellationToken.None);
        }
    }
}
