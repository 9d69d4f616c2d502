using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Registers Snowflake. The driver is downloaded and loaded only when a session is opened.</summary>
public sealed class SnowflakeEngine : WarehouseEngine
{
    /// <inheritdoc/>
    public override string Name => "snowflake";

    /// <inheritdoc/>
    public override string Title => "Snowflake";

    /// <inheritdoc/>
    public override LexicalRules Lexis => LexicalRules.Escapes;

    /// <summary>Accepts the driver's connection strings, see <see cref="SnowflakeLogin"/>.</summary>
    public override Warehouse Open(string connection, WarehouseOptions options)
    {
        var drivers = new SnowflakeDrivers(options.Variable, options.ProjectDir);
        return new SnowflakeWarehouse(SnowflakeLogin.Parse(connection), drivers.LoadAsync, options.Observe);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Example(string project) =>
        [
            "type: snowflake",
            "connection_env: WAREHOUSE_CONNECTION # the name of a variable, never the connection itself",
        ];

    /// <inheritdoc/>
    public override string ReadTarget(TargetValues target) => SnowflakeProfile.Read(target);
}
