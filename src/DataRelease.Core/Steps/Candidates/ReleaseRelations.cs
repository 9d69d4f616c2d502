using DataRelease.Builds;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>Reads what two releases have, relation by relation.</summary>
internal sealed class ReleaseRelations
{
    private readonly Dictionary<(int, ManifestDetail), Manifest?> _manifests;
    private readonly OpenEnvironment _run;
    private readonly Func<string?> _projectDir;
    private readonly WarehouseSession? _lent;

    /// <summary>Opens a session for each query.</summary>
    /// <param name="run">The environment.</param>
    /// <param name="projectDir">The project's folder; null if there is none.</param>
    public ReleaseRelations(OpenEnvironment run, Func<string?> projectDir)
        : this(run, projectDir, null, []) { }

    private ReleaseRelations(
        OpenEnvironment run,
        Func<string?> projectDir,
        WarehouseSession? lent,
        Dictionary<(int, ManifestDetail), Manifest?> manifests
    ) => (_run, _projectDir, _lent, _manifests) = (run, projectDir, lent, manifests);

    /// <summary>The same over a session that the caller has open. Nothing else may use the session meanwhile.</summary>
    public ReleaseRelations Over(WarehouseSession session) => new(_run, _projectDir, session, _manifests);

    /// <summary>
    /// The relations that a release is compared with: those of the release that it was built from, or before the first
    /// release those in the live schemas.
    /// </summary>
    public async Task<IReadOnlyList<RelationRecord>> BlueAsync(
        WarehouseSession session,
        ReleaseRecord release,
        IReadOnlyList<RelationRecord> green,
        CancellationToken cancellation
    )
    {
        if (release.Base is { } number)
            return await _run.Ledger.ReadRelationsAsync(session, number, cancellation);
        var wanted = green.Select(relation => relation.Live).ToHashSet();
        var standing = await _run.Warehouse.ReadRelationsAsync(
            session,
            [.. wanted.Select(live => live.Schema).Distinct()],
            cancellation
        );
        return
        [
            .. standing
                .Where(relation => wanted.Contains(relation.Name))
                .Select(relation => new RelationRecord(
                    "",
                    relation.Name,
                    relation.Name,
                    relation.Kind.ToString().ToLowerInvariant(),
                    "",
                    null,
                    "",
                    "",
                    0
                )),
        ];
    }

    /// <summary>Both sides' relations paired by live name, with their shapes.</summary>
    public Task<IReadOnlyList<ComparedRelation>> PairAsync(
        WarehouseSession session,
        IReadOnlyList<RelationRecord> blue,
        IReadOnlyList<RelationRecord> green,
        CancellationToken cancellation
    ) => RelationPairs.ReadAsync(_run.Warehouse, session, blue, green, cancellation);

    /// <summary>
    /// A release's changes against the release that it was built from, by the checksums of the project's files; none
    /// for a first release.
    /// </summary>
    public async Task<IReadOnlyList<PlannedRelation>> ChangesAsync(
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        if (release.Base is not { } number)
            return [];
        await using var session = await _run.OpenAsync(cancellation);
        var after = (await _run.Ledger.ReadRelationsAsync(session, release.Number, cancellation)).ToDictionary(
            relation => relation.Live
        );
        if (after.Count == 0)
            return [];
        var before = (await _run.Ledger.ReadRelationsAsync(session, number, cancellation)).ToDictionary(relation =>
            relation.Live
        );
        return
        [
            .. before
                .Keys.Union(after.Keys)
                .Order()
                .Select(live =>
                    Change(before.GetValueOrDefault(live), after.GetValueOrDefault(live)) is { } change
                        ? new PlannedRelation(live.ToString(), change, "")
                        : null
                )
                .OfType<PlannedRelation>(),
        ];
    }

    private static RelationChange? Change(RelationRecord? before, RelationRecord? after) =>
        before is null ? RelationChange.New
        : after is null ? RelationChange.Dropped
        : before.Checksum.Length > 0 && after.Checksum.Length > 0 && before.Checksum != after.Checksum
            ? RelationChange.Changed
        : null;

