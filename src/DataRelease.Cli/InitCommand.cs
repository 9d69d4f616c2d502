using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary><c>init</c>: a configuration file that says what could be said.</summary>
internal static class InitCommand
{
    private const string Text = """
        # DataRelease: how this project is released. Every key is optional; docs/configuration.md has them all.

        # default_environment: dev          # a name below, or a target of the dbt profile

        # environments:
        #   prod:
        #     target: prod                  # the dbt target; default: the environment's name
        #     connection_env: WAREHOUSE_URL # the name of a variable, never the connection itself

        # build:
        #   threads: 8
        #   timeout: 4h

        # validate:
        #   checks:
        #     - row_count: {fail_over: 50%, warn_over: 20%}
        #     - data_diff: {relations: [orders], key: [order_id], max_removed: 0}

        # swap:
        #   budget: 5m                      # how long to try for the views' locks (PostgreSQL)

        # retention:
        #   keep: 3                         # releases to roll back to

        """;

    public static Task<int> RunAsync(CommandSetting setting) => setting.GuardAsync(async cancellation =>
    {
        var path = setting.ConfigFile ?? Path.Combine(setting.ProjectDir, ConfigReader.FileName);
        if (File.Exists(path)) throw new ReleaseException(ErrorCode.AlreadyConfigured, $"'{path}' exists");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))) throw new ReleaseException(ErrorCode.ProjectMissing, $"there is no folder '{setting.ProjectDir}'");
        await File.WriteAllTextAsync(path, Text, cancellation).ConfigureAwait(false);
        return new ReleaseReport { Environment = "", Summary = $"wrote {path}; nothing in it needs to change: data-release plan" };
    });
}
