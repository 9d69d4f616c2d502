using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Reads rights in the schemas, as far as the session's role can see them.</summary>
/// <param name="database">The database; its own information schema is queried.</param>
internal sealed class SnowflakeAccess(string database)
{
    /// <summary>Privileges on the schemas and their objects. Ownership is one of them.</summary>
    public Sql Privileges(IReadOnlyCollection<string> schemas)
    {
        var names = Sql.Join(", ", schemas.Select(schema => (Sql)$"{schema}"));
        return $"""
            select object_type, object_schema, object_name, grantee, privilege_type, is_grantable
            from {new Identifier(database)}.information_schema.object_privileges
            where object_catalog = {database} and (object_schema in ({names})
                or (object_type = 'SCHEMA' and object_name in ({names})))
            order by object_type, object_schema, object_name, grantee, privilege_type
            """;
    }

    /// <summary>Secure views, which show their text only to their owner.</summary>
    public Sql Secure(IReadOnlyCollection<string> schemas)
    {
        var names = Sql.Join(", ", schemas.Select(schema => (Sql)$"{schema}"));
        return $"select table_schema, table_name from {new Identifier(database)}.information_schema.views "
            + $"where table_schema in ({names}) and is_secure = 'YES' order by table_schema, table_name";
    }

    /// <summary>The grants that new relations of a schema receive.</summary>
    public Sql Future(string schema) =>
        $"show future grants in schema {new Identifier(database)}.{new Identifier(schema)}";

    /// <summary>Privileges on the schemas and their relations, without ownership.</summary>
    public async Task<IReadOnlyList<CatalogGrant>> ReadGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) =>
        schemas.Count == 0
            ? []
            :
            [
                .. (await session.QueryAsync(Privileges(schemas), Grant, cancellation))
                    .OfType<CatalogGrant>()
                    .Where(grant => grant.Privilege != CatalogGrant.Ownership),
            ];

    /// <summary>Privileges, owners and options of relations.</summary>
    public async Task<IReadOnlyList<CatalogGrant>> ReadAccessAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) =>
        schemas.Count == 0
            ? []
            :
            [
                .. (await session.QueryAsync(Privileges(schemas), Grant, cancellation))
                    .OfType<CatalogGrant>()
                    .Where(grant => grant.Relation is not null),
                .. await session.QueryAsync(
                    Secure(schemas),
                    row => new CatalogGrant(
                        row.GetString(0),
                        row.GetString(1),
                        null,
                        SnowflakeSwapGrammar.Secure,
                        CatalogGrant.Option,
                        false
                    ),
                    cancellation
                ),
            ];

    public async Task<IReadOnlyList<DefaultGrant>> ReadFutureAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        var found = new List<DefaultGrant>();
        foreach (var schema in schemas)
        {
            var rows = await session.QueryAsync(
                Future(schema),
                row =>
                    (
                        On: SnowflakeShow.Of(row, "grant_on"),
                        To: SnowflakeShow.Of(row, "grantee_name"),
                        Privilege: SnowflakeShow.Of(row, "privilege")
                    ),
                cancellation
            );
            found.AddRange(
                rows.Where(row => row.On is "VIEW" or "TABLE")
                    .Select(row => new DefaultGrant("", schema, row.To, row.Privilege))
                    .Distinct()
            );
        }
        return found;
    }

    private static CatalogGrant? Grant(DbDataReader row)
    {
        string? Text(int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
        var (type, name) = (row.GetString(0), row.GetString(2));
        var privilege = row.GetString(4) == "OWNERSHIP" ? CatalogGrant.Ownership : row.GetString(4);
        var isGrantable = privilege != CatalogGrant.Ownership && Text(5) == "YES";
        return type switch
        {
            "SCHEMA" => new CatalogGrant(name, null, null, row.GetString(3), privilege, isGrantable),
            "TABLE" or "VIEW" or "MATERIALIZED VIEW" or "EXTERNAL TABLE" or "DYNAMIC TABLE" => new CatalogGrant(
                row.GetString(1),
                name,
                null,
                row.GetString(3),
                privilege,
                isGrantable
            ),
            _ => null,
        };
    }
}
