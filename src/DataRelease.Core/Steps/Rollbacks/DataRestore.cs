using DataRelease.Backups;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Restores tables in one transaction: tables of releases as part of a new release, tables outside by replacing their
/// rows. The same transaction first takes a data version of what it overwrites.
/// </summary>
internal sealed class DataRestore(ReleaseRun run, Random random)
{
    /// <summary>What would happen to each table. It refuses whatever the restore would refuse.</summary>
    public async Task<IReadOnlyList<PlannedRelation>> PlanAsync(
        DataVersion version,
        IReadOnlyList<VersionTable> tables,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var scope = await ScopeAsync(session, tables, cancellation);
        return
        [
            .. tables.Select(table => new PlannedRelation(
                table.Name.ToString(),
                scope.Unchanged.Contains(table.Name) ? RelationChange.Unchanged : RelationChange.Restored,
                scope.Unchanged.Contains(table.Name)
                    ? $"holds what {version.Id} has"
                    : $"{table.Content.Rows} rows of {version.Id}, "
                        + (table.Role == VersionRole.State ? "in a new release" : "its rows are replaced")
            )),
        ];
    }

    /// <summary>Restores some tables of a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="wanted">The tables to restore.</param>
    /// <param name="done">A statement for the ledger in the same transaction.</param>
    /// <param name="cancellation">Honoured before that transaction, never within it.</param>
    /// <returns>A sentence about what was done.</returns>
    public async Task<string> RestoreAsync(
        DataVersion version,
        IReadOnlyList<VersionTable> wanted,
        Sql done,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var scope = await ScopeAsync(session, wanted, cancellation);
        var summary = "";
        await new Staging(run).WithTablesAsync(
            session,
            version,
            async loaded =>
            {
                var tables = loaded
                    .Where(table =>
                        scope.Unchanged.Contains(table.Name) is false && wanted.Any(one => one.Name == table.Name)
                    )
                    .ToList();
                if (tables.Count == 0)
                {
                    summary = $"every table holds what {version.Id} has; nothing was done";
                    return;
                }
                summary = await ApplyAsync(version, tables, scope, done, cancellation);
            },
            cancellation
        );
        return summary;
    }

