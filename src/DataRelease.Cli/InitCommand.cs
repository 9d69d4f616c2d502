using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary><c>init</c>: writes a configuration file that shows the possible settings.</summary>
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
        #   budget: 5m                      # how long to try for the views' locks

        # retention:
        #   keep: 3                         # releases to roll back to

        """;

    private static string SqlText(string name)
    {
        var servers = Engines.All.Where(engine => !engine.IsFile).ToList();
        IEnumerable<string> environments =
        [
            "  dev:",
            .. Engines.OfFiles.Example(name).Select(line => $"    {line}"),
            "    schema: analytics             # what consumers query",
            .. servers.SelectMany(engine =>
                new[] { $"  # {(servers.Count == 1 ? "prod" : $"prod_{engine.Name}")}:" }.Concat(
                    engine.Example(name).Append("schema: analytics").Select(line => $"  #   {line}")
                )
            ),
        ];
        return $"""
            # DataRelease: a project of plain SQL. docs/sql-projects.md has the rules.

            project:
              name: {name}
              version: 0.1.0

            default_environment: dev

            environments:
            {string.Join('\n', environments)}

            """;
    }

    /// <summary>
    /// <c>init --sql</c>: writes a plain SQL project with one model, one test and one seed, ready for a release.
    /// </summary>
    public static Task<int> RunSqlAsync(CommandSetting setting) =>
        setting.GuardAsync(async cancellation =>
        {
            var folder = Path.GetFullPath(setting.ProjectDir);
            if (!Directory.Exists(folder))
                throw new ReleaseException(ErrorCode.ProjectMissing, $"there is no folder '{setting.ProjectDir}'");
            var name = new string([
                .. Path.GetFileName(folder)
                    .ToLowerInvariant()
                    .Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'),
            ]);
            (string File, string Content)[] files =
            [
                (ConfigReader.FileName, SqlText(name)),
                (
                    "models/orders_by_channel.sql",
                    "-- materialized: table\n-- key: channel\nselect channel, count(*) as orders, "
                        + "sum(amount) as amount\nfrom $schema$.orders\ngroup by channel\n"
                ),
                ("seeds/orders.csv", "order_id,channel,amount\n1,web,10.5\n2,shop,20\n3,web,30\n"),
                (
                    "tests/amounts_are_positive.sql",
                    "-- a test returns the rows that are wrong\nselect * from $schema$.orders where amount <= 0\n"
                ),
            ];
            foreach (var (file, _) in files)
            {
                if (File.Exists(Path.Combine(folder, file)))
                    throw new ReleaseException(
                        ErrorCode.AlreadyConfigured,
                        $"'{Path.Combine(setting.ProjectDir, file)}' exists"
                    );
            }
            foreach (var (file, content) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
                await File.WriteAllTextAsync(Path.Combine(folder, file), content, cancellation);
            }
            return new ReleaseReport.Ended
            {
                Summary = $"wrote {string.Join(", ", files.Select(file => file.File))}: data-release release",
            };
        });

    private static bool IsProject(string folder) =>
        File.Exists(Path.Combine(folder, "dbt_project.yml"))
        || Directory.EnumerateFiles(folder, "*.nupkg").Any()
        || (
            Directory.Exists(Path.Combine(folder, "release"))
            && Directory.EnumerateFiles(Path.Combine(folder, "release"), "*.nupkg").Any()
        );

    public static Task<int> RunAsync(CommandSetting setting) =>
        setting.GuardAsync(async cancellation =>
        {
            var path = setting.ConfigFile ?? Path.Combine(setting.ProjectDir, ConfigReader.FileName);
            if (File.Exists(path))
                throw new ReleaseException(ErrorCode.AlreadyConfigured, $"'{path}' exists");
            if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
                throw new ReleaseException(ErrorCode.ProjectMissing, $"there is no folder '{setting.ProjectDir}'");
            await File.WriteAllTextAsync(path, Text, cancellation);
            return new ReleaseReport.Ended
            {
                Summary = IsProject(setting.ProjectDir)
                    ? $"wrote {path}; nothing in it needs to change: data-release plan"
                    : $"wrote {path}; '{setting.ProjectDir}' is not a project yet: it has neither a "
                        + "dbt_project.yml nor "
                        + "a release package. Run init in the folder of a dbt project, or data-release init --sql "
                        + "for a project of plain SQL",
            };
        });
}
