using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>The settings of migrations, which change state outside the project's models.</summary>
public sealed record MigrationsConfig
{
    /// <summary>The default folder.</summary>
    public const string DefaultFolder = "migrations";

    /// <summary>The folder, relative to the project.</summary>
    public string Folder { get; init; } = DefaultFolder;

    /// <summary>The value of <c>$schema$</c> in migrations; null for none.</summary>
    public string? Schema { get; init; }

    /// <summary>The variables of scripts with their values.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The variables of scripts with the names of the environment variables that have their secret values.
    /// </summary>
    public IReadOnlyDictionary<string, string> VariablesEnv { get; init; } = new Dictionary<string, string>();

    /// <summary>True to run migrations that are older than the newest applied one.</summary>
    public bool AllowOutOfOrder { get; init; }

    /// <summary>
    /// How long the release that announced a contract migration must have been live before <c>migrate up</c> runs the
    /// migration; null to run it only on <c>prune</c>.
    /// </summary>
    public TimeSpan? ContractAfter { get; init; }

    /// <summary>On PostgreSQL: how long one statement waits for a lock.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a script that lost a lock is retried.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>Reads <c>migrations</c>.</summary>
internal static class MigrationsReader
{
    public static MigrationsConfig Read(ConfigMapping map, ConfigProblems problems)
    {
        var standard = new MigrationsConfig();
        var config = new MigrationsConfig
        {
            Folder = map.Text("folder") ?? standard.Folder,
            Schema = map.Named("schema"),
            Variables = Texts(map, "variables", problems),
            VariablesEnv = Texts(map, "variables_env", problems),
            AllowOutOfOrder = map.Flag("allow_out_of_order", false),
            ContractAfter = map.Duration("contract_after", TimeSpan.Zero),
            LockTimeout = map.Duration("lock_timeout", standard.LockTimeout, TimeSpan.FromMilliseconds(1)),
            Budget = map.Duration("budget", standard.Budget, TimeSpan.Zero),
        };
        map.RefuseOthers();
        return config;
    }

    private static Dictionary<string, string> Texts(ConfigMapping map, string key, ConfigProblems problems)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, node) in map.Mapping(key).All())
        {
            if (node is YamlScalarNode { Value: { } value })
                found[name] = value;
            else
                problems.Add(node, $"'migrations.{key}.{name}' must be a single value");
            if (
                name.Length == 0
                || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
            )
                problems.Add(node, $"'{name}' can't be a variable's name: use letters, digits, _ and -");
        }
        return found;
    }
}
