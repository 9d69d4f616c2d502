using System.Globalization;
using DataRelease.Backups;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Drops what a release left in the warehouse. It never drops what is live, what another release shares, or what
/// something outside depends on.
/// </summary>
internal sealed class ReleaseCleanup(ReleaseRun run)
{
    /// <summary>The artifact of a release that is being dropped.</summary>
    private const string Going = "going";

    /// <summary>The statements that drop a release's schemas; empty if nothing of it is left.</summary>
    /// <param name="release">The release.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="freed">Views that no longer read the release when it is dropped.</param>
    /// <param name="gone">Releases that are dropped before it.</param>
    /// <param name="only">Selects some of its schemas; null for all.</param>
    /// <exception cref="ReleaseException">DR5019 if something outside depends on them.</exception>
    public async Task<IReadOnlyList<Sql>> PlanAsync(
        ReleaseRecord release,
        CancellationToken cancellation,
        IReadOnlySet<RelationName>? freed = null,
        IReadOnlySet<int>? gone = null,
        Func<string, bool>? only = null
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var schemas = await SchemasAsync(session, release, cancellation);
        if (only is not null)
            schemas = [.. schemas.Where(only)];
        if (schemas.Count == 0)
            return [];

        var shares = await run.Ledger.ReadSharesAsync(session, schemas, cancellation);
        var standing = await run.Warehouse.ReadRelationsAsync(session, schemas, cancellation);
        var dependents = await run.Warehouse.ReadDependentsAsync(session, schemas, cancellation);
        var shared = standing
            .Select(relation => relation.Name)
            .Where(name => shares[name].Any(use => IsElsewhere(use, release, gone)))
            .ToHashSet();
        var marks = await ReadMarksAsync(session, release, schemas, standing, shares, gone, cancellation);
        var ours = standing.Select(relation => relation.Name).ToHashSet();
        foreach (var number in gone ?? new HashSet<int>())
            ours.UnionWith(
                (await run.Ledger.ReadRelationsAsync(session, number, cancellation))
                    .Where(relation => relation.Origin == number)
                    .Select(relation => relation.Physical)
            );

        // Relations that a shared relation reads must stay, too.
        var keep = new HashSet<RelationName>(shared);
        for (var before = -1; before != keep.Count; )
        {
            before = keep.Count;
            foreach (var dependent in dependents.Where(dependent => dependent.Relation is { } by && keep.Contains(by)))
                keep.Add(dependent.On);
        }
        keep.UnionWith(
            marks
                .Where(mark => mark.IsUsedElsewhere || keep.Contains(mark.Physical))
                .Select(mark => mark.Table)
                .ToList()
        );
        var outside = dependents
            .Where(dependent => !keep.Contains(dependent.On))
            .Where(dependent =>
                dependent.Kind is not "row-level security"
                && !(dependent.Schema is { } schema && schemas.Contains(schema))
                && (dependent.Relation is not { } by || !(ours.Contains(by) || freed?.Contains(by) == true))
            )
            .Select(dependent => $"{dependent.Kind} {dependent.ObjectName} on {dependent.On}")
            .Distinct()
            .ToList();
        if (outside.Count == 0)
        {
            // Relations of other releases that go along are in schemas of their own.
            IReadOnlyCollection<RelationName>? going =
                keep.Count == 0
                    ? null
                    : [.. standing.Select(relation => relation.Name).Where(name => !keep.Contains(name))];
            outside.AddRange(await LossesAsync(session, schemas, going, ours, freed, cancellation));
        }
        if (outside.Count > 0)
            throw new ReleaseException(
                ErrorCode.DependedOnFromOutside,
                $"{release.Id} can't be dropped: {string.Join("; ", outside.Take(10))}"
            );

        if (keep.Count == 0 && !(standing.Count > run.Warehouse.Traits.MostDropped))
            return release.Number == 0 && !await run.Warehouse.SeesWholeSchemasAsync(session, cancellation)
                ? await PutAwayAsync(session, release, schemas, cancellation)
                : [.. schemas.Select(schema => run.Warehouse.Dialect.DropSchema(schema))];
        return
        [
            .. standing
                .Where(relation => !keep.Contains(relation.Name))
                .Select(relation => run.Warehouse.Dialect.DropRelation(relation.Name, relation.Kind)),
            .. keep.Count == 0 ? schemas.Select(schema => run.Warehouse.Dialect.DropSchema(schema)) : [],
        ];
    }

