using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// Finds what speaks against the exchange of a live schema: what would go with it, what the new schema would lack, and
/// who might have made what this role is not shown.
/// </summary>
/// <param name="database">The database; its own information schema is queried.</param>
internal sealed class SnowflakeObjections(string database)
{
    /// <summary>The number of relations in one query.</summary>
    private const int Together = 50;

    /// <summary>Kinds of objects that go with their schema, that only SHOW lists, and that every account has.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["streams", "tasks", "alerts"];

    /// <summary>
    /// Further kinds, which the server refuses to list where the account's edition or region does not have them
    /// (https://docs.snowflake.com/en/sql-reference/sql/show).
    /// </summary>
    public static IReadOnlyList<string> RareKinds { get; } =
    [
        "tags",
        "masking policies",
        "row access policies",
        "aggregation policies",
        "projection policies",
        "privacy policies",
        "join policies",
        "session policies",
        "password policies",
        "authentication policies",
        "packages policies",
        "secrets",
        "network rules",
        "git repositories",
        "image repositories",
        "services",
        "models",
        "notebooks",
        "streamlits",
        "semantic views",
        "cortex search services",
        "datasets",
        "data metric functions",
        "contacts",
        "dbt projects",
        "agents",
    ];

    private readonly SnowflakeFrames _frames = new(database);

    /// <summary>The schema's objects of a kind.</summary>
    public Sql Listed(string schema, string kind) => $"show {Sql.Raw(kind)} in schema {Whole(schema)}";

    /// <summary>The schema's relations; a role with MANAGE GRANTS is shown all of them.</summary>
    public Sql Objects(string schema) => $"show objects in schema {Whole(schema)}";

    /// <summary>The schema's relations in the catalog.</summary>
    public Sql Relations(string schema) =>
        $"select table_name, table_type from {Information}.tables where table_schema = {schema} order by table_name";

    /// <summary>The schema's objects of the kinds that the information schema lists.</summary>
    public Sql Others(string schema) =>
        $"""
            select 'function ' || function_name from {Information}.functions where function_schema = {schema}
            union all select 'procedure ' || procedure_name from {Information}.procedures
                where procedure_schema = {schema}
            union all select 'sequence ' || sequence_name from {Information}.sequences where sequence_schema = {schema}
            union all select 'stage ' || stage_name from {Information}.stages where stage_schema = {schema}
            union all select 'file format ' || file_format_name from {Information}.file_formats
                where file_format_schema = {schema}
            union all select 'pipe ' || pipe_name from {Information}.pipes where pipe_schema = {schema}
            order by 1
            """;

    /// <summary>
    /// Rights on the schema's relations that roles of the account do not have
    /// (https://docs.snowflake.com/en/sql-reference/info-schema/object_privileges).
    /// </summary>
    public Sql Foreign(string schema) =>
        $"""
            select granted_to, grantee, privilege_type, object_name from {Information}.object_privileges
            where object_catalog = {database} and object_schema = {schema} and granted_to <> 'ROLE' order by 4, 1, 2, 3
            """;

    /// <summary>Rights that new and present objects inherit from a right on the schema.</summary>
    public Sql Inherited(string schema) => $"show inherited grants in schema {Whole(schema)}";

    /// <summary>
    /// The policies of relations, one row for each; an error for a role that may apply none
    /// (https://docs.snowflake.com/en/sql-reference/functions/policy_references).
    /// </summary>
    public Sql Policies(string schema, IReadOnlyList<(string Name, string Type)> relations) =>
        Sql.Join(
            " union all ",
            relations.Select(relation =>
                PoliciesOf(
                    relation.Name,
                    $"{Quote(database)}.{Quote(schema)}.{Quote(relation.Name)}",
                    relation.Type is "VIEW" or "MATERIALIZED VIEW" ? "VIEW" : "TABLE"
                )
            )
        );

    /// <summary>The policies that a tag sets on what bears it.</summary>
    public Sql PoliciesOf(SchemaTag tag) => PoliciesOf(tag.Name, tag.Name, "TAG");

