using System.Globalization;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Compares rights inside a batch, where nothing can ask this process. The expected rights are part of the batch, as
/// one JSON text.
/// </summary>
internal static class SqlServerParity
{
    /// <summary>
    /// Statements that end the batch if the rights differ from the expected ones; empty if no relation is expected.
    /// </summary>
    /// <param name="expected">The expected rights of all relations.</param>
    /// <param name="how">The beginning of the error's message.</param>
    public static IReadOnlyList<Sql> Require(ExpectedAccess expected, string how)
    {
        if (expected.Relations.Count == 0)
            return [];
        // A privilege that was granted twice counts once, with the grant option if either grant has it.
        var rows = expected
            .Grants.GroupBy(grant => (grant.Schema, grant.Relation, grant.Column, grant.Grantee, grant.Privilege))
            .Select(group =>
                new object?[]
                {
                    group.Key.Schema,
                    group.Key.Relation,
                    group.Key.Column,
                    group.Key.Grantee == CatalogGrant.Public ? "public" : group.Key.Grantee,
                    group.Key.Privilege,
                    group.Any(grant => grant.Grantable) ? 1 : 0,
                }
            );
        var wanted = JsonSerializer.Serialize(rows);
        var names = JsonSerializer.Serialize(
            expected.Relations.Select(relation => new[] { relation.Schema, relation.Name })
        );
        string[] schemas = [.. expected.Relations.Select(relation => relation.Schema).Distinct()];
        var number = Sql.Raw(SqlServerErrors.RightsDiffer.ToString(CultureInfo.InvariantCulture));
        // A variable lives until the end of the batch, and one batch has two such comparisons.
        var said = Sql.Raw(how.Length > 0 ? "@before" : "@after");
        return
        [
            $"""
                declare {said} nvarchar(2000);
                with found as (
                    select a.space, a.relation, a.part, a.grantee, a.privilege,
                        max(cast(a.grantable as int)) as grantable
                    from ({SqlServerAccess.Access(schemas)}) a(space, relation, part, grantee, privilege, grantable)
                    join openjson({names}) with (space sysname '$[0]', relation sysname '$[1]') n
                        on n.space = a.space collate catalog_default and n.relation = a.relation collate catalog_default
                    left join sys.schemas s on s.name = a.space collate catalog_default
                    left join sys.objects o on o.schema_id = s.schema_id and o.name = a.relation collate catalog_default
                    where a.privilege in (N'OWNER', N'OPTION')
                        or a.grantee <> user_name(coalesce(o.principal_id, s.principal_id)) collate catalog_default
                    group by a.space, a.relation, a.part, a.grantee, a.privilege
                ), wanted as (
                    select space collate catalog_default as space, relation collate catalog_default as relation,
                        part collate catalog_default as part, grantee collate catalog_default as grantee,
                        privilege collate catalog_default as privilege, grantable
                    from openjson({wanted}) with (space nvarchar(128) '$[0]', relation nvarchar(128) '$[1]',
                        part nvarchar(128) '$[2]', grantee nvarchar(128) '$[3]', privilege nvarchar(128) '$[4]',
                        grantable int '$[5]')
                ), differing as (
                    select N' would lose ' as what, l.* from (select * from wanted except select * from found) l
                    union all
                    select N' would get ', g.* from (select * from found except select * from wanted) g
                )
                select {said} = left({new SqlText(how)} + string_agg(cast(d.grantee + d.what + d.privilege
                    + coalesce(N' (' + d.part + N')', N'') + N' on ' + d.space + N'.' + d.relation as nvarchar(max)),
                    N'; '), 2000)
                from (select top (10) * from differing order by space, relation, grantee) d
                """,
            $"if {said} is not null throw {number}, {said}, 1",
        ];
    }
}
