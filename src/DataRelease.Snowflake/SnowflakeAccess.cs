using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Reads rights in the schemas, as far as the session's role can see them.</summary>
/// <param name="database">The database; its own information schema is queried.</param>
internal sealed class SnowflakeAccess(string database)
{
    /// <summary>
    /// Privileges of the account's roles on the schemas and their objects. Ownership is one of them. What applications
    /// and others have is no grant to a role, see <see cref="SnowflakeObjections.Foreign"/>.
    /// </summary>
    public Sql Privileges(IReadOnlyCollection<string> schemas)
    {
        var names = Sql.Join(", ", schemas.Select(schema => (Sql)$"{schema}"));
        return $"""
            select object_type, object_schema, object_name, grantee, privilege_type, is_grantable
            from {new Identifier(database)}.information_schema.object_privileges
            where object_catalog = {database} and granted_to = 'ROLE' and (object_schema in ({names})
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

    /// <summary>
    /// The grants that new relations receive in every schema that has none of its own for their kind.
    /// </summary>
    public Sql FutureOfAll => $"show future grants in database {new Identifier(database)}";

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
        if (schemas.Count == 0)
            return [];
        var ofAll = await ReadFutureAsync(session, FutureOfAll, cancellation);
        var found = new List<DefaultGrant>();
        foreach (var schema in schemas)
        {
            var own = await ReadFutureAsync(session, Future(schema), cancellation);
            // Grants of the schema on one kind of object hide the database's on the same kind
            // (https://docs.snowflake.com/en/sql-reference/sql/grant-privilege).
            var hidden = own.Select(grant => grant.On).ToHashSet(StringComparer.Ordinal);
            found.AddRange(
                own.Concat(ofAll.Where(grant => !hidden.Contains(grant.On)))
                    .Where(grant => grant.On is "VIEW" or "TABLE")
                    .Select(grant => new DefaultGrant("", schema, grant.To, grant.Privilege))
                    .Distinct()
            );
        }
        return found;
    }

    private static async Task<IReadOnlyList<(string On, string To, string Privilege)>> ReadFutureAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    ) =>
        [
            .. (
                await session.QueryAsync(
                    query,
                    row =>
                        (
                            On: SnowflakeShow.Of(row, "grant_on"),
                            To: SnowflakeShow.Of(row, "grantee_name"),
                            Privilege: SnowflakeShow.Of(row, "privilege"),
                            Kind: SnowflakeShow.Of(row, "grant_to")
                        ),
                    cancellation
                )
            )
                .Where(row => row.Kind is "ROLE")
                .Select(row => (row.On, row.To, row.Privilege)),
        ];

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