    public async Task<RouterObjections> ReadAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    )
    {
        if (await _frames.ReadBareAsync(session, schema, cancellation) is not { } bare)
            return RouterObjections.None;
        var (refusals, untold) = (new List<string>(), new List<string>());
        var (ours, others) = await _frames.ReadRightsAsync(session, schema, bare.Owner, cancellation);
        refusals.AddRange(others);
        if (!await SnowflakeSight.ManagesGrantsAsync(session, cancellation))
        {
            refusals.AddRange(await MakersAsync(session, schema, ours, cancellation));
            if (!bare.IsManaged && ours.Any(right => right.Future is not null))
                refusals.Add(
                    $"grants on new objects in {schema} can't be given to the schema that takes its place without "
                        + "the right MANAGE GRANTS on the account, unless the schema has managed access"
                );
        }
        var relations = await session.QueryAsync(
            Relations(schema),
            row => (Name: row.GetString(0), Type: row.GetString(1)),
            cancellation
        );
        refusals.AddRange(await ReadContentAsync(session, schema, relations, cancellation));
        refusals.AddRange(
            await session.QueryAsync(
                Foreign(schema),
                row =>
                    $"{row.GetString(0).ToLowerInvariant()} {row.GetString(1)} would lose {row.GetString(2)} on "
                    + $"{schema}.{row.GetString(3)}",
                cancellation
            )
        );
        refusals.AddRange(
            await TryListAsync(
                session,
                Inherited(schema),
                row =>
                    $"{SnowflakeShow.Of(row, "grantee_name")} would lose the inherited grant of "
                    + $"{SnowflakeShow.Of(row, "privilege")} in {schema}",
                cancellation
            )
        );
        refusals.AddRange(
            (await _frames.ReadParametersAsync(session, schema, cancellation))
                .Where(property => !SnowflakeRouterGrammar.IsCarried(property))
                .Select(property =>
                    $"{property.Name} = {property.Value} is set on {schema}, and not on the schemas that releases are "
                    + "built in: set it on the database"
                )
        );
        await ReadProtectionAsync(session, schema, relations, refusals, untold, cancellation);
        return new RouterObjections(refusals, untold);
    }

    /// <summary>Roles that may make objects in the schema, and whose objects this role need not be shown.</summary>
    private static async Task<IEnumerable<string>> MakersAsync(
        WarehouseSession session,
        string schema,
        IReadOnlyList<RouterRight> rights,
        CancellationToken cancellation
    )
    {
        var makers = rights
            .Where(right => right.Future is null && right.Privilege.StartsWith("CREATE ", StringComparison.Ordinal))
            .ToLookup(right => right.Grantee, right => right.Privilege);
        // Everybody has PUBLIC, but what is made by its right belongs to another role.
        var known = await SnowflakeSight.ReadOursAsync(session, [.. makers.Select(role => role.Key)], cancellation);
        return makers
            .Where(role => role.Key == CatalogGrant.Public || !known.Contains(role.Key))
            .Select(role =>
                $"role {role.Key} has {string.Join(", ", role)} on {schema}, and what it makes there is not shown to "
                + "this role, and would go away with the old schema: revoke that, or grant manage grants on account"
            );
    }

    private async Task<IEnumerable<string>> ReadContentAsync(
        WarehouseSession session,
        string schema,
        IReadOnlyList<(string Name, string Type)> relations,
        CancellationToken cancellation
    )
    {
        var known = relations.Select(relation => relation.Name).ToHashSet(StringComparer.Ordinal);
        var found = new List<string>(
            (
                await session.QueryAsync(
                    Objects(schema),
                    row =>
                        (Kind: SnowflakeShow.Of(row, "kind").ToLowerInvariant(), Name: SnowflakeShow.Of(row, "name")),
                    cancellation
                )
            )
                .Where(one => !known.Contains(one.Name))
                .Select(one => $"{one.Kind} {one.Name}")
        );
        found.AddRange(await session.QueryAsync(Others(schema), row => row.GetString(0), cancellation));
        foreach (var kind in Kinds)
            found.AddRange(await session.QueryAsync(Listed(schema, kind), row => Name(row, kind), cancellation));
        foreach (var kind in RareKinds)
            found.AddRange(await TryListAsync(session, Listed(schema, kind), row => Name(row, kind), cancellation));
        return found.Select(one => $"{one} is in {schema}, and would go with it");

        static string Name(DbDataReader row, string kind) => $"{kind}: {SnowflakeShow.Of(row, "name")}";
    }

    /// <summary>
    /// Policies of the live relations, which the new views would lack, and tags of the live schema that carry policies.
    /// A tag is given to the new schema, but not to the schemas that releases are built in, whose tables would be open.
    /// </summary>
    private async Task ReadProtectionAsync(
        WarehouseSession session,
        string schema,
        IReadOnlyList<(string Name, string Type)> relations,
        List<string> refusals,
        List<string> untold,
        CancellationToken cancellation
    )
    {
        var tags = await _frames.ReadTagsAsync(session, schema, cancellation);
        if (tags is null)
            untold.Add($"the server does not tell the tags of {schema}: a policy that a tag sets would be lost");
        foreach (var tag in (tags ?? []).Where(tag => tag.Level == "SCHEMA"))
        {
            var policies = await TryPoliciesAsync(session, PoliciesOf(tag), cancellation);
            if (policies is null)
                refusals.Add(
                    $"tag {tag.Name} is set on {schema}, and this role is not told whether it sets a masking policy: "
                        + "grant apply masking policy on account, or set the tag on the database"
                );
            else if (policies.Count > 0)
                refusals.Add(
                    $"tag {tag.Name} is set on {schema} and sets {policies[0].Kind} {policies[0].Policy}, which the "
                        + "tables of a release would lack: set the tag on the database"
                );
        }
        // What the account or the database sets holds in every schema.
        var above = (tags ?? []).Where(tag => tag.Level != "SCHEMA").Select(tag => tag.Name).ToHashSet();
        foreach (var chunk in relations.Chunk(Together))
        {
            if (await TryPoliciesAsync(session, Policies(schema, chunk), cancellation) is not { } policies)
            {
                untold.Add(
                    $"this role is not told which policies the relations in {schema} have: a policy on one of them "
                        + "does not come to the view that takes its place"
                );
                return;
            }
            refusals.AddRange(
                policies
                    .Where(policy => policy.Tag is null || !above.Contains(policy.Tag))
                    .Select(policy =>
                        $"{policy.Kind} {policy.Policy} is set on {schema}.{policy.On}, and not on the view that takes "
                        + "its place"
                    )
                    .Distinct()
            );
        }
    }

    private static async Task<IReadOnlyList<(string On, string Kind, string Policy, string? Tag)>?> TryPoliciesAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    )
    {
        try
        {
            return await session.QueryAsync(
                query,
                row =>
                    (
                        row.GetString(0),
                        row.GetString(1).ToLowerInvariant().Replace('_', ' '),
                        row.GetString(2),
                        row.IsDBNull(3)
                            ? null
                            : $"{Quote(row.GetString(3))}.{Quote(row.GetString(4))}.{Quote(row.GetString(5))}"
                    ),
                cancellation
            );
        }
        catch (DbException error) when (SnowflakeErrors.IsRefusal(error))
        {
            // There are no policies in the Standard Edition.
            return SnowflakeErrors.IsUnsupported(error) ? [] : null;
        }
    }

    private static async Task<IReadOnlyList<string>> TryListAsync(
        WarehouseSession session,
        Sql query,
        Func<DbDataReader, string> read,
        CancellationToken cancellation
    )
    {
        try
        {
            return await session.QueryAsync(query, read, cancellation);
        }
        catch (DbException error) when (SnowflakeErrors.IsRefusal(error))
        {
            // This account does not have that kind.
            return [];
        }
    }

    private Sql PoliciesOf(string name, string entity, string domain) =>
        $"select {new SqlText(name)}, policy_kind, policy_name, tag_database, tag_schema, tag_name "
        + $"from table({Information}.policy_references(ref_entity_name => {new SqlText(entity)}, "
        + $"ref_entity_domain => {new SqlText(domain)}))";

    private static string Quote(string name) => SnowflakeDialect.Spelling.Quote(name);

    private Sql Whole(string schema) => $"{new Identifier(database)}.{new Identifier(schema)}";

    private Sql Information => $"{new Identifier(database)}.information_schema";
}
