using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// The statements that copy a table: first its rows, then its indexes and constraints. SELECT INTO keeps names, types,
/// nullability and an identity; the rest is created again. A table with something that can't be created again is
/// refused by name.
/// </summary>
internal static class SqlServerCopy
{
    public static async Task<IReadOnlyList<Sql>> ReadAsync(
        WarehouseSession session,
        RelationName from,
        RelationName to,
        CancellationToken cancellation
    )
    {
        if ((await session.QueryAsync(Form(from), Row, cancellation)) is [var (why, hasIdentity)])
        {
            if (why is not null)
                throw new ReleaseException(
                    ErrorCode.WarehouseUnsupported,
                    $"{from} {why}, and a copy of it would not be the same",
                    "make it a table of another kind, or build the model again with full_refresh"
                );
        }
        else
            throw new ReleaseException(ErrorCode.StatementFailed, $"there is no table {from}");
        var computed = await TextsAsync(session, Computed(from), cancellation);
        var rest = new List<Sql>();
        rest.AddRange(computed.Select(text => Apply(to, text)));
        foreach (var query in new[] { Indexes(from), Constraints(from), Statistics(from), Masks(from) })
            rest.AddRange((await TextsAsync(session, query, cancellation)).Select(text => Apply(to, text)));
        return
        [
            $"select * into {to} from {from} with (holdlock, tablock)",
            .. hasIdentity ? [Reseed(from, to)] : Array.Empty<Sql>(),
            .. rest,
        ];

        static (string? Why, bool HasIdentity) Row(DbDataReader row) =>
            (SqlServerCatalog.Text(row, 0), row.GetBoolean(1));
    }

    /// <summary>Why the table can't be copied, and whether it has an identity; one row.</summary>
    public static Sql Form(RelationName table) =>
        $"""
            select case when t.temporal_type <> 0 then N'keeps its history'
                when t.is_memory_optimized = 1 then N'is memory-optimised'
                when t.is_filetable = 1 then N'is a file table'
                when t.is_external = 1 then N'is external'
                when exists (select 1 from sys.indexes i join sys.partition_schemes p on p.data_space_id =
                    i.data_space_id where i.object_id = t.object_id) then N'is partitioned'
                when exists (select 1 from sys.indexes i where i.object_id = t.object_id and i.type in (3, 4))
                    then N'has an index over XML or places'
                when exists (select 1 from sys.triggers r where r.parent_id = t.object_id) then N'has triggers'
                when exists (select 1 from sys.columns c where c.object_id = t.object_id
                    and (c.is_sparse = 1 or c.is_filestream = 1 or c.encryption_type is not null))
                    then N'has a sparse, an encrypted or a file column'
                when {SqlServerSight.HidesRows(Sql.Raw("t.object_id"))}
                    then N'has a security policy, which may hide rows from everybody'
                when {SqlServerSight.HidesValues(table, Sql.Raw("t.object_id"))}
                    then N'has masked columns, and this login lacks the right UNMASK'
                end,
                cast(objectproperty(t.object_id, 'TableHasIdentity') as bit)
            from sys.tables t where t.object_id = object_id({SqlServerLexis.NameOf(table)})
            """;

    /// <summary>Makes the copy's identity continue after the last number of the original.</summary>
    public static Sql Reseed(RelationName from, RelationName to) =>
        SqlServerLexis.Scope(
            $"declare @table nvarchar(600) = {SqlServerLexis.NameOf(to)}; "
                + $"declare @last sql_variant = (select last_value from sys.identity_columns where object_id = "
                + $"object_id({SqlServerLexis.NameOf(from)})); declare @n bigint = cast(@last as bigint); "
                + $"if @n is not null dbcc checkident (@table, reseed, @n) with no_infomsgs"
        );

    /// <summary>Creates computed columns again; SELECT INTO copied them as plain columns.</summary>
    public static Sql Computed(RelationName table) =>
        $"""
            select N'alter table {Mark} drop column ' + quotename(c.name) + N'; alter table {Mark} add '
                + quotename(c.name) + N' as ' + c.definition
                + case c.is_persisted when 1 then N' persisted' else N'' end
                + case when c.is_persisted = 1 and c.is_nullable = 0 then N' not null' else N'' end
            from sys.computed_columns c where c.object_id = object_id({SqlServerLexis.NameOf(table)})
            order by c.column_id
            """;

