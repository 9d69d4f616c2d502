using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Comments, which are extended properties with the name that dbt and SQL Server's tools use.</summary>
internal static class SqlServerComments
{
    /// <summary>The most characters of a comment: a property holds 7,500 bytes.</summary>
    private const int Longest = 3_750;

    private const string Property = "N'MS_Description'";

    /// <summary>The statement that writes or removes a comment.</summary>
    /// <param name="relation">The relation.</param>
    /// <param name="kind">The relation's kind; null to ask the catalog.</param>
    /// <param name="column">The column, or null for the relation itself.</param>
    /// <param name="text">The comment; null removes it.</param>
    public static Sql Write(RelationName relation, RelationKind? kind, string? column, string? text)
    {
        var id = Sql.Raw("@id");
        Sql minor = column is null ? Sql.Raw("0") : $"columnproperty({id}, {new SqlText(column)}, 'ColumnId')";
        // A procedure's argument must be one literal or a variable, and a text may be written as several literals.
        Sql level =
            $"@name = {Sql.Raw(Property)}, @level0type = N'SCHEMA', @level0name = @space, @level1type = @kind, "
            + $"@level1name = @name{Sql.Raw(column is null ? "" : ", @level2type = N'COLUMN', @level2name = @column")}";
        Sql known =
            $"exists (select 1 from sys.extended_properties where class = 1 and major_id = {id} "
            + $"and minor_id = {minor} and name = {Sql.Raw(Property)})";
        Sql begin =
            $"declare @id int = object_id({SqlServerLexis.NameOf(relation)}); declare @kind sysname = {Kind(kind)}; "
            + $"declare @space sysname = {new SqlText(relation.Schema)}; "
            + $"declare @name sysname = {new SqlText(relation.Name)}; "
            + $"declare @column sysname = {new SqlText(column)}; ";
        if (text is null)
            return SqlServerLexis.Scope($"{begin}if {known} exec sys.sp_dropextendedproperty {level}");
        var kept = text.Length > Longest ? text[..Longest] : text;
        return SqlServerLexis.Scope(
            $"{begin}declare @text nvarchar({Sql.Raw("3750")}) = {new SqlText(kept)}; "
                + $"if {known} exec sys.sp_updateextendedproperty @value = @text, {level} "
                + $"else exec sys.sp_addextendedproperty @value = @text, {level}"
        );
    }

    private static Sql Kind(RelationKind? kind) =>
        Sql.Raw(
            kind switch
            {
                null => "case when objectproperty(@id, 'IsView') = 1 then N'VIEW' else N'TABLE' end",
                RelationKind.Table or RelationKind.Other => "N'TABLE'",
                _ => "N'VIEW'",
            }
        );
}
