using DataRelease.Warehouses;

namespace DataRelease.Postgres.Diffs;

/// <summary>Settings of the transaction for one pass; <see cref="AsBefore"/> takes them back.</summary>
internal static class PostgresDiffSettings
{
    /// <summary>Both sides are read in the order of an index and merged.</summary>
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

    /// <summary>Small parts of both sides are hashed against each other, several at once.</summary>
    public static IReadOnlyList<Sql> ForPages { get; } =
    [
        Sql.Raw("set local enable_mergejoin = off"),
        Sql.Raw("set local parallel_setup_cost = 0"),
        Sql.Raw("set local parallel_tuple_cost = 0"),
        Sql.Raw("set local min_parallel_table_scan_size = 0"),
    ];

    /// <summary>A statement reads so little that starting several processes would cost more.</summary>
    public static IReadOnlyList<Sql> ForFewRows { get; } = [Sql.Raw("set local max_parallel_workers_per_gather = 0")];

    /// <summary>
    /// Rows are found by index: of a range whose ends are not known yet, the planner expects far too many.
    /// </summary>
    public static IReadOnlyList<Sql> ForFetching { get; } = [Sql.Raw("set local enable_seqscan = off")];

    /// <summary>As <see cref="PostgresDiffGrammar.ForLargeReads"/> and the server have it.</summary>
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
