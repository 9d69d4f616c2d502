using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Statements about tables' rows.</summary>
internal static class SqlServerRows
{
    /// <summary>The columns that nobody can write.</summary>
    public static Sql Computed(RelationName table) =>
        $"""
            select c.name from sys.columns c where c.object_id = object_id({SqlServerLexis.NameOf(table)})
                and (c.is_computed = 1 or c.generated_always_type <> 0 or type_name(c.system_type_id) = N'timestamp')
            """;

    /// <summary>The size of all pages, including indexes; everybody who sees the table can read it.</summary>
    public static Sql Bytes(RelationName table) =>
        $"""
            select sum(a.total_pages) * 8192 from sys.partitions p
            join sys.allocation_units a on a.container_id = case a.type when 2 then p.partition_id else p.hobt_id end
            where p.object_id = object_id({SqlServerLexis.NameOf(table)}) group by p.object_id
            """;

    /// <summary>Takes a shared lock on each whole table; reading its first row is enough.</summary>
    public static IReadOnlyList<Sql> LockWriters(IReadOnlyList<RelationName> tables, TimeSpan timeout) =>
        [
            Sql.Raw($"set lock_timeout {SqlServerDialect.Milliseconds(timeout)}"),
            .. tables.Order().Select(table => (Sql)$"select top (1) 1 as held from {table} with (tablock, holdlock)"),
        ];
}
