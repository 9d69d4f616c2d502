using DataRelease.Builds.Dbt;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Steps;
using DataRelease.Warehouses;

namespace DataRelease.Cli;

/// <summary>An environment with its open warehouse.</summary>
/// <param name="Environment">The environment for the engine.</param>
internal sealed record Place(ReleaseEnvironment Environment) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Environment.Warehouse.DisposeAsync();
}

/// <summary>Finds an environment's warehouse and builder from configuration, project and profile.</summary>
internal static class EnvironmentResolver
{
    public static Place Resolve(CommandSetting setting)
    {
        var place = Resolve(setting, setting.RequestedEnvironment ?? setting.Config.DefaultEnvironment);
        return setting.Preview is { } preview ? new Place(place.Environment.AsPreview(preview)) : place;
    }

    private static Place Resolve(CommandSetting setting, string? name)
    {
        var config = setting.Config;
        var entry = name is null ? null : config.Environments.GetValueOrDefault(name);
        if (entry?.ConnectionEnv is { } variable && entry is { Type: { } type, Schema: { } schema })
        {
            var direct = Open(Engines.Find(type), Connection(setting, variable), setting);
            return Create(setting, name!, schema, direct, target: null);
        }

        if (
            SqlProject.IsAt(setting.ProjectDir, config)
            || entry is { Path: not null, Schema: not null }
            || (name is null && IsDescribed(setting))
        )
        {
            var (own, settings) = SqlEnvironment(config, name);
            var at = settings.Path ?? Connection(setting, settings.ConnectionEnv!);
            return Create(setting, own, settings.Schema!, Open(Engines.Of(settings), at, setting), target: null);
        }

        var target = LoadTarget(setting, entry?.Target ?? (entry is null ? name : null) ?? name);
        var connection = entry?.ConnectionEnv is { } secret ? Connection(setting, secret) : null;
        var warehouse = connection is not null
            ? Open(Engines.Find(entry!.Type ?? target.Type), connection, setting)
            : Open(target, setting);
        return Create(setting, name ?? target.TargetName, entry?.Schema ?? target.Schema, warehouse, target);
    }

    /// <summary>
    /// True if data-release.yml describes the only environment completely and there is no dbt project, as for a dacpac.
    /// </summary>
    private static bool IsDescribed(CommandSetting setting) =>
        setting.Config.Environments.Count == 1
        && setting.Config.Environments.Values.Single() is { ConnectionEnv: not null, Type: not null, Schema: not null }
        && !File.Exists(Path.Combine(setting.ProjectDir, "dbt_project.yml"));

    /// <summary>
    /// An environment that data-release.yml describes completely: the requested one, otherwise the only one.
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
                "set schema to the live schema that consumers query"
            );
        if (settings is { Path: null, ConnectionEnv: null })
            throw new ReleaseException(
                ErrorCode.SqlEnvironmentMissing,
                $"environment '{chosen}' has neither path nor connection_env"
            );
        if (settings is { Path: not null, Type: { } type } && !Engines.Find(type).IsFile)
            throw new ReleaseException(
                ErrorCode.SqlEnvironmentMissing,
                $"environment '{chosen}' has a path, which is for {Engines.OfFiles.Title}, but its type is {type}",
                "use connection_env"
            );
        if (settings is { Path: null, Type: null })
            throw new ReleaseException(
                ErrorCode.SqlEnvironmentMissing,
                $"environment '{chosen}' has no type",
                $"set type: {string.Join(" or ", Engines.Names)}"
            );
        return (chosen, settings);
    }

    /// <summary>The profile's output. A project that is only a package may have no dbt_project.yml.</summary>
    public static DbtTarget LoadTarget(CommandSetting setting, string? targetName)
    {
        var profile = setting.Profile
            ?? DbtProject.Load(setting.ProjectDir, setting.Surroundings.Variable, setting.Vars).Profile;
        return DbtProfiles.Load(
            setting.ProjectDir,
            setting.ProfilesDir,
            profile,
            targetName,
            setting.Surroundings.Variable,
            setting.Vars
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
        var live = warehouse.Dialect.SchemaOf(schema);
        return new Place(From(setting.Package));

        ReleaseEnvironment From(string? package) =>
            new(
                name,
                live,
                warehouse,
                setting.Config,
                token => BuilderChoice.CreateAsync(setting, package, warehouse, name, target, token),
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

    private static Warehouse Open(DbtTarget target, CommandSetting setting)
    {
        var engine = Engines.Find(target.Type);
        return Open(engine, engine.ReadTarget(new TargetValues(target.Text, key => Missing(target, key))), setting);
    }

    private static Warehouse Open(WarehouseEngine engine, string connection, CommandSetting setting)
    {
        if (engine.NeedsCultures)
            Cultures.Require();
        return engine.Open(
            connection,
            new WarehouseOptions(setting.ProjectDir, setting.Surroundings.Clock, setting.Statements)
            {
                Variable = setting.Surroundings.Variable,
            }
        );
    }

    private static ReleaseException Missing(DbtTarget target, string key) =>
        new(
            ErrorCode.ProfileInvalid,
            $"output '{target.TargetName}' has no {key}",
            $"add {key}",
            new SourceLocation(target.File)
        );
}
