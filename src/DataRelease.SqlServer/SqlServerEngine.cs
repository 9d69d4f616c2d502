using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Registers SQL Server. The driver is loaded only when such a warehouse is opened.</summary>
public sealed class SqlServerEngine : WarehouseEngine
{
    /// <inheritdoc/>
    public override string Name => "sqlserver";

    /// <inheritdoc/>
    public override string Title => "SQL Server";

    /// <inheritdoc/>
    public override LexicalRules Lexis => LexicalRules.Brackets;

    /// <summary>Collations name the code pages of texts.</summary>
    public override bool NeedsCultures => true;

    /// <summary>Accepts the driver's connection strings, see <see cref="SqlServerLogin"/>.</summary>
    public override Warehouse Open(string connection, WarehouseOptions options) =>
        new SqlServerWarehouse(SqlServerLogin.Parse(connection), options.Observe);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Example(string project) =>
        [
            "type: sqlserver",
            "connection_env: WAREHOUSE_CONNECTION # the name of a variable, never the connection itself",
        ];

    /// <inheritdoc/>
    public override string ReadTarget(TargetValues target) => SqlServerProfile.Read(target);
}
