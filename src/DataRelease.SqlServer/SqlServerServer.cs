using System.Globalization;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>The Transact-SQL product behind a connection, and what its database allows.</summary>
/// <param name="Edition"><c>EngineEdition</c>.</param>
/// <param name="Version">The major version: 14 is SQL Server 2017. It means nothing in Azure.</param>
/// <param name="HasSnapshots">True if transactions may read a snapshot.</param>
/// <param name="IsCaseSensitive">True if names may differ only in case.</param>
/// <param name="Compatibility">The database's compatibility level: 140 is SQL Server 2017.</param>
internal sealed record SqlServerServer(
    int Edition,
    int Version,
    bool HasSnapshots,
    bool IsCaseSensitive,
    int Compatibility
)
{
    // OPENJSON needs it (https://learn.microsoft.com/sql/t-sql/functions/openjson-transact-sql).
    private const int LeastCompatibility = 130;

    /// <summary>Reads edition, version, snapshots, case sensitivity and compatibility in one row.</summary>
    public static Sql Question { get; } =
        $"""
            select cast(serverproperty('EngineEdition') as int),
                cast(parsename(cast(serverproperty('ProductVersion') as nvarchar(128)), 4) as int),
                cast(case when d.snapshot_isolation_state = 1 then 1 else 0 end as bit),
                cast(case when N'a' = N'A' collate catalog_default then 0 else 1 end as bit),
                cast(d.compatibility_level as int)
            from sys.databases d where d.name = db_name()
            """;

    /// <summary>Whether a statement reads all rows as of one moment, without a session's asking for it.</summary>
    public static Sql HasRowVersions { get; } =
        $"select is_read_committed_snapshot_on from sys.databases where name = db_name()";

    /// <summary>The dialect's traits, corrected for this server.</summary>
    public Traits Of(Traits traits) => traits with { HasSnapshots = HasSnapshots };

    /// <exception cref="ReleaseException">
    /// DR4010 for a product, a version or a compatibility level that is not supported.
    /// </exception>
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
        if (Compatibility < LeastCompatibility)
            throw new ReleaseException(
                ErrorCode.WarehouseUnsupported,
                $"the database has compatibility level {Compatibility.ToString(CultureInfo.InvariantCulture)}",
                "releases need level 130 or higher: alter database current set compatibility_level = 140"
            );
    }
}
