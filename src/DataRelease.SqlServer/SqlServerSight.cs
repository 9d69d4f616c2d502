using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Tells whether a session sees the whole of a table. The server hides rows and values without an error.
/// </summary>
internal static class SqlServerSight
{
    /// <summary>
    /// True if a filter of a security policy decides which rows are seen, also by owners and administrators
    /// (https://learn.microsoft.com/sql/relational-databases/security/row-level-security).
    /// </summary>
    public static Sql HidesRows(Sql id) =>
        $"exists (select 1 from sys.security_predicates r join sys.security_policies y on y.object_id = r.object_id "
        + $"where r.target_object_id = {id} and r.predicate_type = 0 and y.is_enabled = 1)";

    /// <summary>
    /// True if the session reads masks in place of values, which it would also copy
    /// (https://learn.microsoft.com/sql/relational-databases/security/dynamic-data-masking). Since SQL Server 2022 the
    /// right can be on one table; earlier versions know it of no table.
    /// </summary>
    public static Sql HidesValues(RelationName table, Sql id) =>
        $"exists (select 1 from sys.masked_columns k where k.object_id = {id} and k.is_masked = 1) "
        + $"and coalesce(has_perms_by_name(null, N'DATABASE', N'UNMASK'), 0) = 0 "
        + $"and coalesce(has_perms_by_name({SqlServerLexis.NameOf(table)}, N'OBJECT', N'UNMASK'), 0) = 0";

    /// <summary>
    /// Fails if the session would not see the whole table. THROW takes a variable, and a text may be written as several
    /// literals.
    /// </summary>
    public static Sql Require(RelationName table)
    {
        Sql id = $"object_id({SqlServerLexis.NameOf(table)})";
        var number = Sql.Raw(SqlServerErrors.NotWhole.ToString(CultureInfo.InvariantCulture));
        var rows = new SqlText($"{table} has a security policy, which may hide rows");
        var values = new SqlText($"{table} has masked columns, and this login lacks the right UNMASK");
        return SqlServerLexis.Scope(
            $"declare @rows nvarchar(2000) = {rows}; declare @values nvarchar(2000) = {values}; "
                + $"if {HidesRows(id)} throw {number}, @rows, 1; if {HidesValues(table, id)} throw {number}, @values, 1"
        );
    }
}
