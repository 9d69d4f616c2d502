using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Backups;

/// <summary>Takes, finds, verifies and drops data versions.</summary>
internal sealed class DataVersions(OpenEnvironment run)
{
    /// <summary>Takes a version of the state before a command may change it; null if there is no state.</summary>
    public Task<DataVersion?> TakeStateAsync(string reason, CancellationToken cancellation) =>
        TakeAsync(
            "",
            reason,
            null,
            session => new BackupSelection(run).StateAsync(session, cancellation),
            cancellation
        );

    /// <summary>Takes a version of named tables before a command may change them; null if none are named.</summary>
    public Task<DataVersion?> TakeTablesAsync(
        string reason,
        IReadOnlyList<string> tables,
        CancellationToken cancellation
    ) =>
        TakeAsync(
            "",
            reason,
            null,
            session => new BackupSelection(run).NamedAsync(session, tables, cancellation),
            cancellation
        );

    /// <summary>The environment's versions, newest first; none if there is no ledger.</summary>
    public async Task<IReadOnlyList<DataVersion>> ReadAsync(CancellationToken cancellation)
    {
        if (!run.Warehouse.Exists)
            return [];
        await using var session = await run.OpenAsync(cancellation);
        return await run.Ledger.ReadDataVersionsAsync(session, cancellation);
    }

    /// <summary>A version that can be restored, by its id or name.</summary>
    public async Task<DataVersion> FindAsync(string name, CancellationToken cancellation)
    {
        var versions = await ReadAsync(cancellation);
        var found = versions.FirstOrDefault(version =>
            string.Equals(version.Id, name, StringComparison.OrdinalIgnoreCase)
        )
            ?? versions.FirstOrDefault(version => version.Name == name && version.State == DataVersionState.Ready)
            ?? throw new ReleaseException(ErrorCode.VersionUnknown, $"'{run.Name}' has no data version '{name}'");
        return found.State == DataVersionState.Ready
            ? found
            : throw new ReleaseException(
                ErrorCode.VersionUnknown,
                $"{found.Id} is {(found.State == DataVersionState.Dropped ? "dropped" : "unfinished")}"
            );
    }

    /// <summary>
    /// The versions that retention no longer keeps: those that commands took on their own, beyond the count or the age.
    /// </summary>
    public async Task<IReadOnlyList<DataVersion>> ExpiredAsync(CancellationToken cancellation)
    {
        var oldest = await run.ReadOldestAsync(run.Config.Backups.MaxAge, cancellation);
        var versions = await ReadAsync(cancellation);
        return
        [
            .. versions
                .Where(version => version is { IsAutomatic: true, State: DataVersionState.Ready })
                .Where((version, index) => index >= run.Config.Backups.Keep || version.CreatedAt < oldest),
            .. versions.Where(version => version.State == DataVersionState.Creating),
        ];
    }

    /// <summary>Drops a version's copies or files, and records that in the ledger.</summary>
    public async Task DropAsync(DataVersion version, CancellationToken cancellation)
    {
        RefuseStray(version);
        await using var session = await run.OpenAsync(cancellation);
        var schema = version.Schema.Length > 0 ? version.Schema : Staging.Schema(run, version);
        await RefuseUsedAsync(session, version, schema, cancellation);
        if (version.Folder is not null)
            VersionFolder.Remove(version);
        await run.Ledger.ChangeAsync(
            session,
            run.Lease,
            [run.Warehouse.Dialect.DropSchema(schema)],
            [run.Ledger.SetDataVersionState(version.Number, DataVersionState.Dropped, run.Lease.Fencing)],
            cancellation
        );
    }

