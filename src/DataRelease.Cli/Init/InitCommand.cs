using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Cli.Init;

/// <summary><c>init</c>: writes a configuration file that shows the possible settings.</summary>
internal static class InitCommand
{
    /// <summary>
    /// <c>init --sql</c>: writes a plain SQL project with one model, one test and one seed, ready for a release.
    /// </summary>
    public static Task<int> RunSqlAsync(CommandSetting setting) =>
        setting.GuardAsync(async cancellation =>
        {
            var folder = Path.GetFullPath(setting.ProjectDir);
            if (!Directory.Exists(folder))
                throw new ReleaseException(ErrorCode.ProjectMissing, $"there is no folder '{setting.ProjectDir}'");
            if (File.Exists(Path.Combine(folder, "dbt_project.yml")))
                throw new ReleaseException(
                    ErrorCode.AlreadyConfigured,
                    $"'{Path.Combine(setting.ProjectDir, "dbt_project.yml")}' exists, so the folder is a dbt project",
                    "data-release init, without --sql"
                );
            var name = new string([
                .. Path.GetFileName(folder)
                    .ToLowerInvariant()
                    .Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'),
            ]);
            var config = (File: ConfigReader.FileName, Content: ConfigText.OfSql(name));
            // A folder with queries of its own needs no example.
            (string File, string Content)[] files = HasQueries(folder)
                ? [config]
                :
                [
                    config,
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

    private static bool HasQueries(string folder) =>
        Path.Combine(folder, "models") is var models
        && Directory.Exists(models)
        && Directory.EnumerateFiles(models, "*.sql", SearchOption.AllDirectories).Any();

    /// <summary><c>init</c>: writes a configuration for what is in the folder.</summary>
    public static Task<int> RunAsync(CommandSetting setting) =>
        setting.GuardAsync(async cancellation =>
        {
            var path = setting.ConfigFile ?? Path.Combine(setting.ProjectDir, ConfigReader.FileName);
            if (File.Exists(path))
                throw new ReleaseException(ErrorCode.AlreadyConfigured, $"'{path}' exists");
            var look = await ProjectLook.AtAsync(setting, cancellation);
            if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
                throw new ReleaseException(
                    ErrorCode.ConfigMissing,
                    $"there is no folder '{Path.GetDirectoryName(Path.GetFullPath(path))}' for the configuration"
                );
            var production = setting.RequestedEnvironment ?? await AskAsync(setting, look, cancellation);
            await File.WriteAllTextAsync(path, ConfigText.Of(look, production), cancellation);
            return new ReleaseReport.Ended { Summary = $"wrote {path} for {look.Kind}; {Next(look, production)}" };
        });

    /// <summary>The environment that is production, if somebody is there to say so; otherwise null.</summary>
    private static async Task<string?> AskAsync(
        CommandSetting setting,
        ProjectLook look,
        CancellationToken cancellation
    )
    {
        if (setting.IsJson || setting.SaysYes || setting.Surroundings.Input is null || look.Targets.Count == 0)
            return null;
        var error = setting.Surroundings.Error;
        var names = string.Join(", ", look.Targets.Select(target => target.Name));
        error.WriteLine($"The profile has the targets {PrintableText.Line(names)}.");
        var likely = look.LikelyProduction;
        error.Write(
            "Which one do people and dashboards read? Its releases will ask before they go live. "
                + $"[{PrintableText.Line(likely ?? "none")}] "
        );
        var answer = await setting.Surroundings.AnswerAsync(cancellation);
        if (answer.Length == 0)
            return likely;
        if (answer == "none")
            return null;
        return look.Targets.Any(target => target.Name == answer)
            ? answer
            : throw new ReleaseException(
                ErrorCode.NotConfirmed,
                $"'{answer}' is not among the targets {names}; nothing was written",
                "answer with one of them, or with none"
            );
    }

    private static string Next(ProjectLook look, string? production)
    {
        if (look.IsDatabaseProject)
            return "describe its environment there: data-release plan";
        var asks = production is null ? "nothing in it needs to change" : $"a release to '{production}' asks first";
        return $"{asks}: data-release plan{(production is null ? "" : $" -e {production}")}";
    }
}
