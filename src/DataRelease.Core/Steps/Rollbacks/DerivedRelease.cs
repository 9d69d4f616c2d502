using DataRelease.Backups;
using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Reuse;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Makes a release from another one. Some of its tables are copies of other tables, the views that read them are made
/// again on the copies, and everything else is shared. Release schemas are never changed, so state can be restored only
/// in this way.
/// </summary>
internal sealed class DerivedRelease(ReleaseRun run)
{
    /// <summary>The strategy of a release that a restore made.</summary>
    public const string Restore = "restore";

    /// <summary>The strategy of a release that <c>--carry-writes</c> made.</summary>
    public const string Carry = "carry";

    /// <summary>The strategy of a release that <c>--keep-state</c> made.</summary>
    public const string Keep = "keep";

    /// <summary>True if the release was made from another one.</summary>
    public static bool IsDerived(ReleaseRecord release) => IsDerived(release.Strategy);

    /// <summary>True if releases of a strategy are made from others, and not built.</summary>
    public static bool IsDerived(string strategy) => strategy is Restore or Carry or Keep;

    /// <summary>Makes a release in which some tables are shared with another release and not copied.</summary>
    /// <param name="basis">The release that it is made from.</param>
    /// <param name="shares">The other release's relation for each live name.</param>
    /// <param name="cancellation">Cancels; nothing is left then.</param>
    /// <returns>The same as <see cref="BuildAsync"/>.</returns>
    public Task<(ReleaseRecord Release, IReadOnlyList<string> Stale)> ShareAsync(
        ReleaseRecord basis,
        IReadOnlyDictionary<RelationName, RelationRecord> shares,
        CancellationToken cancellation
    ) =>
        MakeAsync(
            basis,
            Keep,
            new Dictionary<RelationName, CopiedTable>(),
            shares,
            (_, _, _) => Task.CompletedTask,
            cancellation
        );

    /// <summary>
    /// Builds the release in schemas of its own, and leaves it unfinished, so that it can be swapped in at once.
    /// </summary>
    /// <param name="basis">The release that it is made from.</param>
    /// <param name="strategy"><see cref="Restore"/> or <see cref="Carry"/>.</param>
    /// <param name="copies">The table to copy for each live name.</param>
    /// <param name="change">
    /// Changes and checks each copy, in the copy's own transaction, which began with the settings for exact contents.
    /// </param>
    /// <param name="cancellation">Cancels; nothing is left then.</param>
    /// <returns>
    /// The release, and those of its tables that were built from replaced ones and still have the old rows.
    /// </returns>
    public Task<(ReleaseRecord Release, IReadOnlyList<string> Stale)> BuildAsync(
        ReleaseRecord basis,
        string strategy,
        IReadOnlyDictionary<RelationName, CopiedTable> copies,
        Func<WarehouseSession, RelationName, RelationName, Task> change,
        CancellationToken cancellation
    ) => MakeAsync(basis, strategy, copies, new Dictionary<RelationName, RelationRecord>(), change, cancellation);

    private async Task<(ReleaseRecord Release, IReadOnlyList<string> Stale)> MakeAsync(
        ReleaseRecord basis,
        string strategy,
        IReadOnlyDictionary<RelationName, CopiedTable> copies,
        IReadOnlyDictionary<RelationName, RelationRecord> shares,
        Func<WarehouseSession, RelationName, RelationName, Task> change,
        CancellationToken cancellation
    )
    {
        var release = await RegisterAsync(basis, strategy, cancellation);
        try
        {
            return await FillAsync(release, basis, copies, shares, change, cancellation);
        }
        catch (Exception error) when (run.Translate(error) is { } known)
        {
            await DiscardAsync(release, known);
            throw;
        }
    }

