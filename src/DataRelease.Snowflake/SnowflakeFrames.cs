using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Reads a schema without its relations: owner, comment, rights, settings and tags.</summary>
/// <param name="database">The database; its own information schema is queried.</param>
internal sealed class SnowflakeFrames(string database)
{
    /// <summary>The schema; one row, or none.</summary>
    public Sql Schema(string schema) =>
        $"select schema_owner, comment, is_managed_access, is_transient from {Information}.schemata "
        + $"where schema_name = {schema}";

    /// <summary>All rights on the schema, including ownership.</summary>
    public Sql Rights(string schema) => $"show grants on schema {Whole(schema)}";

    /// <summary>The rights that new objects receive.</summary>
    public Sql Future(string schema) => $"show future grants in schema {Whole(schema)}";

    /// <summary>The schema's settings; <c>level</c> says where each was made.</summary>
    public Sql Parameters(string schema) => $"show parameters in schema {Whole(schema)}";

    /// <summary>
    /// Tags that apply to the schema, with the level that each was set on: the account, the database or the schema
    /// (https://docs.snowflake.com/en/sql-reference/functions/tag_references).
    /// </summary>
    public Sql Tags(string schema)
    {
        var name = $"{Quote(database)}.{Quote(schema)}";
        return $"select tag_database, tag_schema, tag_name, tag_value, level "
            + $"from table({Information}.tag_references({new SqlText(name)}, 'SCHEMA')) order by 1, 2, 3";
    }

    public async Task<RouterFrame?> ReadAsync(WarehouseSession session, string schema, CancellationToken cancellation)
    {
        if (await ReadBareAsync(session, schema, cancellation) is not { } bare)
            return null;
        var rights = new List<RouterRight>();
        if (bare.IsManaged)
            rights.Add(Trait(SnowflakeRouterGrammar.Managed));
        if (bare.IsTransient)
            rights.Add(Trait(SnowflakeRouterGrammar.Transient));
        rights.AddRange((await ReadRightsAsync(session, schema, bare.Owner, cancellation)).Ours);
        var tags = await ReadTagsAsync(session, schema, cancellation) ?? [];
        return new RouterFrame(bare.Owner, bare.Comment, rights, [])
        {
            Properties =
            [
                .. (await ReadParametersAsync(session, schema, cancellation)).Where(SnowflakeRouterGrammar.IsCarried),
                .. tags.Where(tag => tag.Level == "SCHEMA")
                    .Select(tag => new RouterProperty($"{SnowflakeRouterGrammar.Tag}{tag.Name}", tag.Value)),
            ],
        };
    }