    private bool IsElsewhere((string Environment, int Number) use, ReleaseRecord release, IReadOnlySet<int>? gone) =>
        use.Environment != run.Environment.Name || (use.Number != release.Number && gone?.Contains(use.Number) != true);

    /// <summary>
    /// The tables of marks in the release's schemas. A rollback of another release counts writes from them as long as
    /// the marked relation stays. What never was live marks nothing.
    /// </summary>
    private async Task<IReadOnlyList<(RelationName Physical, RelationName Table, bool IsUsedElsewhere)>> ReadMarksAsync(
        WarehouseSession session,
        ReleaseRecord release,
        IReadOnlyList<string> schemas,
        IReadOnlyList<CatalogRelation> standing,
        ILookup<RelationName, (string Environment, int Number)> shares,
        IReadOnlySet<int>? gone,
        CancellationToken cancellation
    )
    {
        // A mark is no relation of any release.
        var names = standing.Select(relation => relation.Name).Where(name => !shares.Contains(name)).ToHashSet();
        if (release.LiveAt is null || names.Count == 0)
            return [];
        var marks = (await run.Ledger.ReadMarkTablesAsync(session, schemas, cancellation))
            .Where(mark => names.Contains(mark.Table))
            .ToList();
        var others = await run.Ledger.ReadSharesAsync(
            session,
            [.. marks.Select(mark => mark.Physical.Schema).Except(schemas)],
            cancellation
        );
        return
        [
            .. marks.Select(mark =>
                (mark.Physical, mark.Table, others[mark.Physical].Any(use => IsElsewhere(use, release, gone)))
            ),
        ];
    }

    /// <summary>What the engine would drop along, as the message names it.</summary>
    private async Task<IEnumerable<string>> LossesAsync(
        WarehouseSession session,
        IReadOnlyList<string> schemas,
        IReadOnlyCollection<RelationName>? only,
        HashSet<RelationName> ours,
        IReadOnlySet<RelationName>? freed,
        CancellationToken cancellation
    ) =>
        (await run.Warehouse.ReadLossesAsync(session, schemas, only, cancellation))
            .Where(loss =>
                loss.Relation is not { } of || !(ours.Contains(of) || (loss.IsQuery && freed?.Contains(of) == true))
            )
            .Select(loss => $"{loss.Kind} {loss.ObjectName}");

