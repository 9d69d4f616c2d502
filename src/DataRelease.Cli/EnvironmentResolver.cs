using DataRelease.Builds.Dbt;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.DuckDb;
using DataRelease.Errors;
using DataRelease.Postgres;
using DataRelease.Releases;
using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Cli;

/// <summary>An environment with what it opened.</summary>
/// <param name="Environment">For the engine.</param>
internal sealed record Place(ReleaseEnvironment Environment) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Environment.Warehouse.DisposeAsync();
}

/// <summary>From configuration, project and profile to a warehouse and a builder.</summary>
internal static class EnvironmentResolver
{
    public static Place Resolve(CommandSetting setting) =>
        Resolve(setting, setting.RequestedEnvironment ?? setting.Config.DefaultEnvironment);

    private static Place Resolve(CommandSetting setting, string? name)
    {
        var config = setting.Config;
        var entry = name is null ? null : config.Environments.GetValueOrDefault(name);
        if (entry?.ConnectionEnv is { } variable && entry is { Type: { } type, Schema: { } schema })
        {
            var direct = Open(type, Connection(setting, variable), setting);
            return Create(setting, name!, schema, direct, target: null);
        }

        if (SqlProject.IsAt(setting.ProjectDir, config) || (entry is { Path: not null, Schema: not null }))
        {
            var (own, settings) = SqlEnvironment(config, name);
            var at = settings.Path ?? Connection(setting, settings.ConnectionEnv!);
            return Create(setting, own, settings.Schema!, Open(settings.Type ?? "duckdb", at, setting), target: null);
        }

        var target = LoadTarget(setting, entry?.Target ?? (entry is null ? name : null) ?? name);
        var connection = entry?.ConnectionEnv is { } secret ? Connection(setting, secret) : null;
        var warehouse = connection is not null
            ? Open(entry!.Type ?? target.Type, connection, setting)
            : Open(target, setting);
        return Create(setting, name ?? target.TargetName, entry?.Schema ?? target.Schema, warehouse, target);
    }

    /// <summary>
    /// An environment that data-release.yml describes whole: the one that was asked for, else the only one.
    /// </summary>
    public static (string Name, EnvironmentConfig Settings) SqlEnvironment(ReleaseConfig config, string? name)
    {
        var chosen = name ?? (config.Environments.Count == 1 ? config.Environments.Keys.First() : null);
        if (chosen is null || !config.Environments.TryGetValue(chosen, out var settings))
        {
            throw new ReleaseException(
                ErrorCode.SqlEnvironmentMissing,
                chosen is null
                    ? $"no environment was named, and data-release.yml has {config.Environments.Count}"
                    : $"'{chosen}' is not under environments in data-release.yml",
                chosen is null && config.Environments.Count > 0
                    ? $"name one with -e or default_environment: {string.Join(", ", config.Environments.Keys)}"
                    : null
            );
        }
        if (settings.Schema is null)
            throw new ReleaseException(
                ErrorCode.SqlEnvironmentMissing,
                $"environment '{chosen}' has no schema",
                "say schema: the live schema that consumers query"
            );
        if (settings is { Path: null, ConnectionEnv: null })
            throw new ReleaseException(
                ErrorCode.SqlEnvironmentMissing,
                $"environment '{chosen}' has neither path nor connection_env"
            );
        if (settings is { Path: not null, Type: not (null or "duckdb") })
            throw new ReleaseException(
                ErrorCode.SqlEnvironmentMissing,
                $"environment '{chosen}' has a path, which is for DuckDB, and type {settings.Type}",
                "use connection_env"
            );
        if (settings is { Path: null, Type: null })
            throw new ReleaseException(
                ErrorCode.SqlEnvironmentMissing,
                $"environment '{chosen}' has no type",
                "say type: postgres or duckdb"
            );
        return (chosen, settings);
    }

