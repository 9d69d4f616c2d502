using DataRelease.Builds.Packages;
using DataRelease.Migrations;
using DataRelease.Warehouses;

namespace DataRelease.Cli;

/// <summary>
/// Where a command's migrations come from: the package that was named, else the project's folder; and what their
/// variables stand for.
/// </summary>
internal static class MigrationSource
{
    public static async Task<MigrationSet> ReadAsync(
        CommandSetting setting,
        string? package,
        string environment,
        Dialect dialect,
        CancellationToken cancellation
    )
    {
        var variables = Variables(setting, environment, dialect);
        if (package is not { } named)
            return MigrationFolder.Read(setting.ProjectDir, setting.Config.Migrations.Folder, variables);
        var opened = await ReleasePackage.OpenAsync(named, cancellation);
        return MigrationFolder.Read(opened.Migrations, variables);
    }

    /// <summary>Refuses scripts that can't be understood before a package is made of them.</summary>
    public static void Check(CommandSetting setting)
    {
        var config = setting.Config.Migrations;
        var names = config.Variables.Keys.Concat(config.VariablesEnv.Keys).Append("environment").Append("schema");
        MigrationFolder.Read(
            setting.ProjectDir,
            config.Folder,
            new ScriptVariables(names.Distinct().ToDictionary(name => name, name => name), [])
        );
    }

    /// <summary>
    /// <c>$schema$</c> and <c>$environment$</c>, then what the configuration says; values of environment variables are
    /// secret.
    /// </summary>
    private static ScriptVariables Variables(CommandSetting setting, string environment, Dialect dialect)
    {
        var config = setting.Config.Migrations;
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["environment"] = environment };
        if (config.Schema is { } schema)
            values["schema"] = dialect.Quote(schema);
        foreach (var (name, value) in config.Variables)
            values[name] = value;
        var secrets = new List<string>();
        foreach (var (name, variable) in config.VariablesEnv)
        {
            // A variable that is not set is an error only of a script that uses it.
            if (setting.Surroundings.Variable(variable) is not { Length: > 0 } value)
                continue;
            values[name] = value;
            secrets.Add(value);
        }
        return new ScriptVariables(values, secrets) { Lexis = dialect.Lexis };
    }
}
