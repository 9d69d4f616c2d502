using DataRelease.Warehouses;

namespace DataRelease.Postgres.Diffs;

/// <summary>Settings of the transaction for one pass; <see cref="AsBefore"/> resets them.</summary>
internal static class PostgresDiffSettings
{
    /// <summary>For reading both sides in the order of an index and merging them.</summary>
    public static IReadOnlyList<Sql> ForMerging { get; } =
    [
        Sql.Raw("set local enable_hashjoin = off"),
        Sql.Raw("set local enable_sort = off"),
        Sql.Raw("set local enable_material = off"),
        Sql.Raw("set local enable_bitmapscan = off"),
        Sql.Raw("set local parallel_setup_cost = 0"),
        Sql.Raw("set local parallel_tuple_cost = 0"),
        Sql.Raw("set local min_parallel_table_scan_size = 0"),
        Sql.Raw("set local min_parallel_index_scan_size = 0"),
    ];

    /// <summary>For joining small parts of both sides by hash, several at once.</summary>
    public static IReadOnlyList<Sql> ForPages { get; } =
    [
        Sql.Raw("set local enable_mergejoin = off"),
        Sql.Raw("set local parallel_setup_cost = 0"),
        Sql.Raw("set local parallel_tuple_cost = 0"),
        Sql.Raw("set local min_parallel_table_scan_size = 0"),
    ];

    /// <summary>For statements that read so little that starting several processes would cost more.</summary>
    public static IReadOnlyList<Sql> ForFewRows { get; } = [Sql.Raw("set local max_parallel_workers_per_gather = 0")];

    /// <summary>
    /// For finding rows by index. The planner expects far too many rows in a range whose ends it does not know yet.
    /// </summary>
    public static IReadOnlyList<Sql> ForFetching { get; } = [Sql.Raw("set local enable_seqscan = off")];

    /// <summary>The values of <see cref="PostgresDiffGrammar.ForLargeReads"/> and of the server.</summary>
    public static IReadOnlyList<Sql> AsBefore { get; } =
    [
        Sql.Raw("set local enable_seqscan to default"),
        Sql.Raw("set local enable_hashjoin to default"),
        Sql.Raw("set local enable_mergejoin to default"),
        Sql.Raw("set local enable_sort to default"),
        Sql.Raw("set local enable_material to default"),
        Sql.Raw("set local enable_bitmapscan to default"),
        Sql.Raw("set local parallel_setup_cost = 100"),
        Sql.Raw("set local parallel_tuple_cost = 0.01"),
        Sql.Raw("set local min_parallel_table_scan_size to default"),
        Sql.Raw("set local min_parallel_index_scan_size to default"),
        Sql.Raw("set local max_parallel_workers_per_gather to default"),
    ];
}