    /// <summary>The profile's output; a project that is only a package may have no dbt_project.yml.</summary>
    public static DbtTarget LoadTarget(CommandSetting setting, string? targetName)
    {
        var profile = setting.Profile ?? DbtProject.Load(setting.ProjectDir).Profile;
        return DbtProfiles.Load(
            setting.ProjectDir,
            setting.ProfilesDir,
            profile,
            targetName,
            setting.Surroundings.Variable
        );
    }

    private static Place Create(
        CommandSetting setting,
        string name,
        string schema,
        Warehouse warehouse,
        DbtTarget? target
    )
    {
        return new Place(From(setting.Package));

        ReleaseEnvironment From(string? package) =>
            new(
                name,
                schema,
                warehouse,
                setting.Config,
                token => BuilderChoice.CreateAsync(setting, package, warehouse, target, token),
                setting.ProjectDir
            )
            {
                Other = other => Resolve(setting, other).Environment,
                Migrations = token => MigrationSource.ReadAsync(setting, package, name, warehouse.Dialect, token),
                IsOfPackage = package is not null,
                OfPackage = From,
                Threads = setting.Config.Build.Threads ?? target?.Threads ?? 1,
            };
    }

    private static string Connection(CommandSetting setting, string variable) =>
        setting.Surroundings.Variable(variable) is { Length: > 0 } value
            ? value
            : throw new ReleaseException(
                ErrorCode.VariableMissing,
                $"connection_env names {variable}, which is not set",
                "set it to the connection string"
            );

    private static Warehouse Open(DbtTarget target, CommandSetting setting) =>
        target.Type switch
        {
            "duckdb" => Open("duckdb", target.Text("path") ?? throw Missing(target, "path"), setting),
            "postgres" => Open("postgres", Postgres(target), setting),
            _ => throw Unsupported(target.Type),
        };

    private static Warehouse Open(string type, string connection, CommandSetting setting)
    {
        Action<string>? observe = setting.IsDebug
            ? text => setting.Surroundings.Error.WriteLine(PrintableText.Line($"sql: {text}"))
            : null;
        return type switch
        {
            // As dbt has it, which runs in the project's folder.
            "duckdb" => new DuckDbWarehouse(
                Path.IsPathRooted(connection)
                || connection.StartsWith(':')
                || connection.Contains("://", StringComparison.Ordinal)
                || connection.StartsWith("md:", StringComparison.Ordinal)
                    ? connection
                    : Path.Combine(setting.ProjectDir, connection),
                setting.Surroundings.Clock,
                observe
            ),
            "postgres" => new PostgresWarehouse(LibpqConnection.ToNpgsql(connection), observe),
            _ => throw Unsupported(type),
        };
    }

    private static string Postgres(DbtTarget target)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = target.Text("host") ?? throw Missing(target, "host"),
            Username = target.Text("user") ?? throw Missing(target, "user"),
            Password = target.Text("password") ?? target.Text("pass"),
            Database = target.Text("dbname") ?? target.Text("database") ?? throw Missing(target, "dbname"),
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
        if (
            target.Text("sslmode") is { Length: > 0 } mode
            && Enum.TryParse<SslMode>(mode.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var ssl)
        )
            builder.SslMode = ssl;
        if (target.Text("sslrootcert") is { Length: > 0 } root)
            builder.RootCertificate = root;
        if (target.Text("sslcert") is { Length: > 0 } certificate)
            builder.SslCertificate = certificate;
        if (target.Text("sslkey") is { Length: > 0 } key)
            builder.SslKey = key;
        return builder.ConnectionString;
    }

    private static ReleaseException Missing(DbtTarget target, string key) =>
        new(
            ErrorCode.ProfileInvalid,
            $"output '{target.TargetName}' has no {key}",
            $"add {key}",
            new SourceLocation(target.File)
        );

    private static ReleaseException Unsupported(string type) =>
        new(ErrorCode.WarehouseUnsupported, $"a target of type '{type}'");
}
