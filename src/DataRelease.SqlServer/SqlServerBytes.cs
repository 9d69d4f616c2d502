using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Values as bytes. Equality in Transact-SQL depends on the collation: 'A' = 'a' and 'a ' = 'a'. Bytes are equal only
/// if the values are identical.
/// </summary>
internal static class SqlServerBytes
{
    /// <summary>One value's bytes; null for null.</summary>
    public static Sql Of(Sql value) => $"cast({value} as varbinary(max))";

    /// <summary>
    /// The hash of several values. NULL and each value's length are marked, so that two different rows never
    /// concatenate to the same bytes.
    /// </summary>
    public static Sql Hash(IEnumerable<Sql> values) =>
        $"hashbytes('SHA2_256', {Sql.Join(" + ", values.Select(Marked))})";

    private static Sql Marked(Sql value) =>
        $"coalesce(0x01 + cast(datalength({Of(value)}) as binary(8)) + {Of(value)}, 0x00)";
}
