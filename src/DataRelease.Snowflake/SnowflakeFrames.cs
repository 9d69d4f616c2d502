using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Reads a schema without its relations: owner, comment, rights, and its other objects.</summary>
/// <param name="database">The database; its own information schema is queried.</param>
internal sealed class SnowflakeFrames(string database)
{
    /// <summary>Kinds of objects that would be lost with the schema and that only SHOW lists.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    ["streams", "tasks", "alerts", "masking policies", "row access policies", "tags"];

    /// <summary>The schema; one row, or none.</summary>
    public Sql Schema(string schema) =>
        $"select schema_owner, comment, is_managed_access, is_transient from {Information}.schemata "
        + $"where schema_name = {schema}";

    /// <summary>All rights on the schema, including ownership.</summary>
    public Sql Rights(string schema) => $"show grants on schema {Whole(schema)}";

    /// <summary>The rights that new objects receive.</summary>
    public Sql Future(string schema) => $"show future grants in schema {Whole(schema)}";

    /// <summary>The schema's objects of a kind that SHOW lists.</summary>
    public Sql Listed(string schema, string kind) => $"show {Sql.Raw(kind)} in schema {Whole(schema)}";

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

    public async Task<RouterFrame?> ReadAsync(WarehouseSession session, string schema, CancellationToken cancellation)
    {
        var found = await session.QueryAsync(
            Schema(schema),
            row =>
                (
                    Owner: row.IsDBNull(0) ? null : row.GetString(0),
                    Comment: row.IsDBNull(1) || row.GetString(1).Length == 0 ? null : row.GetString(1),
                    IsManaged: !row.IsDBNull(2) && row.GetString(2) == "YES",
                    IsTransient: !row.IsDBNull(3) && row.GetString(3) == "YES"
                ),
            cancellation
        );
        if (found is not [var frame])
            return null;
        var (rights, others) = (new List<RouterRight>(), new List<string>());
        if (frame.IsManaged)
            rights.Add(Trait(SnowflakeRouterGrammar.Managed));
        if (frame.IsTransient)
            rights.Add(Trait(SnowflakeRouterGrammar.Transient));
        foreach (var (query, isFuture) in new[] { (Rights(schema), false), (Future(schema), true) })
        {
            foreach (var (kind, right) in await session.QueryAsync(query, row => Read(row, isFuture), cancellation))
            {
                if (right.Privilege == "OWNERSHIP" && !isFuture)
                    continue;
                // Rights of anything but an account role can't be granted by the same statement.
                if (kind is "ROLE")
                    rights.Add(right);
                else
                    others.Add($"{right.Privilege} of {kind.ToLowerInvariant().Replace('_', ' ')} {right.Grantee}");
            }
        }
        others.AddRange(await session.QueryAsync(Others(schema), row => row.GetString(0), cancellation));
        foreach (var kind in Kinds)
            others.AddRange(
                await session.QueryAsync(
                    Listed(schema, kind),
                    row => $"{kind}: {SnowflakeShow.Of(row, "name")}",
                    cancellation
                )
            );
        return new RouterFrame(frame.Owner, frame.Comment, rights, others);
    }

    private static RouterRight Trait(string trait) => new(CatalogGrant.Public, trait, false, null, null);

    private static (string Kind, RouterRight Right) Read(System.Data.Common.DbDataReader row, bool isFuture)
    {
        // Both results have the same columns, except that one column has two names.
        var kind = SnowflakeShow.Of(row, isFuture ? "grant_to" : "granted_to");
        var right = new RouterRight(
            SnowflakeShow.Of(row, "grantee_name"),
            SnowflakeShow.Of(row, "privilege"),
            SnowflakeShow.Of(row, "grant_option") is "true" or "TRUE",
            isFuture ? Plural(SnowflakeShow.Of(row, "grant_on")) : null,
            null
        );
        return (kind, right);
    }

    /// <summary>The plural that GRANT uses: <c>VIEWS</c>, <c>ROW ACCESS POLICIES</c>.</summary>
    private static string Plural(string kind)
    {
        var words = kind.Replace('_', ' ');
        return words.EndsWith('Y') ? $"{words[..^1]}IES" : $"{words}S";
    }

    private Sql Whole(string schema) => $"{new Identifier(database)}.{new Identifier(schema)}";

    private Sql Information => $"{new Identifier(database)}.information_schema";
}
