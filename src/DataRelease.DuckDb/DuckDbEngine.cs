using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>Registers DuckDB.</summary>
public sealed class DuckDbEngine : WarehouseEngine
{
    /// <inheritdoc/>
    public override string Name => "duckdb";

    /// <inheritdoc/>
    public override string Title => "DuckDB";

    /// <inheritdoc/>
    public override LexicalRules Lexis => LexicalRules.UnicodeSpaces;

    /// <inheritdoc/>
    public override bool IsFile => true;

    /// <inheritdoc/>
    public override string ReadTarget(TargetValues target) => target.Required("path");

    /// <summary>A relative path starts at the project's folder, where dbt runs.</summary>
    public override Warehouse Open(string connection, WarehouseOptions options) =>
        new DuckDbWarehouse(
            Path.IsPathRooted(connection)
            || connection.StartsWith(':')
            || connection.Contains("://", StringComparison.Ordinal)
            || connection.StartsWith("md:", StringComparison.Ordinal)
                ? connection
                : Path.Combine(options.ProjectDir, connection),
            options.Clock,
            options.Observe
        );

    /// <inheritdoc/>
    public override IReadOnlyList<string> Example(string project) =>
        ["type: duckdb", $"path: {project}.duckdb             # relative to this folder"];
}
