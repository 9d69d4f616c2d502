using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Backups;

/// <summary>Finds the tables to keep for the names that a user gives.</summary>
internal sealed class BackupSelection(OpenEnvironment run)
{
    /// <summary>
    /// The live incremental models, snapshots and seeds, and the tables that the configuration names.
    /// </summary>
    public async Task<IReadOnlyList<KeptTable>> StateAsync(WarehouseSession session, CancellationToken cancellation)
    {
        var live = await LiveRelationsAsync(session, cancellation);
        var state = live.Where(relation => IsState(relation)).ToList();
        return
        [
            .. await KeptAsync(session, state, cancellation),
            .. await OutsideAsync(session, run.Config.Backups.Tables, cancellation),
        ];
    }

    /// <summary>Finds tables by their names.</summary>
    /// <exception cref="ReleaseException">DR8101 if there is no such table, or if it is a view.</exception>
    public async Task<IReadOnlyList<KeptTable>> NamedAsync(
        WarehouseSession session,
        IReadOnlyList<string> names,
        CancellationToken cancellation
    )
    {
        var live = await LiveRelationsAsync(session, cancellation);
        var (ours, others) = (new List<RelationRecord>(), new List<string>());
        foreach (var name in names)
        {
            var found = live.FirstOrDefault(relation => relation.Live.ToString() == name)
                ?? live.FirstOrDefault(relation => relation.Live.Name == name);
            if (found is not null)
                ours.Add(found);
            else
                others.Add(name);
        }
        return [.. await KeptAsync(session, ours, cancellation), .. await OutsideAsync(session, others, cancellation)];
    }

    /// <summary>True for a relation that a release can't build again from its inputs alone, and for a seed.</summary>
    public static bool IsState(RelationRecord relation) =>
        relation.Materialized is "incremental" or "snapshot" or "seed";

    private async Task<IReadOnlyList<RelationRecord>> LiveRelationsAsync(
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        return await run.Ledger.ReadShownAsync(session, live?.Number, cancellation);
    }

    private async Task<List<KeptTable>> KeptAsync(
        WarehouseSession session,
        IReadOnlyList<RelationRecord> relations,
        CancellationToken cancellation
    )
    {
        var catalog = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. relations.Select(relation => relation.Physical.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        return
        [
            .. relations
                .DistinctBy(relation => relation.Live)
                .Select(relation =>
                    catalog.GetValueOrDefault(relation.Physical) is { Kind: RelationKind.Table } table
                        ? new KeptTable(VersionRole.State, relation.UniqueId, relation.Live, table)
                        : throw new ReleaseException(ErrorCode.TableNotKept, $"{relation.Live} is not a table")
                ),
        ];
    }

    private async Task<List<KeptTable>> OutsideAsync(
        WarehouseSession session,
        IReadOnlyList<string> names,
        CancellationToken cancellation
    )
    {
        var wanted = names
            .Distinct()
            .Select(name =>
                name.Split('.') is [{ Length: > 0 } schema, { Length: > 0 } table]
                    ? new RelationName(schema, table)
                    : throw new ReleaseException(
                        ErrorCode.TableNotKept,
                        $"'{name}' is neither a live model nor of the form schema.table"
                    )
            )
            .ToList();
        if (wanted.FirstOrDefault(name => name.Schema == run.Config.LedgerSchema) is { Schema.Length: > 0 } ledger)
            throw new ReleaseException(
                ErrorCode.TableNotKept,
                $"{ledger} belongs to the ledger; the ledger records what happened and is never restored"
            );
        var catalog = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. wanted.Select(name => name.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        var inherited = await run.Warehouse.ReadInheritedAsync(
            session,
            [.. wanted.Select(name => name.Schema).Distinct()],
            cancellation
        );
        if (wanted.FirstOrDefault(inherited.Contains) is { Name.Length: > 0 } parent)
            throw new ReleaseException(
                ErrorCode.TableNotKept,
                $"other tables inherit from {parent}, so a copy of its rows would have theirs, too"
            );
        return
        [
            .. wanted.Select(name =>
                catalog.GetValueOrDefault(name) switch
                {
                    { Kind: RelationKind.Table } table => new KeptTable(VersionRole.Table, "", name, table),
                    null => throw new ReleaseException(ErrorCode.TableNotKept, $"there is no {name}"),
                    _ => throw new ReleaseException(ErrorCode.TableNotKept, $"{name} is not a table"),
                }
            ),
        ];
    }
}
