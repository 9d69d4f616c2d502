using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Finds the rights that the session's role lacks for releases.</summary>
/// <param name="database">The environment's database.</param>
internal sealed class SnowflakeRights(string database)
{
    /// <summary>Counts the session's roles that may create schemas.</summary>
    public Sql MakesSchemas =>
        $"""
            select count(*) from {Information}.object_privileges
            where object_type = 'DATABASE' and object_name = {database}
                and privilege_type in ('CREATE SCHEMA', 'OWNERSHIP') and is_role_in_session(grantee)
            """;

    /// <summary>Those of the schemas that no role of the session owns.</summary>
    public Sql Unowned(IReadOnlyCollection<string> schemas) =>
        $"""
            select schema_name from {Information}.schemata
            where schema_name in ({Sql.Join(", ", schemas.Select(schema => (Sql)$"{schema}"))})
                and not coalesce(is_role_in_session(schema_owner), false)
            order by schema_name
            """;

    public async Task<MissingRights> ReadAsync(
        WarehouseSession session,
        RightsScope scope,
        string? role,
        CancellationToken cancellation
    )
    {
        var to = role is null ? "the role" : SnowflakeDialect.Spelling.Quote(role);
        var missing = new List<MissingRight>();
        var makes = await session.ScalarAsync(MakesSchemas, cancellation);
        if (Convert.ToInt64(makes, CultureInfo.InvariantCulture) == 0)
            missing.Add(
                new MissingRight(
                    "CREATE SCHEMA",
                    $"database {database}",
                    $"grant create schema on database {Quote(database)} to role {to}"
                )
            );
        string[] schemas = [.. scope.LiveSchemas, .. scope.ReleaseSchemas, scope.LedgerSchema];
        missing.AddRange(
            (await session.QueryAsync(Unowned([.. schemas.Distinct()]), row => row.GetString(0), cancellation)).Select(
                schema => new MissingRight(
                    "OWNERSHIP",
                    $"schema {schema}",
                    $"grant ownership on schema {Quote(database)}.{Quote(schema)} to role {to} copy current grants"
                )
            )
        );
        if (await NeedsGrantsAsync(session, scope.LiveSchemas, cancellation))
            missing.Add(
                new MissingRight(
                    SnowflakeSight.ManageGrants,
                    "the account",
                    $"grant manage grants on account to role {to}"
                )
            );
        return new MissingRights(missing, [.. missing.Select(right => right.Remedy)]);
    }

    /// <summary>
    /// True if the schema that takes a live schema's place needs grants on new objects that this role can't give: in a
    /// schema without managed access they need MANAGE GRANTS
    /// (https://docs.snowflake.com/en/sql-reference/sql/grant-privilege).
    /// </summary>
    private async Task<bool> NeedsGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        var frames = new SnowflakeFrames(database);
        foreach (var schema in schemas)
        {
            if (await frames.ReadBareAsync(session, schema, cancellation) is not { IsManaged: false } bare)
                continue;
            IReadOnlyList<RouterRight> ours;
            try
            {
                (ours, _) = await frames.ReadRightsAsync(session, schema, bare.Owner, cancellation);
            }
            catch (DbException error) when (SnowflakeErrors.IsRefusal(error))
            {
                // A role that is not shown the rights does not own the schema, which is told already.
                continue;
            }
            if (ours.Any(right => right.Future is not null))
                return !await SnowflakeSight.ManagesGrantsAsync(session, cancellation);
        }
        return false;
    }

    private static string Quote(string name) => SnowflakeDialect.Spelling.Quote(name);

    private Sql Information => $"{new Identifier(database)}.information_schema";
}
