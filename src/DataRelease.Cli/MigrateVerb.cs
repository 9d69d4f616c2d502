using System.CommandLine;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary>
/// <c>migrate up|down|status|verify|baseline|resolve</c>: changes state outside the project's models.
/// </summary>
internal static class MigrateVerb
{
    public static Command Create(
        Surroundings surroundings,
        CommonOptions common,
        Option<bool> dryRun,
        Option<TimeSpan?> wait
    )
    {
        var command = new Command(
            "migrate",
            "Take tables outside the project's models from version to version\n\n  data-release migrate up "
                + "-e prod --dry-run\n  data-release migrate down --to 6"
        );
        var version = new Argument<string>("version")
        {
            Description = "The migration's version, such as 7 or V0007 (or a repeatable one's file name)",
            Validators = { CommonOptions.RefuseOptions },
        };
        var outOfOrder = new Option<bool>("--allow-out-of-order")
        {
            Description = "Run migrations that are older than what is applied",
        };

        var upTo = new Option<string?>("--to")
        {
            Description = "The newest version to apply; default: all, and then the repeatable ones",
            HelpName = "VERSION",
        };
        var retry = new Option<bool>("--retry")
        {
            Description = "Run migrations again that were left unfinished without a transaction",
        };
        var contract = new Option<bool>("--include-contract")
        {
            Description = "Run contract migrations too, even while an older release can be rolled back to",
        };
        Add(
            "up",
            "Apply what is pending\n\n  data-release migrate up\n  data-release migrate up --to 7 --dry-run",
            [upTo, outOfOrder, retry, contract, dryRun, wait],
            [],
            parse => parse.GetValue(dryRun) ? null : "what is pending will be applied",
            (engine, parse, token) =>
                engine.MigrateUpAsync(
                    new MigrateRequest
                    {
                        To = parse.GetValue(upTo),
                        AllowOutOfOrder = parse.GetValue(outOfOrder),
                        Retry = parse.GetValue(retry),
                        IncludeContract = parse.GetValue(contract),
                        DryRun = parse.GetValue(dryRun),
                        Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                    },
                    token
                )
        );

        var downTo = new Option<string>("--to")
        {
            Description = "The version to go back to; 0 takes back all",
            HelpName = "VERSION",
            Required = true,
        };
        Add(
            "down",
            "Take back migrations newer than a version, with the down scripts as they were applied\n\n  "
                + "data-release migrate down --to 6 --dry-run",
            [downTo, dryRun, wait],
            [],
            parse =>
                parse.GetValue(dryRun) ? null : $"everything newer than {parse.GetValue(downTo)} will be taken back",
            (engine, parse, token) =>
                engine.MigrateDownAsync(
                    new MigrateRequest
                    {
                        To = parse.GetValue(downTo),
                        DryRun = parse.GetValue(dryRun),
                        Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                    },
                    token
                )
        );

        Add(
            "status",
            "Show what is applied, what waits and what is missing\n\n  data-release migrate status",
            [],
            [],
            _ => null,
            (engine, _, token) => engine.MigrateStatusAsync(token)
        );
        Add(
            "verify",
            "Check that the scripts are those that were applied, in order, and show what pending ones may "
                + "destroy\n\n  data-release migrate verify",
            [outOfOrder],
            [],
            _ => null,
            (engine, parse, token) =>
                engine.MigrateVerifyAsync(new MigrateRequest { AllowOutOfOrder = parse.GetValue(outOfOrder) }, token)
        );

        Add(
            "baseline",
            "Record that everything up to a version exists already; runs nothing\n\n  data-release migrate baseline 12",
            [wait],
            [version],
            parse => $"everything up to {parse.GetValue(version)} will count as applied",
            (engine, parse, token) =>
                engine.MigrateBaselineAsync(
                    new MigrateRequest
                    {
                        Version = parse.GetValue(version),
                        Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                    },
                    token
                )
        );

        var state = new Option<string>("--as") { Description = "applied or pending", Required = true };
        state.AcceptOnlyFromAmong("applied", "pending");
        Add(
            "resolve",
            "Record the real state of an unfinished or changed migration; runs nothing\n\n  data-release "
                + "migrate resolve 7 --as applied",
            [state, wait],
            [version],
            parse => $"{parse.GetValue(version)} will count as {parse.GetValue(state)}",
            (engine, parse, token) =>
                engine.MigrateResolveAsync(
                    new MigrateRequest
                    {
                        Version = parse.GetValue(version),
                        AsApplied = parse.GetValue(state) == "applied",
                        Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                    },
                    token
                )
        );
        return command;

        void Add(
            string name,
            string description,
            Option[] options,
            Argument[] arguments,
            Func<ParseResult, string?> question,
            Func<ReleaseEngine, ParseResult, CancellationToken, Task<ReleaseReport.Migrated>> work
        )
        {
            var verb = new Command(name, description);
            foreach (var option in options)
                verb.Options.Add(option);
            foreach (var argument in arguments)
                verb.Arguments.Add(argument);
            verb.SetAction(
                (parse, token) =>
                    new CommandSetting(surroundings, common, parse, token).RunEngineAsync(
                        (prompt, cancel) =>
                            question(parse) is { } facts
                                ? prompt.ConfirmAsync(
                                    found => $"{prompt.Environment}, where {Prompt.Live(found)} is live: {facts}.",
                                    cancel
                                )
                                : Task.CompletedTask,
                        (engine, cancel) => work(engine, parse, cancel)
                    )
            );
            command.Subcommands.Add(verb);
        }
    }
}
