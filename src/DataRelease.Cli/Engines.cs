using DataRelease.Configuration;
using DataRelease.DuckDb;
using DataRelease.Errors;
using DataRelease.Postgres;
using DataRelease.Snowflake;
using DataRelease.SqlServer;
using DataRelease.Warehouses;

namespace DataRelease.Cli;

/// <summary>The engines of this program. No other file lists them.</summary>
internal static class Engines
{
    public static IReadOnlyList<WarehouseEngine> All { get; } =
    [new PostgresEngine(), new DuckDbEngine(), new SqlServerEngine(), new SnowflakeEngine()];

    /// <summary>The values of <c>type</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(engine => engine.Name)];

    /// <summary>The engine of an environment with a path and no type.</summary>
    public static WarehouseEngine OfFiles { get; } = All.Single(engine => engine.IsFile);

    /// <summary>The engine of an environment that data-release.yml describes completely.</summary>
    public static WarehouseEngine Of(EnvironmentConfig settings) => settings.Type is { } type ? Find(type) : OfFiles;

    /// <exception cref="ReleaseException">DR4010 for an unknown engine.</exception>
    public static WarehouseEngine Find(string name) =>
        All.FirstOrDefault(engine => engine.Name == name)
        ?? throw new ReleaseException(ErrorCode.WarehouseUnsupported, $"a target of type '{name}'");
}