    /// <summary>
    /// Keys and indexes, the clustered one first. They keep their names, which are free in another schema. The key's
    /// and the included columns are joined in subqueries of their own, because one query has one order for all of its
    /// STRING_AGG (error 8711; https://learn.microsoft.com/sql/t-sql/functions/string-agg-transact-sql).
    /// </summary>
    public static Sql Indexes(RelationName table) =>
        $"""
            select case when i.type in (5, 6) then N'create '
                    + case i.type when 5 then N'clustered' else N'nonclustered' end + N' columnstore index '
                    + quotename(i.name) + N' on {Mark}'
                    + case i.type when 6 then N' (' + d.included + N')' else N'' end
                when i.is_primary_key = 1 or i.is_unique_constraint = 1 then N'alter table {Mark} add constraint '
                    + quotename(i.name) + case i.is_primary_key when 1 then N' primary key ' else N' unique ' end
                    + lower(i.type_desc) collate database_default + N' (' + k.columns + N')'
                else N'create ' + case i.is_unique when 1 then N'unique ' else N'' end
                    + lower(i.type_desc) collate database_default + N' index ' + quotename(i.name)
                    + N' on {Mark} (' + k.columns + N')' + coalesce(N' include (' + d.included + N')', N'')
                    + coalesce(N' where ' + i.filter_definition, N'') end
            from sys.indexes i
            cross apply (select string_agg(cast(quotename(col_name(c.object_id, c.column_id))
                    + case c.is_descending_key when 1 then N' desc' else N'' end as nvarchar(max)), N', ')
                within group (order by c.key_ordinal) as columns
                from sys.index_columns c where c.object_id = i.object_id and c.index_id = i.index_id
                    and c.is_included_column = 0) k
            cross apply (select string_agg(cast(quotename(col_name(c.object_id, c.column_id)) as nvarchar(max)), N', ')
                within group (order by c.index_column_id) as included
                from sys.index_columns c where c.object_id = i.object_id and c.index_id = i.index_id
                    and c.is_included_column = 1) d
            where i.object_id = object_id({SqlServerLexis.NameOf(table)}) and i.type in (1, 2, 5, 6)
                and i.is_hypothetical = 0 and i.is_disabled = 0
            order by case when i.type in (1, 5) then 0 else 1 end, i.index_id
            """;

    /// <summary>Defaults and checks. Foreign keys are left out, because they would refer to another release.</summary>
    public static Sql Constraints(RelationName table) =>
        $"""
            select N'alter table {Mark} add constraint ' + quotename(d.name) + N' default ' + d.definition + N' for '
                + quotename(col_name(d.parent_object_id, d.parent_column_id))
            from sys.default_constraints d where d.parent_object_id = object_id({SqlServerLexis.NameOf(table)})
            union all
            select N'alter table {Mark} with ' + case c.is_not_trusted when 1 then N'nocheck' else N'check' end
                + N' add constraint ' + quotename(c.name) + N' check ' + c.definition
            from sys.check_constraints c where c.parent_object_id = object_id({SqlServerLexis.NameOf(table)})
                and c.is_disabled = 0
            """;

    /// <summary>
    /// Statistics that somebody created for the planner; otherwise the first query would have to wait for them.
    /// </summary>
    public static Sql Statistics(RelationName table) =>
        $"""
            select N'create statistics ' + quotename(s.name) + N' on {Mark} (' + k.columns + N')'
                + coalesce(N' where ' + s.filter_definition, N'')
            from sys.stats s
            cross apply (select string_agg(cast(quotename(col_name(c.object_id, c.column_id)) as nvarchar(max)), N', ')
                within group (order by c.stats_column_id) as columns
                from sys.stats_columns c where c.object_id = s.object_id and c.stats_id = s.stats_id) k
            where s.object_id = object_id({SqlServerLexis.NameOf(table)})
                and not exists (select 1 from sys.indexes i where i.object_id = s.object_id and i.index_id = s.stats_id)
            """;

    /// <summary>Masks; without its mask a column would be visible to everybody.</summary>
    public static Sql Masks(RelationName table) =>
        $"""
            select N'alter table {Mark} alter column ' + quotename(c.name) + N' add masked with (function = '
                + quotename(c.masking_function, '''') + N')'
            from sys.masked_columns c
            where c.object_id = object_id({SqlServerLexis.NameOf(table)}) and c.is_masked = 1
            """;

    /// <summary>
    /// A statement from the catalog, with the copy's name in place of the mark. No name in such a statement can contain
    /// the mark.
    /// </summary>
    public static Sql Apply(RelationName to, string text) =>
        SqlServerLexis.Scope(
            Sql.Raw(text.Replace(MarkText, SqlServerDialect.Spelling.Quote(to), StringComparison.Ordinal))
        );

    private const string MarkText = "[\u0001copy\u0001]";

    private static Sql Mark { get; } = Sql.Raw(MarkText);

    private static Task<IReadOnlyList<string>> TextsAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    ) => session.QueryAsync(query, row => row.GetString(0), cancellation);
}
