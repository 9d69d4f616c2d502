using System.CommandLine;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary><c>replay</c>.</summary>
internal static class ReplayCommands
{
    public static Command Create(Surroundings surroundings, CommonOptions common, Option<string?> release)
    {
        var queries = new Argument<string[]>("queries")
        {
            Description = "Files and folders of queries: .sql, or logs in .csv, .json and .jsonl",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
            Validators = { CommonOptions.RefuseOptions },
        };
        var statistics = new Option<bool>("--statistics")
        {
            Description = "Also replay queries from the warehouse's own statistics",
        };
        var parameters = new Option<string[]>("--parameters")
        {
            Description = "Values for the parameters of those queries, in files of the same forms",
            HelpName = "FILE",
            DefaultValueFactory = _ => [],
        };
        var command = new Command(
            "replay",
            "Run consumers' own queries on what is live and on a candidate, and compare\n\n  data-release replay "
                + "queries/ --release r42\n  data-release replay log.csv\n  data-release replay --statistics "
                + "--parameters samples.json"
        )
        {
            queries,
            release,
            statistics,
            parameters,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(parameters) is { Length: > 0 } && !result.GetValue(statistics))
                result.AddError("--parameters belong to queries of the warehouse's statistics: add --statistics");
        });
        command.SetAction(
            (parse, token) =>
                new CommandSetting(surroundings, common, parse, token).RunEngineAsync(null, (engine, cancel) =>
                    engine.ReplayAsync(
                        new ReplayRequest(parse.GetValue(queries) ?? [], parse.GetValue(release))
                        {
                            Statistics = parse.GetValue(statistics),
                            Parameters = parse.GetValue(parameters) ?? [],
                        },
                        cancel
                    )
                )
        );
        return command;
    }
}
