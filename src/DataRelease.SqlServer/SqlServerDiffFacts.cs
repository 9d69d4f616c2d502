using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Catalog queries about one side of a diff.</summary>
internal static class SqlServerDiffFacts
{
    /// <summary>The columns of a query: name, ordinal, type and nullability. The query does not run.</summary>
    public static Sql Describe(Sql query)
    {
        var statement = query.Render(SqlServerDialect.Spelling);
        return statement.Values is []
            ? (Sql)(
                $"select name, column_ordinal, system_type_name, is_nullable from "
                + $"sys.dm_exec_describe_first_result_set({new SqlText(statement.Text)}, null, 0) "
                + $"where is_hidden = 0 order by column_ordinal"
            )
            : throw new ArgumentException("a query that is described has no parameters", nameof(query));
    }

    /// <summary>
    /// The number of a table's rows; no row if it is not a table. It needs no right beyond seeing the table.
    /// </summary>
    public static Sql Rows(RelationName table) =>
        $"""
            select sum(p.rows) from sys.partitions p join sys.tables t on t.object_id = p.object_id
            where p.object_id = object_id({SqlServerLexis.NameOf(table)}) and p.index_id in (0, 1)
            group by p.object_id
            """;

    /// <summary>The columns of each unique index without a filter, in order.</summary>
    public static Sql UniqueIndexes(RelationName table) =>
        $"""
            select i.index_id, col_name(c.object_id, c.column_id) from sys.indexes i
            join sys.index_columns c on c.object_id = i.object_id and c.index_id = i.index_id
            where i.object_id = object_id({SqlServerLexis.NameOf(table)}) and i.is_unique = 1 and i.has_filter = 0
            and i.is_disabled = 0 and c.is_included_column = 0
            order by i.index_id, c.key_ordinal
            """;

    /// <summary>The columns of the primary key, in its order.</summary>
    public static Sql PrimaryKey(RelationName table) =>
        $"""
            select col_name(c.object_id, c.column_id) from sys.indexes i
            join sys.index_columns c on c.object_id = i.object_id and c.index_id = i.index_id
            where i.object_id = object_id({SqlServerLexis.NameOf(table)}) and i.is_primary_key = 1
            order by c.key_ordinal
            """;
}