    /// <summary>Only the schema's own row; null if there is no schema.</summary>
    public async Task<SchemaRow?> ReadBareAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) =>
        await session.QueryAsync(
            Schema(schema),
            row => new SchemaRow(
                row.IsDBNull(0) ? null : row.GetString(0),
                row.IsDBNull(1) || row.GetString(1).Length == 0 ? null : row.GetString(1),
                !row.IsDBNull(2) && row.GetString(2) == "YES",
                !row.IsDBNull(3) && row.GetString(3) == "YES"
            ),
            cancellation
        )
            is [var found]
            ? found
            : null;

    /// <summary>
    /// The rights that the same statement grants again, and a sentence for each right that no statement of ours grants.
    /// </summary>
    public async Task<(IReadOnlyList<RouterRight> Ours, IReadOnlyList<string> Others)> ReadRightsAsync(
        WarehouseSession session,
        string schema,
        string? owner,
        CancellationToken cancellation
    )
    {
        var (ours, others) = (new List<RouterRight>(), new List<string>());
        foreach (var (query, isFuture) in new[] { (Rights(schema), false), (Future(schema), true) })
        {
            foreach (
                var (kind, right, isInherited) in await session.QueryAsync(
                    query,
                    row => Read(row, isFuture),
                    cancellation
                )
            )
            {
                // What the account or the database gives comes to the new schema by itself. The owner of a managed
                // schema manages its grants without being granted anything.
                if (
                    isInherited
                    || (right.Privilege == "OWNERSHIP" && !isFuture)
                    || (right.Privilege == "MANAGE GRANTS" && kind is "ROLE" && right.Grantee == owner)
                )
                    continue;
                var on = right.Future is { } future ? $"new {future.ToLowerInvariant()} in {schema}" : schema;
                if (right.Privilege is "OWNERSHIP" or "MANAGE GRANTS" || kind is not "ROLE")
                    others.Add(
                        $"{kind.ToLowerInvariant().Replace('_', ' ')} {right.Grantee} would lose {right.Privilege} on "
                            + on
                    );
                else
                    ours.Add(right);
            }
        }
        return (ours, others);
    }

    /// <summary>The settings that somebody made on the schema itself.</summary>
    public async Task<IReadOnlyList<RouterProperty>> ReadParametersAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) =>
        [
            .. (
                await session.QueryAsync(
                    Parameters(schema),
                    row =>
                        (
                            Property: new RouterProperty(SnowflakeShow.Of(row, "key"), SnowflakeShow.Of(row, "value")),
                            Level: SnowflakeShow.Of(row, "level")
                        ),
                    cancellation
                )
            )
                .Where(one => one.Level == "SCHEMA")
                .Select(one => one.Property),
        ];

    /// <summary>The tags that apply to the schema; null if the server does not tell them.</summary>
    public async Task<IReadOnlyList<SchemaTag>?> ReadTagsAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    )
    {
        try
        {
            return await session.QueryAsync(
                Tags(schema),
                row => new SchemaTag(
                    $"{Quote(row.GetString(0))}.{Quote(row.GetString(1))}.{Quote(row.GetString(2))}",
                    row.IsDBNull(3) ? "" : row.GetString(3),
                    row.GetString(4)
                ),
                cancellation
            );
        }
        catch (DbException error) when (SnowflakeErrors.IsRefusal(error))
        {
            // There are no tags in the Standard Edition.
            return SnowflakeErrors.IsUnsupported(error) ? [] : null;
        }
    }

    private static RouterRight Trait(string trait) => new(CatalogGrant.Public, trait, false, null, null);

    private static (string Kind, RouterRight Right, bool IsInherited) Read(DbDataReader row, bool isFuture)
    {
        // Both results have the same columns, except that one column has two names.
        var kind = SnowflakeShow.Of(row, isFuture ? "grant_to" : "granted_to");
        var right = new RouterRight(
            SnowflakeShow.Of(row, "grantee_name"),
            SnowflakeShow.Of(row, "privilege"),
            SnowflakeShow.IsTrue(row, "grant_option"),
            isFuture ? Plural(SnowflakeShow.Of(row, "grant_on")) : null,
            null
        );
        return (kind, right, SnowflakeShow.IsTrue(row, "is_inherited"));
    }

    /// <summary>The plural that GRANT uses: <c>VIEWS</c>, <c>ROW ACCESS POLICIES</c>.</summary>
    private static string Plural(string kind)
    {
        var words = kind.Replace('_', ' ');
        return words.EndsWith('Y') ? $"{words[..^1]}IES" : $"{words}S";
    }

    private static string Quote(string name) => SnowflakeDialect.Spelling.Quote(name);

    private Sql Whole(string schema) => $"{new Identifier(database)}.{new Identifier(schema)}";

    private Sql Information => $"{new Identifier(database)}.information_schema";
}

/// <summary>A schema's row of the catalog.</summary>
internal sealed record SchemaRow(string? Owner, string? Comment, bool IsManaged, bool IsTransient);

/// <summary>A tag that applies to a schema.</summary>
/// <param name="Name">Its quoted name, with database and schema.</param>
/// <param name="Value">Its value.</param>
/// <param name="Level"><c>ACCOUNT</c>, <c>DATABASE</c> or <c>SCHEMA</c>: where it was set.</param>
internal sealed record SchemaTag(string Name, string Value, string Level);