    /// <summary>The key columns in the release's manifest, by unique id; empty if there is no manifest.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> KeysAsync(
        int number,
        CancellationToken cancellation
    ) =>
        await ManifestAsync(number, ManifestDetail.Structure, cancellation) is { } manifest
            ? ManifestKeys.Read(manifest)
            : new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// The facts about columns that passed tests of a release prove, by unique id; empty if there is no release.
    /// </summary>
    /// <param name="release">The release, or null.</param>
    /// <param name="tests">The outcomes of its tests; null for those in the ledger.</param>
    /// <param name="cancellation">Stops between reads.</param>
    public async Task<IReadOnlyDictionary<string, TestedColumns>> TestedAsync(
        ReleaseRecord? release,
        IReadOnlyList<CheckOutcome>? tests,
        CancellationToken cancellation
    )
    {
        if (
            release is null
            || await ManifestAsync(release.Number, ManifestDetail.Structure, cancellation) is not { } manifest
        )
            return new Dictionary<string, TestedColumns>();
        return await AskAsync(
            async session =>
            {
                var found = tests ?? await _run.Ledger.ReadChecksAsync(session, release.Number, cancellation);
                // Outcomes name relations as consumers do.
                var live = (await _run.Ledger.ReadRelationsAsync(session, release.Number, cancellation))
                    .Where(relation => relation.UniqueId.Length > 0)
                    .GroupBy(relation => relation.UniqueId)
                    .ToDictionary(group => group.Key, group => group.First().Live.ToString());
                return TestedColumns.Read(manifest, PassedTests.Of(found, live));
            },
            cancellation
        );
    }

    /// <summary>
    /// Tells whether each release's own tests prove that a key identifies the rows of a relation on both sides.
    /// </summary>
    /// <param name="before">The older release; null for the relations in the live schema.</param>
    /// <param name="after">The newer release.</param>
    /// <param name="tests">The outcomes of the newer release's tests; null for those in the ledger.</param>
    /// <param name="renamed">Columns that the newer release renamed, older name to newer.</param>
    /// <param name="cancellation">Stops between reads.</param>
    public async Task<Func<string, IReadOnlyList<string>, bool>> TestedKeysAsync(
        ReleaseRecord? before,
        ReleaseRecord after,
        IReadOnlyList<CheckOutcome>? tests,
        IReadOnlyDictionary<string, string>? renamed,
        CancellationToken cancellation
    )
    {
        // The older release's manifest is read only if it can matter.
        var green = before is null
            ? new Dictionary<string, TestedColumns>()
            : await TestedAsync(after, tests, cancellation);
        var blue = green.Count == 0 ? green : await TestedAsync(before, null, cancellation);
        return (id, key) => AreTested(blue.GetValueOrDefault(id), green.GetValueOrDefault(id), key, renamed);
    }

    /// <summary>True if the key was tested on both sides, under each side's names.</summary>
    public static bool AreTested(
        TestedColumns? blue,
        TestedColumns? green,
        IReadOnlyList<string> key,
        IReadOnlyDictionary<string, string>? renamed
    )
    {
        string Named(string column) =>
            renamed?.FirstOrDefault(pair => string.Equals(pair.Key, column, StringComparison.OrdinalIgnoreCase)).Value
            ?? column;
        return blue is not null && green is not null && blue.Identify(key) && green.Identify([.. key.Select(Named)]);
    }

    /// <summary>The checks that a release's models configure; none if its manifest is not known.</summary>
    public async Task<IReadOnlyList<CheckConfig>> ModelChecksAsync(int number, CancellationToken cancellation) =>
        await ManifestAsync(number, ManifestDetail.Structure, cancellation) is { } manifest
            ? ModelSettings.Checks(manifest, _projectDir(), CheckKinds.All)
            : [];

    /// <summary>The grants of a release's project, by unique id; null if its manifest is not known.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlySet<ProjectGrant>>?> GrantsAsync(
        WarehouseSession session,
        int number,
        CancellationToken cancellation
    ) =>
        (await Over(session).ManifestAsync(number, ManifestDetail.Structure, cancellation))
            ?.Nodes.Values.Select(node =>
                (
                    node.UniqueId,
                    Grants: (IReadOnlySet<ProjectGrant>)
                        ManifestGrants
                            .Of(node, _run.Warehouse.Dialect.Traits.Names)
                            .SelectMany(grant => ProjectGrant.Of(grant.Role, grant.Privilege, grant.Column))
                            .ToHashSet()
                )
            )
            .Where(pair => pair.Grants.Count > 0)
            .ToDictionary(pair => pair.UniqueId, pair => pair.Grants);

    /// <summary>
    /// Gives the possible reasons for a relation's change between two releases, by unique id. They are null for every
    /// relation if a manifest is missing.
    /// </summary>
    /// <param name="before">The older release, or null for what stands in the live schema.</param>
    /// <param name="after">The older release; null for the relations in the live schema.</param>
    /// <param name="blue">The older release's relations, by live name.</param>
    /// <param name="green">The newer one's relations.</param>
    /// <param name="cancellation">Stops between reads.</param>
    public async Task<Func<string, ChangeExplanation?>> CausesAsync(
        ReleaseRecord? before,
        ReleaseRecord after,
        IReadOnlyList<RelationRecord> blue,
        IReadOnlyList<RelationRecord> green,
        CancellationToken cancellation
    )
    {
        if (
            before is null
            || await DigestedAsync(before, cancellation) is not { } old
            || await DigestedAsync(after, cancellation) is not { } now
        )
            return _ => null;
        return new ManifestChanges(old, now, Built(blue), Built(green)).Explain;

        static Dictionary<string, string> Built(IReadOnlyList<RelationRecord> relations) =>
            relations
                .Where(relation => relation.UniqueId.Length > 0)
                .GroupBy(relation => relation.UniqueId)
                .ToDictionary(group => group.Key, group => group.First().Checksum);
    }

    /// <summary>A manifest that has digests in place of its code.</summary>
    private async Task<Manifest?> DigestedAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        if (await ManifestAsync(release.Number, ManifestDetail.Code, cancellation) is not { } manifest)
            return null;
        return manifest with
        {
            Nodes = manifest
                .Nodes.Values.Select(node =>
                    node with
                    {
                        CodeDigest = node.CodeDigest
                            ?? (
                                node.CompiledCode is null
                                    ? null
                                    : CodeDigest.Of(node.CompiledCode, release.GreenSchema, _run.Warehouse.Database)
                            ),
                        CompiledCode = null,
                        RawCode = null,
                    }
                )
                .ToDictionary(node => node.UniqueId),
        };
    }

    /// <summary>A release's manifest without code; null if the ledger has none.</summary>
    public Task<Manifest?> StructureAsync(int number, CancellationToken cancellation) =>
        ManifestAsync(number, ManifestDetail.Structure, cancellation);

    private async Task<Manifest?> ManifestAsync(int number, ManifestDetail detail, CancellationToken cancellation)
    {
        if (_manifests.TryGetValue((number, detail), out var known))
            return known;
        var json = await AskAsync(
            session => _run.Ledger.ReadArtifactAsync(session, number, "manifest.json", cancellation),
            cancellation
        );
        return _manifests[(number, detail)] = json is null
            ? null
            : ManifestReader.Read(json, $"manifest.json of {ReleaseRecord.Name(number)}", detail);
    }

    private async Task<T> AskAsync<T>(Func<WarehouseSession, Task<T>> ask, CancellationToken cancellation)
    {
        if (_lent is not null)
            return await ask(_lent);
        await using var session = await _run.OpenAsync(cancellation);
        return await ask(session);
    }
}
