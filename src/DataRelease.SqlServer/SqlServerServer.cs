using System.Globalization;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Which of the products that speak Transact-SQL it is, and what its database allows.</summary>
/// <param name="Edition"><c>EngineEdition</c>.</param>
/// <param name="Version">The major version: 14 is SQL Server 2017; of no meaning in Azure.</param>
/// <param name="HasSnapshots">True if transactions may read a snapshot.</param>
/// <param name="IsCaseSensitive">True if names that differ in case are two.</param>
internal sealed record SqlServerServer(int Edition, int Version, bool HasSnapshots, bool IsCaseSensitive)
{
    /// <summary>One row: edition, version, snapshots, whether 'a' and 'A' are two names.</summary>
    public static Sql Question { get; } =
        $"""
            select cast(serverproperty('EngineEdition') as int),
                cast(parsename(cast(serverproperty('ProductVersion') as nvarchar(128)), 4) as int),
                cast(case when d.snapshot_isolation_state = 1 then 1 else 0 end as bit),
                cast(case when N'a' = N'A' collate catalog_default then 0 else 1 end as bit)
            from sys.databases d where d.database_id = db_id()
            """;

    /// <summary>Where the dialect's own answer is not the server's.</summary>
    public Traits Of(Traits traits) => traits with { HasSnapshots = HasSnapshots };

    /// <exception cref="ReleaseException">DR4010 for a product or a version that nobody has certified.</exception>
    public void Require()
    {
        var unfit = Edition switch
        {
            2 or 3 or 4 when Version >= 14 => null,
            2 or 3 or 4 => $"SQL Server of version {Version.ToString(CultureInfo.InvariantCulture)}",
            5 or 8 => null,
            6 => "Azure Synapse Analytics",
            9 => "Azure SQL Edge",
            11 => "Microsoft Fabric or a serverless pool of Synapse",
            12 => "SQL database in Microsoft Fabric",
            _ => $"a product with EngineEdition {Edition.ToString(CultureInfo.InvariantCulture)}",
        };
        if (unfit is not null)
            throw new ReleaseException(
                ErrorCode.WarehouseUnsupported,
                $"the server is {unfit}",
                "releases need SQL Server 2017 or later, Azure SQL Database or Azure SQL Managed Instance"
            );
    }
}
