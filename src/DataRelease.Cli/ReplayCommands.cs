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
        var command = new Command(
            "replay",
            "Run consumers' own queries on what is live and on a candidate, and compare\n\n  data-release replay "
                + "queries/ --release r42\n  data-release replay log.csv"
        )
        {
            queries,
            release,
        };
        command.SetAction(
            (parse, token) =>
                new CommandSetting(surroundings, common, parse, token).RunEngineAsync(null, (engine, cancel) =>
                    engine.ReplayAsync(
                        new ReplayRequest(parse.GetValue(queries) ?? [], parse.GetValue(release)),
                        cancel
                    )
                )
        );
        return command;
    }
}