    /// <summary>
    /// Drops what was adopted, and renames its schemas. They were live, so they may hold objects of others that this
    /// role is not shown.
    /// </summary>
    private async Task<IReadOnlyList<Sql>> PutAwayAsync(
        WarehouseSession session,
        ReleaseRecord release,
        IReadOnlyList<string> schemas,
        CancellationToken cancellation
    )
    {
        var adopted = (await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation))
            .Select(relation => relation.Physical)
            .ToHashSet();
        var standing = await run.Warehouse.ReadRelationsAsync(session, schemas, cancellation);
        var router = run.Warehouse.Swap.Router
            ?? throw new InvalidOperationException("only an engine that renames schemas hides what is in them");
        var fencing = run.HasLease ? run.Lease.Fencing : 0;
        return
        [
            .. standing
                .Where(relation => adopted.Contains(relation.Name))
                .Select(relation => run.Warehouse.Dialect.DropRelation(relation.Name, relation.Kind)),
            .. schemas.Select(
                (schema, index) =>
                    router.Rename(
                        schema,
                        ReleaseSchemas.Replaced(
                            run.Warehouse.Dialect,
                            release.LiveSchema,
                            string.Create(CultureInfo.InvariantCulture, $"{fencing}-{index}")
                        )
                    )
            ),
        ];
    }

    /// <summary>
    /// The release's schemas that exist. Only schemas that bear its own number count, whatever the ledger's rows say.
    /// </summary>
    public async Task<IReadOnlyList<string>> SchemasAsync(
        WarehouseSession session,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        LedgerIntegrity.RefuseForeignGreen(run.Warehouse.Dialect, release);
        var relations = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        var artifact = await run.Ledger.ReadArtifactAsync(
            session,
            release.Number,
            Ledger.SchemasArtifact,
            cancellation
        );
        var written = artifact is null
            ? []
            : System.Text.Encoding.UTF8.GetString(artifact).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] named =
        [
            .. relations
                .Where(relation => relation.Origin == release.Number)
                .Select(relation => relation.Physical.Schema)
                .Concat(written)
                .Append(release.GreenSchema)
                .Where(schema => schema.Contains(release.GreenSchema, StringComparison.Ordinal))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        if (run.Warehouse.Traits.HasTransactionalDdl)
            return
            [
                .. (await run.Warehouse.ReadSchemasAsync(session, named, cancellation)).Order(StringComparer.Ordinal),
            ];
        // A process that died while it asked about queries has left the schema that it asked in.
        return
        [
            .. (await run.Warehouse.ReadAllSchemasAsync(session, cancellation))
                .Where(schema =>
                    named.Contains(schema)
                    || schema.StartsWith(ReleaseSchemas.Scratch(release.GreenSchema), StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// Drops the release, and records that it is gone, in one transaction. If the engine commits each change of an
    /// object separately, the ledger says first that the release goes, so that no process that takes the lease over
    /// makes it live. <see cref="FinishAsync"/> drops what a crash leaves. If one transaction can't drop so much, the
    /// ledger says first that the release is gone, and each part goes in a transaction of its own; the next
    /// <c>prune</c> drops what a crash leaves.
    /// </summary>
    public async Task DropAsync(
        ReleaseRecord release,
        ReleaseState becomes,
        string step,
        IReadOnlyList<Sql> statements,
        CancellationToken cancellation
    )
    {
        IReadOnlyList<Sql> undone =
            becomes == ReleaseState.Aborted ? [run.Ledger.UndoCourse(release.Number, run.Lease.Fencing)] : [];
        IReadOnlyList<Sql> forget =
        [
            run.Ledger.DeleteArtifacts(
                release.Number,
                keep: becomes == ReleaseState.Retired ? KeptPackage.Artifact : ""
            ),
            .. release.LiveAt is null ? [run.Ledger.DeleteMarks(release.Number)] : Array.Empty<Sql>(),
        ];
        if (statements.Count > run.Warehouse.Traits.MostDropped)
        {
            await run.TransitionAsync(release, becomes, step, "", undone, cancellation);
            await DropInPartsAsync(release, statements, forget, cancellation);
            return;
        }
        if (run.Warehouse.Traits.HasTransactionalDdl)
        {
            await run.ChangeAsync(release, becomes, step, "", statements, [.. undone, .. forget], cancellation);
            return;
        }
        await run.TransitionAsync(
            release,
            becomes,
            step,
            "",
            [.. undone, .. run.Ledger.ReplaceArtifact(release.Number, Going, Array.Empty<byte>())],
            cancellation
        );
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.ChangeAsync(session, run.Lease, statements, forget, cancellation);
    }

    private async Task DropInPartsAsync(
        ReleaseRecord release,
        IReadOnlyList<Sql> statements,
        IReadOnlyList<Sql> forget,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var dropped = 0;
        foreach (var part in statements.Chunk(run.Warehouse.Traits.MostDropped!.Value))
        {
            run.Events.Publish(
                new ReleaseEvent.Progressed($"dropping {release.Id}, {dropped} of {statements.Count} objects")
            );
            await run.Ledger.ChangeAsync(session, run.Lease, part, [], cancellation);
            dropped += part.Length;
        }
        // What names the release's schemas goes last: whoever goes on needs it.
        await run.Ledger.WriteAsync(session, run.Lease, forget, cancellation);
    }

    /// <summary>
    /// Drops what a command that was cut short began to drop. Whatever can't go now is told, and tried again by the
    /// next command. Needs the lease.
    /// </summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        if (run.Warehouse.Traits.HasTransactionalDdl)
            return;
        IReadOnlyList<ReleaseRecord> releases;
        await using (var session = await run.OpenAsync(cancellation))
        {
            var numbers = await run.Ledger.ReadHoldersAsync(session, Going, cancellation);
            releases = await run.Ledger.ReadReleasesAsync(session, new ReleaseScope.Numbered(numbers), cancellation);
        }
        foreach (var release in releases)
        {
            try
            {
                var statements = await PlanAsync(release, cancellation);
                await DropAsync(release, release.State, "drop", statements, cancellation);
                run.Events.Publish(
                    new ReleaseEvent.Noted($"what a command that was cut short left of {release.Id} is dropped")
                );
            }
            catch (ReleaseException refused) when (refused.Code == ErrorCode.DependedOnFromOutside)
            {
                run.Events.Publish(new ReleaseEvent.Warned(refused.Code.Id, $"{refused.Message}; {refused.ToDo}"));
            }
        }
    }
}
