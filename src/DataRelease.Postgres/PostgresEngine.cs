using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>Registers PostgreSQL.</summary>
public sealed class PostgresEngine : WarehouseEngine
{
    /// <inheritdoc/>
    public override string Name => "postgres";

    /// <inheritdoc/>
    public override string Title => "PostgreSQL";

    /// <summary>Accepts connection strings in Npgsql's and in libpq's form.</summary>
    public override Warehouse Open(string connection, WarehouseOptions options) =>
        new PostgresWarehouse(LibpqConnection.ToNpgsql(connection, options.Variable), options.Observe);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Example(string project) =>
        ["type: postgres", "connection_env: WAREHOUSE_URL # the name of a variable, never the connection itself"];

    /// <inheritdoc/>
    public override string ReadTarget(TargetValues target)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = target.Required("host"),
            Username = target.Required("user"),
            Password = target.Text("password") ?? target.Text("pass"),
            Database = target.Required("dbname", "database"),
        };
        if (int.TryParse(target.Text("port"), out var port))
            builder.Port = port;
        if (int.TryParse(target.Text("connect_timeout"), out var timeout))
            builder.Timeout = timeout;
        if (int.TryParse(target.Text("keepalives_idle"), out var idle) && idle > 0)
            builder.KeepAlive = idle;
        if (target.Text("search_path") is { Length: > 0 } path)
            builder.SearchPath = path;
        if (target.Text("role") is { Length: > 0 } role)
            builder.Options =
                $"-c role="
                + role.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal);
        if (target.Text("sslmode") is { Length: > 0 } mode)
            builder.SslMode = LibpqConnection.SslModeOf(mode);
        if (target.Text("sslrootcert") is { Length: > 0 } root)
            builder.RootCertificate = root;
        if (target.Text("sslcert") is { Length: > 0 } certificate)
            builder.SslCertificate = certificate;
        if (target.Text("sslkey") is { Length: > 0 } key)
            builder.SslKey = key;
        return builder.ConnectionString;
    }
}