    /// <summary>Refuses a version of which something outside is made, because the drop would take that along.</summary>
    private async Task RefuseUsedAsync(
        WarehouseSession session,
        DataVersion version,
        string schema,
        CancellationToken cancellation
    )
    {
        var outside = (await run.Warehouse.ReadDependentsAsync(session, [schema], cancellation))
            .Where(dependent => dependent.Schema != schema)
            .Select(dependent => $"{dependent.Kind} {dependent.ObjectName} on {dependent.On}")
            .Concat(
                (await run.Warehouse.ReadLossesAsync(session, [schema], null, cancellation)).Select(loss =>
                    $"{loss.Kind} {loss.ObjectName}"
                )
            )
            .Distinct()
            .ToList();
        if (outside.Count > 0)
            throw new ReleaseException(
                ErrorCode.DependedOnFromOutside,
                $"{version.Id} can't be dropped: {string.Join("; ", outside.Take(10))}",
                "drop it, or copy the rows that it needs to a table of its own, then run the command again"
            );
    }

    private string SchemaName(int number) =>
        run.Warehouse.Dialect.Shorten($"{run.Config.LedgerSchema}_backup_v{number}");

    private string FolderName(int number) =>
        string.Concat(
            run.Name.Select(character =>
                char.IsAsciiLetterOrDigit(character) || character is '-' or '_' ? character : '_'
            )
        ) + $"-v{number}";

    /// <summary>
    /// Refuses a misplaced version: somebody who can write to the ledger must not be able to have any schema dropped or
    /// any file deleted.
    /// </summary>
    private void RefuseStray(DataVersion version)
    {
        var isOurs = version.Folder is { } folder
            ? Path.GetFileName(folder) == FolderName(version.Number)
                && version.Tables.All(table => table.File?.EndsWith(".parquet", StringComparison.Ordinal) == true)
            : version.Schema == SchemaName(version.Number);
        if (!isOurs)
            throw new ReleaseException(
                ErrorCode.LedgerCorrupt,
                $"the ledger says that {version.Id} is in '{version.Folder ?? version.Schema}', where no data "
                    + "version can be"
            );
    }

    /// <summary>The row of a version that is about to be taken.</summary>
    public async Task<DataVersion> NewAsync(
        WarehouseSession session,
        string name,
        string reason,
        string? folder,
        CancellationToken cancellation
    )
    {
        var number = await run.Ledger.NextDataVersionAsync(session, cancellation);
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        return new DataVersion
        {
            Number = number,
            Environment = run.Name,
            Name = name,
            State = DataVersionState.Creating,
            Reason = reason,
            Live = live?.Number,
            Folder = folder is null ? null : Path.Combine(Path.GetFullPath(folder), FolderName(number)),
            Schema = folder is null ? SchemaName(number) : "",
            CreatedAt = run.Clock.GetUtcNow(),
            CreatedBy = LocalUser.Name,
        };
    }

