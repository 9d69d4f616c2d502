using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>What is in the warehouse before a swap, read once and before any lock.</summary>
public sealed record SwapSurvey
{
    /// <summary>Every relation in the live schemas, the release's schemas and those of dependents.</summary>
    public required IReadOnlyDictionary<RelationName, CatalogRelation> Relations { get; init; }

    /// <summary>Roles that may use a schema, by schema.</summary>
    public required ILookup<string, string> Visitors { get; init; }

    /// <summary>Privileges on the relations.</summary>
    public required ILookup<RelationName, CatalogGrant> Grants { get; init; }

    /// <summary>Objects that depend on a relation in a live schema, directly or through other views.</summary>
    public required ILookup<RelationName, CatalogDependent> Dependents { get; init; }

    /// <summary>Queries of the views in the live schemas.</summary>
    public required IReadOnlyDictionary<RelationName, string> Definitions { get; init; }

    /// <summary>Objects that depend directly on a release's own relation.</summary>
    public required ILookup<RelationName, CatalogDependent> Shown { get; init; }

    /// <summary>The surveyed relations that a view reads, by view.</summary>
    public required ILookup<RelationName, RelationName> Reads { get; init; }

    /// <summary>Objects attached to views.</summary>
    public required ILookup<RelationName, CatalogAttachment> Attachments { get; init; }

    /// <summary>Objects that notice every DDL statement.</summary>
    public required IReadOnlyList<CatalogWatcher> Watchers { get; init; }

    /// <summary>Privileges that new relations get by default.</summary>
    public required IReadOnlyList<DefaultGrant> DefaultGrants { get; init; }

    /// <summary>The surveyed schemas that exist.</summary>
    public required IReadOnlySet<string> Schemas { get; init; }

    /// <summary>All roles; null where the engine has none.</summary>
    public IReadOnlySet<string>? Roles { get; init; }

    /// <summary>The role that the session acts as.</summary>
    public string? Role { get; init; }

    /// <summary>Reads the survey, with a fixed number of queries for each level of dependents.</summary>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="session">Open.</param>
    /// <param name="liveSchemas">Schemas of pointer views.</param>
    /// <param name="shownSchemas">Schemas that the views point to, now and afterwards.</param>
    /// <param name="adoptSchemas">Schemas that adopted relations would move to.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<SwapSurvey> ReadAsync(
        Warehouse warehouse,
        WarehouseSession session,
        IReadOnlyCollection<string> liveSchemas,
        IReadOnlyCollection<string> shownSchemas,
        IReadOnlyCollection<string> adoptSchemas,
        CancellationToken cancellation
    )
    {
        var dependents = new List<CatalogDependent>();
        var seen = liveSchemas.ToHashSet(StringComparer.Ordinal);
        var next = seen.ToList();
        while (next.Count > 0)
        {
            var found = await warehouse.ReadDependentsAsync(session, next, cancellation);
            dependents.AddRange(found);
            next =
            [
                .. found
                    .Where(dependent => dependent.Relation is not null)
                    .Select(dependent => dependent.Relation!.Value.Schema)
                    .Where(seen.Add),
            ];
        }

        var shown = await warehouse.ReadDependentsAsync(session, shownSchemas, cancellation);
        string[] all = [.. seen.Union(shownSchemas).Union(adoptSchemas)];
        var attachments = await warehouse.ReadAttachmentsAsync(session, seen, cancellation);
        var relations = await warehouse.ReadRelationsAsync(session, all, cancellation);
        var grants = await warehouse.ReadGrantsAsync(session, all, cancellation);
        return new SwapSurvey
        {
            Relations = relations.ToDictionary(relation => relation.Name),
            Visitors = grants
                .Where(grant => grant is { Relation: null, Privilege: "USAGE" })
                .ToLookup(grant => grant.Schema, grant => grant.Grantee),
            Grants = grants
                .Where(grant => grant.Relation is not null)
                .ToLookup(grant => new RelationName(grant.Schema, grant.Relation!)),
            Dependents = dependents.ToLookup(dependent => dependent.On),
            Shown = shown.ToLookup(dependent => dependent.On),
            Reads = dependents
                .Concat(shown)
                .Where(dependent => dependent.Relation is not null)
                .Select(dependent => (By: dependent.Relation!.Value, dependent.On))
                .Distinct()
                .ToLookup(edge => edge.By, edge => edge.On),
            Attachments = attachments.ToLookup(attachment => attachment.On),
            Watchers = await warehouse.ReadWatchersAsync(session, cancellation),
            DefaultGrants = await warehouse.ReadDefaultGrantsAsync(session, all, cancellation),
            Definitions = await warehouse.ReadViewDefinitionsAsync(session, liveSchemas, cancellation),
            Schemas = await warehouse.ReadSchemasAsync(session, all, cancellation),
            Roles = await warehouse.ReadRolesAsync(session, cancellation),
            Role = await warehouse.ReadCurrentRoleAsync(session, cancellation),
        };
    }
}
