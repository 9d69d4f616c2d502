using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>What stands in the warehouse before a swap: read once, before any lock.</summary>
public sealed record SwapSurvey
{
    /// <summary>Every relation in the live schemas, the release's schemas and those of dependents.</summary>
    public required IReadOnlyDictionary<RelationName, CatalogRelation> Relations { get; init; }

    /// <summary>Roles that may look into a schema.</summary>
    public required ILookup<string, string> Visitors { get; init; }

    /// <summary>Privileges on them.</summary>
    public required ILookup<RelationName, CatalogGrant> Grants { get; init; }

    /// <summary>Who depends on a relation in a live schema, directly or through other views.</summary>
    public required ILookup<RelationName, CatalogDependent> Dependents { get; init; }

    /// <summary>Queries of the views in the live schemas.</summary>
    public required IReadOnlyDictionary<RelationName, string> Definitions { get; init; }

    /// <summary>What depends on the releases' own relations, directly.</summary>
    public required ILookup<RelationName, CatalogDependent> Shown { get; init; }

    /// <summary>Which relations a view reads, of those that were surveyed.</summary>
    public required ILookup<RelationName, RelationName> Reads { get; init; }

    /// <summary>What hangs on views.</summary>
    public required ILookup<RelationName, CatalogAttachment> Attachments { get; init; }

    /// <summary>What notices every DDL.</summary>
    public required IReadOnlyList<CatalogWatcher> Watchers { get; init; }

    /// <summary>What new relations get by themselves.</summary>
    public required IReadOnlyList<DefaultGrant> DefaultGrants { get; init; }

    /// <summary>Which of the schemas exist.</summary>
    public required IReadOnlySet<string> Schemas { get; init; }

    /// <summary>Every role; null where the engine has none.</summary>
    public IReadOnlySet<string>? Roles { get; init; }

    /// <summary>The role the session acts as.</summary>
    public string? Role { get; init; }

    /// <summary>Reads it all, a fixed number of queries for each level of dependents.</summary>
    /// <param name="warehouse">Where.</param>
    /// <param name="session">Open.</param>
    /// <param name="liveSchemas">Schemas of pointer views.</param>
    /// <param name="shownSchemas">Schemas that they point to, now and afterwards.</param>
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
