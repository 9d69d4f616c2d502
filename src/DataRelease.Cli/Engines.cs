using DataRelease.Configuration;
using DataRelease.DuckDb;
using DataRelease.Errors;
using DataRelease.Postgres;
using DataRelease.Snowflake;
using DataRelease.SqlServer;
using DataRelease.Warehouses;

namespace DataRelease.Cli;

/// <summary>The engines that this program has: the one place that names them.</summary>
internal static class Engines
{
    public static IReadOnlyList<WarehouseEngine> All { get; } =
    [new PostgresEngine(), new DuckDbEngine(), new SqlServerEngine(), new SnowflakeEngine()];

    /// <summary>The words for <c>type</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(engine => engine.Name)];

    /// <summary>The engine of an environment that says a path and no type.</summary>
    public static WarehouseEngine OfFiles { get; } = All.Single(engine => engine.IsFile);

    /// <summary>The engine of an environment that data-release.yml describes whole.</summary>
    public static WarehouseEngine Of(EnvironmentConfig settings) => settings.Type is { } type ? Find(type) : OfFiles;

    /// <exception cref="ReleaseException">DR4010 for any other.</exception>
    public static WarehouseEngine Find(string name) =>
        All.FirstOrDefault(engine => engine.Name == name)
        ?? throw new ReleaseException(ErrorCode.WarehouseUnsupported, $"a target of type '{name}'");
}