    private async Task<string> ApplyAsync(
        DataVersion version,
        List<VersionTable> tables,
        Scope scope,
        Sql done,
        CancellationToken cancellation
    )
    {
        var state = tables.Where(table => table.Role == VersionRole.State).ToList();
        var outside = tables.Where(table => table.Role == VersionRole.Table).ToList();
        var kept = tables
            .Select(table => new KeptTable(
                table.Role,
                table.UniqueId,
                table.Name,
                scope.Standing[table.Name],
                scope.Contents.GetValueOrDefault(table.Name)
            ))
            .ToList();
        var undo = 0;

        async Task Within(WarehouseSession session)
        {
            var reader = new ContentReader(run.Warehouse.Dialect);
            // Cancellation is not honoured here, because this is part of the swap's transaction.
            var none = CancellationToken.None;
            await session.ExecuteBatchAsync(reader.Settings, none);
            await session.ExecuteBatchAsync(
                run.Warehouse.LockWriters([.. kept.Select(table => table.Source.Name)], TimeSpan.FromSeconds(5)),
                none
            );
            var before = await new DataVersions(run).NewAsync(
                session,
                "",
                $"before restore of {version.Id}",
                null,
                none
            );
            var copies = await new VersionCopies(run.Warehouse, run.Events).CopyWithinAsync(
                session,
                before.Schema,
                kept,
                none
            );
            await new TableOverwrite(run.Warehouse).ApplyAsync(session, outside, none);
            await session.ExecuteOwnBatchAsync(
                [
                    run.Ledger.InsertDataVersion(before with { State = DataVersionState.Ready }, run.Lease.Fencing),
                    .. run.Ledger.InsertVersionTables(before.Number, copies),
                    run.Ledger.InsertStep(
                        scope.Live?.Number ?? 0,
                        "restore",
                        Ledger.Text(ReleaseState.Live),
                        0,
                        $"{version.Id}: {string.Join(", ", tables.Select(table => table.Name))}",
                        run.Lease.Fencing
                    ),
                    done,
                ],
                none
            );
            undo = before.Number;
        }

        if (state.Count == 0)
        {
            await using var session = await run.OpenAsync(cancellation);
            await session.InTransactionAsync(
                TransactionPurpose.ChangeObjects,
                async () =>
                {
                    await run.Ledger.ProveAsync(session, run.Lease, CancellationToken.None);
                    await Within(session);
                },
                CancellationToken.None
            );
            return $"{Count(outside.Count)} restored from {version.Id}; data-release backup restore v{undo} undoes it";
        }

        var derived = new DerivedRelease(run);
        var contents = state.ToDictionary(table => table.Name);
        var (release, stale) = await derived.BuildAsync(
            scope.Live!,
            DerivedRelease.Restore,
            state.ToDictionary(
                table => table.Name,
                table => new CopiedTable(table.Copy!.Value)
                {
                    Columns = table.Columns,
                    IsBare = version.Folder is not null,
                }
            ),
            async (session, live, copy) =>
            {
                var table = contents[live];
                var content = await new ContentReader(run.Warehouse.Dialect).ReadAsync(
                    session,
                    copy,
                    table.Columns,
                    cancellation
                );
                if (!content.Fits(table.Content))
                    throw new ReleaseException(
                        ErrorCode.VersionDamaged,
                        $"{version.Id} has {content.Rows} rows of {live} and had {table.Content.Rows}, or "
                            + $"their contents differ"
                    );
            },
            cancellation
        );
        if (stale.Count > 0)
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    null,
                    $"{string.Join(", ", stale)} were built from what is restored and are not rebuilt; "
                        + "data-release release rebuilds them"
                )
            );
        try
        {
            await new ReleaseMarks(run).TakeAsync(release, cancellation);
            var swap = Swap();
            var prepared = await swap.PrepareAsync(release, dropMissing: true, cancellation);
            await swap.FenceAsync(release, cancellation);
            await swap.ExecuteAsync(
                release,
                prepared,
                ReleaseState.Superseded,
                "restore",
                cancellation,
                Within,
                also: [done]
            );
        }
        catch (Exception error) when (run.Translate(error) is { } known)
        {
            await derived.DiscardUnlessLiveAsync(release, known);
            throw;
        }
        return $"{Count(tables.Count)} restored from {version.Id}, {state.Count} of them in {release.Id}, which "
            + $"is live; data-release backup restore v{undo} undoes it";
    }

    /// <summary>Reads which tables exist and which are unchanged; refuses tables that can't be restored.</summary>
    private async Task<Scope> ScopeAsync(
        WarehouseSession session,
        IReadOnlyList<VersionTable> tables,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var live = book.Live is { } marker ? book.Record(marker.Number) : null;
        var relations = live is null
            ? []
            : (await run.Ledger.ReadRelationsAsync(session, live.Number, cancellation)).ToDictionary(
                relation => relation.Live,
                relation => relation.Physical
            );
        var physical = tables.ToDictionary(
            table => table.Name,
            table => table.Role == VersionRole.State ? relations.GetValueOrDefault(table.Name, table.Name) : table.Name
        );
        var catalog = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. physical.Values.Select(name => name.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        var standing = physical
            .Where(pair => catalog.ContainsKey(pair.Value))
            .ToDictionary(pair => pair.Key, pair => catalog[pair.Value]);
        if (tables.Any(table => table.Role == VersionRole.State))
            Swap().RequireWorkWithin();
        var refusals = new List<string>();
        foreach (var table in tables.Where(table => table.Role == VersionRole.State))
        {
            if (!relations.ContainsKey(table.Name))
                refusals.Add($"{table.Name} is not part of what is live");
            else if (standing.GetValueOrDefault(table.Name) is not { Kind: RelationKind.Table } now)
                refusals.Add($"{table.Name} is not a table in the live release");
            else if (
                TableOverwrite.ShapeDifference(
                    table.Columns,
                    await ContentReader.ColumnsAsync(run.Warehouse, session, now, cancellation)
                ) is
                { } difference
            )
                refusals.Add($"{table.Name} {difference}");
        }
        refusals.AddRange(
            await new TableOverwrite(run.Warehouse).RefusalsAsync(
                session,
                [.. tables.Where(table => table.Role == VersionRole.Table)],
                standing,
                cancellation
            )
        );
        if (refusals.Count > 0)
            throw new ReleaseException(ErrorCode.RestoreImpossible, string.Join("; ", refusals.Take(10)));

        var unchanged = new HashSet<RelationName>();
        var contents = new Dictionary<RelationName, TableContent>();
        var reader = new ContentReader(run.Warehouse.Dialect);
        await session.InTransactionAsync(
            TransactionPurpose.ReadSnapshot,
            async () =>
            {
                await session.ExecuteBatchAsync(reader.Settings, cancellation);
                foreach (var table in tables)
                {
                    // With another number of rows the content differs, and counting costs a fraction of hashing.
                    if (
                        await ContentReader.CountAsync(session, physical[table.Name], cancellation)
                        != table.Content.Rows
                    )
                        continue;
                    var content = await reader.ReadAsync(session, physical[table.Name], table.Columns, cancellation);
                    if (content == table.Content)
                        unchanged.Add(table.Name);
                    else
                        contents.Add(table.Name, content);
                }
            },
            cancellation
        );
        return new Scope(live, standing, unchanged, contents);
    }

    private LiveSwap Swap() => new(run, run.Sides.GrantsAsync, random) { Command = LiveSwap.SameCommand };

    private static string Count(int tables) => tables == 1 ? "1 table is" : $"{tables} tables are";

    /// <param name="Live">The live release.</param>
    /// <param name="Standing">The table that has a name's rows now.</param>
    /// <param name="Unchanged">Tables that have the version's content already.</param>
    /// <param name="Contents">The content of other tables that have as many rows as in the version.</param>
    private sealed record Scope(
        ReleaseRecord? Live,
        IReadOnlyDictionary<RelationName, CatalogRelation> Standing,
        IReadOnlySet<RelationName> Unchanged,
        IReadOnlyDictionary<RelationName, TableContent> Contents
    );
}
