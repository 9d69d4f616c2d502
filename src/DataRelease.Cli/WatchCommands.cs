using System.CommandLine;
using DataRelease.Builds;
using DataRelease.Cli.Pipelines;
using DataRelease.Configuration;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary><c>refresh</c>, <c>advance</c>, <c>promote</c> and <c>pause</c>.</summary>
internal static class WatchCommands
{
    public static IEnumerable<Command> Create(
        Surroundings surroundings,
        CommonOptions common,
        Option<bool> dryRun,
        Option<bool> detach,
        Option<TimeSpan?> wait,
        Option<string?> overriding,
        Option<string?> release
    )
    {
        var full = new Option<bool>("--full") { Description = "Skip all remaining steps or waves and swap" };
        yield return Refresh(surroundings, common, dryRun, detach, wait, overriding);
        yield return Verb(
            "advance",
            "Take the measurements that are due, then go on, go back, or say when the next are due\n\n  "
                + "data-release advance "
                + "-e prod",
            "The release goes on if its next step is due.",
            (engine, request, token) => engine.AdvanceAsync(request, token)
        );
        yield return Verb(
            "promote",
            "Go on as if the step that waits had passed\n\n  data-release promote -e prod\n  data-release promote "
                + "--full -e prod",
            "The release goes on as if the step that waits had passed.",
            (engine, request, token) => engine.PromoteAsync(request, token)
        );
        yield return Verb(
            "pause",
            "Stop measuring and wait until resume or promote\n\n  data-release pause -e prod",
            "The release is no longer measured.",
            (engine, request, token) => engine.PauseAsync(request, token)
        );

        Command Verb(
            string name,
            string description,
            string stake,
            Func<ReleaseEngine, WatchRequest, CancellationToken, Task<ReleaseReport.Released>> work
        )
        {
            var command = new Command(name, description);
            if (name != "pause")
                command.Options.Add(overriding);
            if (name == "promote")
                command.Options.Add(full);
            command.Options.Add(release);
            command.Options.Add(wait);
            command.SetAction(
                (parse, token) =>
                {
                    var setting = new CommandSetting(surroundings, common, parse, token);
                    return setting.RunEngineAsync(
                        (prompt, cancel) =>
                            prompt.ConfirmProtectedAsync(
                                found =>
                                    $"{prompt.Environment} is protected, and {Prompt.Live(found)} is live. {stake}",
                                cancel
                            ),
                        (engine, cancel) =>
                            work(
                                engine,
                                new WatchRequest
                                {
                                    Override = name == "pause" ? null : setting.Override(parse.GetValue(overriding)),
                                    Release = parse.GetValue(release),
                                    Full = name == "promote" && parse.GetValue(full),
                                    Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                                },
                                cancel
                            )
                    );
                }
            );
            return command;
        }
    }

    private static Command Refresh(
        Surroundings surroundings,
        CommonOptions common,
        Option<bool> dryRun,
        Option<bool> detach,
        Option<TimeSpan?> wait,
        Option<string?> overriding
    )
    {
        var vars = new Option<string?>("--vars")
        {
            Description = "Variables as dbt's --vars takes them; values that change the compiled code are refused",
            HelpName = "YAML",
        };
        var threads = CommonOptions.Number("--threads", "Statements at once; default: the profile's", 1);
        var command = new Command(
            "refresh",
            "Build the code that is live with today's data, validate it against yesterday's, and swap\n\n  "
                + "data-release refresh -e prod"
        )
        {
            vars,
            threads,
            overriding,
            dryRun,
            detach,
            wait,
        };
        command.SetAction(
            (parse, token) =>
            {
                var setting = new CommandSetting(surroundings, common, parse, token);
                return setting.RunEngineAsync<ReleaseReport>(
                    (prompt, cancel) =>
                        parse.GetValue(dryRun)
                            ? Task.CompletedTask
                            : prompt.ConfirmProtectedAsync(
                                found =>
                                    $"{prompt.Environment} is protected, and {Prompt.Live(found)} is live. It is built "
                                    + "with today's data and swapped if its checks pass.",
                                cancel
                            ),
                    async (engine, cancel) =>
                    {
                        var request = new RefreshRequest
                        {
                            Build = new BuildOptions
                            {
                                Vars = parse.GetValue(vars),
                                Threads = parse.GetValue(threads) ?? setting.Config.Build.Threads,
                                // A refresh loads new data, so unchanged code does not mean that nothing changed.
                                Reuse =
                                    setting.Config.Build.Reuse == ReuseMode.Fresh ? ReuseMode.Fresh : ReuseMode.Never,
                                Timeout = setting.Config.Build.Timeout,
                            },
                            Override = setting.Override(parse.GetValue(overriding)),
                            By = ReleaseOrigin.Of(setting.ProjectDir, surroundings.Variable).By,
                            Detach = parse.GetValue(detach),
                            Wait = parse.GetValue(wait) ?? TimeSpan.Zero,
                        };
                        return parse.GetValue(dryRun)
                            ? await engine.PreviewRefreshAsync(request, cancel)
                            : await engine.RefreshAsync(request, cancel);
                    }
                );
            }
        );
        return command;
    }
}
