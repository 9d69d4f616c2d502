using System.Text.Json;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Reads what the project of a release granted, by unique id; null if that is not known.</summary>
internal delegate Task<IReadOnlyDictionary<string, IReadOnlySet<ProjectGrant>>?> GrantsOfRelease(
    WarehouseSession session,
    int number,
    CancellationToken cancellation
);

/// <summary>
/// Finds out which grants come from projects, by the manifests of the releases in the ledger. A swap takes the grants
/// that the new release's project no longer has, and a rollback of that swap gives them again.
/// </summary>
internal sealed class GrantHistory(OpenEnvironment run, GrantsOfRelease grants)
{
    /// <summary>
    /// The artifact with the privileges that a swap took. It belongs to the release that the swap made live.
    /// </summary>
    private const string Artifact = "withdrawn.json";

    /// <summary>
    /// Reads the project grants that a swap to a release takes and gives. Nothing is taken for a release whose manifest
    /// is not known.
    /// </summary>
    /// <param name="session">Open.</param>
    /// <param name="target">The release that the swap makes live.</param>
    /// <param name="releases">All releases of the environment.</param>
    /// <param name="relations">The target's relations that the swap shows.</param>
    /// <param name="live">The marker.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="left">
    /// A release that was never live, that some views show now, and that no view shows afterwards.
    /// </param>
    public async Task<ProjectGrants> ReadAsync(
        WarehouseSession session,
        ReleaseRecord target,
        IReadOnlyList<ReleaseRecord> releases,
        IReadOnlyList<RelationRecord> relations,
        LiveRecord? live,
        CancellationToken cancellation,
        ReleaseRecord? left = null
    )
    {
        if (
            !run.Warehouse.Traits.HasRoles
            || live is null
            || await grants(session, target.Number, cancellation) is not { } granted
        )
            return ProjectGrants.None;
        var own = relations
            .Where(relation => relation.UniqueId.Length > 0)
            .ToDictionary(
                relation => relation.Live,
                relation => granted.GetValueOrDefault(relation.UniqueId) ?? new HashSet<ProjectGrant>()
            );
        var withdrawn = new HashSet<(RelationName Live, ProjectGrant Grant)>();
        var returned = new HashSet<(RelationName Live, CatalogGrant Grant)>();
        foreach (
            var other in releases.Where(release =>
                release.Number != target.Number
                && (release.IsRetained || release.Number == live.Number || release.Number == left?.Number)
            )
        )
        {
            if (await grants(session, other.Number, cancellation) is { Count: > 0 } theirs)
            {
                foreach (var relation in await run.Ledger.ReadRelationsAsync(session, other.Number, cancellation))
                {
                    if (
                        own.TryGetValue(relation.Live, out var mine)
                        && theirs.TryGetValue(relation.UniqueId, out var grants)
                    )
                        withdrawn.UnionWith(grants.Except(mine).Select(grant => (relation.Live, grant)));
                }
            }
            if ((target.LiveAt is { } since && other.LiveAt > since) || other.Number == left?.Number)
            {
                foreach (var taken in await ReadTakenAsync(session, other.Number, cancellation))
                {
                    var name = new RelationName(taken.Schema, taken.Name);
                    if (
                        own.TryGetValue(name, out var mine)
                        && mine.Contains(new ProjectGrant(taken.Role, taken.Privilege, taken.Column))
                    )
                        returned.Add((name, taken.ToGrant()));
                }
            }
        }
        return new ProjectGrants(
            withdrawn.ToLookup(pair => pair.Live, pair => pair.Grant),
            returned.ToLookup(pair => pair.Live, pair => pair.Grant)
        );
    }

    /// <summary>The statements that record what a plan takes, together with what was taken before.</summary>
    public static IReadOnlyList<Sql> Write(Ledger ledger, int number, SwapPlan plan, IReadOnlyList<TakenGrant> before)
    {
        var taken = plan
            .Changes.SelectMany(change =>
                change.Withdrawn.Select(grant => new TakenGrant(
                    change.Live.Schema,
                    change.Live.Name,
                    grant.Grantee,
                    grant.Privilege,
                    grant.Column
                ))
            )
            .Except(before)
            .ToList();
        return taken.Count == 0
            ? []
            : ledger.ReplaceArtifact(
                number,
                Artifact,
                JsonSerializer.SerializeToUtf8Bytes([.. before, .. taken], PointersJson.Default.ListTakenGrant)
            );
    }

    /// <summary>One sentence for each view whose grants are taken: which role loses which privilege.</summary>
    public static IEnumerable<string> Describe(SwapPlan plan) =>
        plan
            .Changes.Where(change => change.Withdrawn.Count > 0)
            .Select(change =>
                $"{change.Live}: {Losses(change)}, which the project granted in another release and does not grant in "
                + "this one"
            );

    /// <summary>Which role loses which privilege on one view.</summary>
    public static string Losses(PointerChange change) =>
        string.Join(
            ", ",
            change.Withdrawn.Select(grant =>
                $"{grant.Grantee} loses {grant.Privilege}" + (grant.Column is null ? "" : $" of {grant.Column}")
            )
        );

    /// <summary>The privileges that swaps to a release took.</summary>
    public Task<IReadOnlyList<TakenGrant>> ReadTakenAsync(
        WarehouseSession session,
        int number,
        CancellationToken cancellation
    ) =>
        run.Ledger.ReadListAsync(
            session,
            number,
            Artifact,
            PointersJson.Default.ListTakenGrant,
            $"what the swap to {ReleaseRecord.Name(number)} took",
            cancellation
        );
}

/// <summary>A privilege that a swap took.</summary>
/// <param name="Schema">The view's schema.</param>
/// <param name="Name">The view.</param>
/// <param name="Role">The role that had the privilege.</param>
/// <param name="Privilege">In upper case.</param>
/// <param name="Column">The column that the privilege was for; null for the whole view.</param>
internal sealed record TakenGrant(string Schema, string Name, string Role, string Privilege, string? Column = null)
{
    /// <summary>The grant that gives the privilege again.</summary>
    public CatalogGrant ToGrant() => new(Schema, Name, Column, Role, Privilege, false);
}