    /// <summary>
    /// Takes a version. The ledger has its row before the first copy is made, and marks it as ready only after all
    /// copies were verified. The next process finds and drops what a killed one leaves.
    /// </summary>
    public async Task<DataVersion?> TakeAsync(
        string name,
        string reason,
        string? folder,
        Func<WarehouseSession, Task<IReadOnlyList<KeptTable>>> select,
        CancellationToken cancellation
    )
    {
        run.RequireVersions();
        foreach (
            var left in (await ReadAsync(cancellation)).Where(version => version.State == DataVersionState.Creating)
        )
            await DropAsync(left, cancellation);
        await using var session = await run.OpenAsync(cancellation);
        var tables = (await select(session)).DistinctBy(table => table.Name).ToList();
        if (tables.Count == 0)
            return null;
        var version = await NewAsync(session, name, reason, folder, cancellation);
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            [run.Ledger.InsertDataVersion(version, run.Lease.Fencing)],
            cancellation
        );
        try
        {
            if (version.Folder is null)
            {
                version = version with
                {
                    Tables = await new VersionCopies(run.Warehouse, run.Events).CopyAsync(
                        session,
                        version.Schema,
                        tables,
                        cancellation
                    ),
                };
            }
            else
            {
                // The files must have the time that the server's clock gave.
                version = (await run.Ledger.ReadDataVersionsAsync(session, cancellation)).Single(begun =>
                    begun.Number == version.Number
                );
                version = version with
                {
                    Tables = await new VersionFolder(run.Warehouse, run.Events).WriteAsync(
                        session,
                        version,
                        tables,
                        cancellation
                    ),
                };
                await ProveAsync(session, version, cancellation);
            }
            version = version with { State = DataVersionState.Ready };
            await run.Ledger.WriteAsync(
                session,
                run.Lease,
                [
                    .. run.Ledger.InsertVersionTables(version.Number, version.Tables),
                    run.Ledger.SetDataVersionState(version.Number, DataVersionState.Ready, run.Lease.Fencing),
                ],
                cancellation
            );
            return version;
        }
        catch (Exception error) when (run.Translate(error) is { } known && known.Code != ErrorCode.LeaseLost)
        {
            await session.DisposeAsync();
            await DropAsync(version, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Reads files back completely before anybody relies on them.</summary>
    private async Task ProveAsync(WarehouseSession session, DataVersion version, CancellationToken cancellation) =>
        await new Staging(run).WithTablesAsync(session, version, _ => Task.CompletedTask, cancellation);

    /// <summary>Checks whether each table of a version is unchanged.</summary>
    public async Task<IReadOnlyList<CheckOutcome>> VerifyAsync(DataVersion version, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        if (version.Folder is not null)
        {
            try
            {
                await ProveAsync(session, version, cancellation);
                return [.. version.Tables.Select(table => Outcome(version, table, CheckState.Pass, ""))];
            }
            catch (ReleaseException error) when (error.Code == ErrorCode.VersionDamaged)
            {
                return [Outcome(version, version.Tables[0], CheckState.Fail, $"{version.Id}: {error.Message}")];
            }
        }
        var standing = (await run.Warehouse.ReadRelationsAsync(session, [version.Schema], cancellation)).ToDictionary(
            relation => relation.Name
        );
        var reader = new ContentReader(run.Warehouse.Dialect);
        var outcomes = new List<CheckOutcome>();
        await session.InTransactionAsync(
            TransactionPurpose.ReadSnapshot,
            async () =>
            {
                await session.ExecuteBatchAsync(reader.Settings, cancellation);
                foreach (var table in version.Tables)
                {
                    if (Damage(table, standing.GetValueOrDefault(table.Copy!.Value)) is { } damage)
                    {
                        outcomes.Add(
                            Outcome(version, table, CheckState.Fail, $"{version.Id}: the copy of {table.Name} {damage}")
                        );
                        continue;
                    }
                    var content = await reader.ReadAsync(session, table.Copy.Value, table.Columns, cancellation);
                    outcomes.Add(
                        content.Fits(table.Content)
                            ? Outcome(
                                version,
                                table,
                                CheckState.Pass,
                                content.IsComparableTo(table.Content)
                                    ? ""
                                    : "only its rows were counted: the engine's version has changed since"
                            )
                            : Outcome(
                                version,
                                table,
                                CheckState.Fail,
                                $"{version.Id}: the copy of {table.Name} has {content.Rows} rows and had "
                                    + $"{table.Content.Rows}, or its content changed"
                            )
                    );
                }
            },
            cancellation
        );
        return outcomes;
    }

    /// <summary>What is wrong with a copy before its rows are read, as a phrase; null if nothing is.</summary>
    private static string? Damage(VersionTable table, CatalogRelation? copy)
    {
        if (copy is null)
            return "is gone";
        var gone = table
            .Columns.Where(column => copy.Columns.All(now => now.Name != column.Name))
            .Select(column => column.Name)
            .ToList();
        return gone.Count == 0 ? null : $"no longer has the column {string.Join(", ", gone)}";
    }

    private static CheckOutcome Outcome(DataVersion version, VersionTable table, CheckState state, string message) =>
        new(
            "content",
            table.Name.ToString(),
            state,
            CheckSeverity.Fail,
            $"{table.Content.Rows} rows",
            version.Id,
            message
        );

    /// <summary>The size of a version, as a phrase.</summary>
    public static string Describe(DataVersion version) =>
        $"{version.Tables.Count} tables, {version.Rows} rows, {ByteText.Of(version.Bytes)}";
}
