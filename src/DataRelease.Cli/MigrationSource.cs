using DataRelease.Migrations;
using DataRelease.Warehouses;

namespace DataRelease.Cli;

/// <summary>
/// Reads a command's migrations, from the named package or from the project's folder, and the values of their
/// variables.
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
        if (package is not { } named || DacpacCommand.IsDacpac(named))
            return MigrationFolder.Read(setting.ProjectDir, setting.Config.Migrations.Folder, variables);
        var opened = await setting.OpenPackageAsync(named, cancellation);
        return MigrationFolder.Read(opened.Migrations, variables);
    }

    /// <summary>Refuses scripts that can't be parsed, before they go into a package.</summary>
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
    /// <c>$schema$</c>, <c>$environment$</c> and the configuration's variables. Values of environment variables are
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
            // A missing variable is an error only for a script that uses it.
            if (setting.Surroundings.Variable(variable) is not { Length: > 0 } value)
                continue;
            values[name] = value;
            secrets.Add(value);
        }
        return new ScriptVariables(values, secrets) { Lexis = dialect.Lexis };
    }
}