    /// <summary>
    /// Drops what was built of the release, as far as possible, and records the reason in the ledger.
    /// </summary>
    public async Task DiscardAsync(ReleaseRecord release, ReleaseException why)
    {
        try
        {
            var cleanup = new ReleaseCleanup(run);
            var statements = await cleanup.PlanAsync(release, CancellationToken.None);
            await cleanup.DropAsync(
                release with
                {
                    Message = $"{why.Code.Id}: {why.Message}",
                },
                ReleaseState.Aborted,
                "discard",
                statements,
                CancellationToken.None
            );
        }
        catch (Exception second) when (run.Translate(second) is not null)
        {
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    why.Code.Id,
                    $"{release.Id} could not be dropped: {second.Message.ReplaceLineEndings(" ")}; "
                        + $"data-release abort drops it"
                )
            );
        }
    }

    /// <summary>Copies that an interrupted command left unfinished.</summary>
    public async Task<IReadOnlyList<ReleaseRecord>> ReadUnfinishedAsync(CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return
        [
            .. book.Releases.Where(release =>
                release.IsUnderWay && IsDerived(release) && release.Number != book.Live?.Number
            ),
        ];
    }

    /// <summary>Drops unfinished copies.</summary>
    public async Task DropUnfinishedAsync(string why, CancellationToken cancellation)
    {
        var cleanup = new ReleaseCleanup(run);
        foreach (var copy in await ReadUnfinishedAsync(cancellation))
            await cleanup.DropAsync(
                copy with
                {
                    Message = why,
                },
                ReleaseState.Aborted,
                "discard",
                await cleanup.PlanAsync(copy, cancellation),
                cancellation
            );
    }

    /// <summary>
    /// Drops the release after its swap failed, unless the marker says that it is live after all. If nobody knows, it
    /// stays for the next command, which finds out: the swap may still be committed.
    /// </summary>
    public async Task DiscardUnlessLiveAsync(ReleaseRecord release, ReleaseException why)
    {
        if (why.Code == ErrorCode.OutcomeUnknown)
            return;
        var book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
        if (book.Live?.Number != release.Number)
            await DiscardAsync(release, why);
    }

    private async Task<ReleaseRecord> RegisterAsync(
        ReleaseRecord basis,
        string strategy,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var numbers = new ReleaseNumbers(run);
        var releases = await run.Ledger.ReadReleasesAsync(session, cancellation);
        await numbers.RefuseUnfinishedAsync(releases, session, cancellation);
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        var number = await numbers.NextNumberAsync(releases, session, cancellation);
        var release = new ReleaseRecord
        {
            Environment = run.Environment.Name,
            Number = number,
            Version = basis.Version,
            Commit = basis.Commit,
            State = ReleaseState.Building,
            Strategy = strategy,
            LiveSchema = basis.LiveSchema,
            GreenSchema = ReleaseSchemas.Green(run.Warehouse.Dialect, run.LiveSchema, number),
            Base = live?.Number,
            CreatedAt = run.Clock.GetUtcNow(),
            CreatedBy = LocalUser.Name,
            Options = RecordedOrigin.SameCode(basis).Write(),
            Builder = $"{strategy} of {basis.Id}",
        };
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            [
                run.Ledger.InsertRelease(release, run.Lease.Fencing),
                run.Ledger.InsertStep(
                    number,
                    "register",
                    Ledger.Text(ReleaseState.Building),
                    0,
                    release.Builder,
                    run.Lease.Fencing
                ),
            ],
            cancellation
        );
        return release;
    }

    /// <summary>
    /// The statements of a copy. Rows that were kept without keys, defaults and indexes get those of the live table if
    /// it still has the same columns.
    /// </summary>
    private async Task<IReadOnlyList<Sql>> CopyAsync(
        WarehouseSession session,
        CopiedTable from,
        CatalogRelation live,
        RelationName copy,
        CancellationToken cancellation
    )
    {
        if (from.Columns is { } kept)
        {
            var computed = await run.Warehouse.ReadComputedColumnsAsync(session, live.Name, cancellation);
            var written = live
                .Columns.Where(column => !computed.Contains(column.Name))
                .Select(column => (column.Name, column.Type))
                .ToHashSet();
            if ((from.IsBare || computed.Count > 0) && written.SetEquals(kept.Select(one => (one.Name, one.Type))))
                return await run.Warehouse.ReadFormAsync(
                    session,
                    live.Name,
                    copy,
                    from.Name,
                    [.. kept.Select(column => column.Name)],
                    cancellation
                );
        }
        return await run.Warehouse.ReadCopyAsync(session, from.Name, copy, cancellation);
    }

    private async Task<(ReleaseRecord, IReadOnlyList<string>)> FillAsync(
        ReleaseRecord release,
        ReleaseRecord basis,
        IReadOnlyDictionary<RelationName, CopiedTable> copies,
        IReadOnlyDictionary<RelationName, RelationRecord> shares,
        Func<WarehouseSession, RelationName, RelationName, Task> change,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var relations = await run.Ledger.ReadRelationsAsync(session, basis.Number, cancellation);
        string[] schemas = [.. relations.Select(relation => relation.Physical.Schema).Distinct()];
        var catalog = (await run.Warehouse.ReadRelationsAsync(session, schemas, cancellation)).ToDictionary(relation =>
            relation.Name
        );
        var grants = (await run.Warehouse.ReadGrantsAsync(session, schemas, cancellation))
            .Where(grant => grant.Relation is not null)
            .ToLookup(grant => new RelationName(grant.Schema, grant.Relation!));
        var dependents = await run.Warehouse.ReadDependentsAsync(session, schemas, cancellation);
        var definitions = await run.Warehouse.ReadViewDefinitionsAsync(session, schemas, cancellation);

        var byPhysical = relations
            .GroupBy(relation => relation.Physical)
            .ToDictionary(group => group.Key, group => group.First());
        var tables = relations.Where(relation => copies.ContainsKey(relation.Live)).ToList();
        var shared = relations.Where(relation => shares.ContainsKey(relation.Live)).ToList();
        var moved = tables.ToDictionary(table => table.Physical, table => Place(release, table.Live));
        foreach (var table in shared)
            moved[table.Physical] = shares[table.Live].Physical;
        var views = ViewsOn(moved.Keys, byPhysical, dependents, definitions);
        foreach (var view in views)
            moved[view] = Place(release, byPhysical[view].Live);

        string[] own =
        [
            .. views
                .Concat(tables.Select(table => table.Physical))
                .Select(name => moved[name].Schema)
                .Append(release.GreenSchema)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        // The ledger knows the schemas before the first is made, so that a cleanup after a crash finds them all.
        List<Sql> writes =
        [
            .. run.Ledger.ReplaceArtifact(
                release.Number,
                "schemas",
                System.Text.Encoding.UTF8.GetBytes(string.Join('\n', own))
            ),
        ];
        foreach (var artifact in new[] { "manifest.json", KeptPackage.Artifact })
        {
            if (await run.Ledger.ReadArtifactAsync(session, basis.Number, artifact, cancellation) is { } content)
                writes.AddRange(run.Ledger.ReplaceArtifact(release.Number, artifact, content));
        }
        await run.Ledger.WriteAsync(session, run.Lease, writes, cancellation);
        foreach (var schema in own)
            await session.ExecuteAsync(run.Warehouse.Dialect.EnsureSchema(schema), cancellation);

        foreach (var table in tables)
        {
            var copy = moved[table.Physical];
            run.Events.Publish(new ReleaseEvent.Progressed($"copying {table.Live}"));
            await session.InTransactionAsync(
                TransactionPurpose.PrepareObjects,
                async () =>
                {
                    await session.ExecuteBatchAsync(new ContentReader(run.Warehouse.Dialect).Settings, cancellation);
                    await session.ExecuteBatchAsync(
                        await CopyAsync(session, copies[table.Live], catalog[table.Physical], copy, cancellation),
                        cancellation
                    );
                    await change(session, table.Live, copy);
                    await session.ExecuteBatchAsync(Grants(copy, table.Physical, catalog, grants), cancellation);
                },
                cancellation
            );
        }
        var aim = new RelationAim(run.Warehouse.Dialect, run.Warehouse.Database, run.Warehouse.Database, moved);
        foreach (var view in views)
        {
            var grammar = run.Warehouse.Swap;
            var old = catalog[view];
            await session.ExecuteBatchAsync(
                [
                    .. grammar.KeepMeanings,
                    grammar.CreateView(moved[view], aim.Apply(definitions[view]), old.Options, replace: false),
                    .. grammar.Comment(moved[view], old.Comment, old.Columns),
                    .. Grants(moved[view], view, catalog, grants),
                ],
                cancellation
            );
        }

        var records = relations
            .Select(relation =>
                shares.TryGetValue(relation.Live, out var other) ? other
                : moved.TryGetValue(relation.Physical, out var place)
                    ? relation with
                    {
                        Physical = place,
                        Origin = release.Number,
                        Rows = copies.ContainsKey(relation.Live) ? null : relation.Rows,
                        Fingerprint = copies.ContainsKey(relation.Live)
                            ? Fingerprint.OfCopy(relation.Fingerprint, release.Number, release.Strategy == Restore)
                            : relation.Fingerprint,
                    }
                : relation
            )
            .ToList();
        var fence = await run.Warehouse.TakeFenceAsync(session, cancellation);
        var stale = await StaleAsync(session, basis, [.. tables, .. shared], relations, cancellation);
        await session.DisposeAsync();
        release = await run.TransitionAsync(
            release with
            {
                Fence = fence,
            },
            ReleaseState.Building,
            "copy",
            "",
            [.. run.Ledger.InsertRelations(release.Number, records)],
            cancellation
        );
        return (release, stale);
    }

    private IReadOnlyList<Sql> Grants(
        RelationName to,
        RelationName from,
        Dictionary<RelationName, CatalogRelation> catalog,
        ILookup<RelationName, CatalogGrant> grants
    )
    {
        var relation = catalog.GetValueOrDefault(from);
        IReadOnlyList<CatalogGrant> wanted = [.. grants[from].Where(grant => grant.Grantee != relation?.Owner)];
        return relation?.Kind == RelationKind.View
            ? run.Warehouse.Swap.Grant(to, wanted)
            : run.Warehouse.Swap.GrantTable(to, wanted);
    }

    /// <summary>
    /// The place of a relation in the release: <c>analytics__r7_marketing.mix</c> for <c>analytics_marketing.mix</c>.
    /// </summary>
    private static RelationName Place(ReleaseRecord release, RelationName live) =>
        live with
        {
            Schema = ReleaseSchemas.InPlaceOf(release.LiveSchema, release.GreenSchema, live.Schema),
        };

    /// <summary>
    /// The release's views that read one of the tables, directly or through others, each after those that it reads.
    /// </summary>
    private static List<RelationName> ViewsOn(
        IEnumerable<RelationName> tables,
        Dictionary<RelationName, RelationRecord> ours,
        IReadOnlyList<CatalogDependent> dependents,
        IReadOnlyDictionary<RelationName, string> definitions
    )
    {
        var edges = dependents
            .Where(dependent => dependent.Relation is { } by && ours.ContainsKey(by) && definitions.ContainsKey(by))
            .Select(dependent => (dependent.On, By: dependent.Relation!.Value))
            .ToList();
        var found = new HashSet<RelationName>();
        var queue = new Queue<RelationName>(tables);
        while (queue.TryDequeue(out var on))
        {
            foreach (var edge in edges.Where(edge => edge.On == on && found.Add(edge.By)))
                queue.Enqueue(edge.By);
        }
        var ordered = new List<RelationName>();
        var done = new HashSet<RelationName>();
        foreach (var view in found.Order())
            Visit(view);
        return ordered;

        void Visit(RelationName view)
        {
            if (!found.Contains(view) || !done.Add(view))
                return;
            foreach (var edge in edges.Where(edge => edge.By == view))
                Visit(edge.On);
            ordered.Add(view);
        }
    }

    /// <summary>Tables that the project builds from replaced ones, and that keep their rows.</summary>
    private async Task<IReadOnlyList<string>> StaleAsync(
        WarehouseSession session,
        ReleaseRecord basis,
        IReadOnlyList<RelationRecord> replaced,
        IReadOnlyList<RelationRecord> relations,
        CancellationToken cancellation
    )
    {
        var json = await run.Ledger.ReadArtifactAsync(session, basis.Number, "manifest.json", cancellation);
        if (json is null)
            return [];
        var nodes = ManifestReader.Read(json, $"manifest.json of {basis.Id}", ManifestDetail.Structure).Nodes;
        var reached = replaced.Select(table => table.UniqueId).ToHashSet();
        for (var before = -1; before != reached.Count; )
        {
            before = reached.Count;
            foreach (var node in nodes.Values.Where(node => node.DependsOn.Any(reached.Contains)))
                reached.Add(node.UniqueId);
        }
        var own = replaced.Select(table => table.UniqueId).ToHashSet();
        return
        [
            .. relations
                .Where(relation =>
                    reached.Contains(relation.UniqueId) && !own.Contains(relation.UniqueId) && relation.Kind != "view"
                )
                .Select(relation => relation.Live.ToString())
                .Order(StringComparer.Ordinal),
        ];
    }
}

/// <summary>A table of which a release gets a copy.</summary>
/// <param name="Name">The table.</param>
internal sealed record CopiedTable(RelationName Name)
{
    /// <summary>The columns of a data version's table, without computed ones; null for a release's own table.</summary>
    public IReadOnlyList<VersionColumn>? Columns { get; init; }

    /// <summary>True if the table has rows alone, because it was loaded from a file.</summary>
    public bool IsBare { get; init; }
}
