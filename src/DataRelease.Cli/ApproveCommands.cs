using System.CommandLine;
using DataRelease.Cli.Pipelines;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary><c>approve</c>.</summary>
internal static class ApproveCommands
{
    public static Command Create(
        Surroundings surroundings,
        CommonOptions common,
        Option<string?> release,
        Option<string?> commit,
        Option<TimeSpan?> wait
    )
    {
        var command = new Command(
            "approve",
            "Approve a candidate in your own name, so that it may go live\n\n  data-release approve -e prod\n  "
                + "data-release approve "
                + "--release r42 --commit 1a2b3c4d"
        )
        {
            release,
            commit,
            wait,
        };
        command.SetAction(
            (parse, token) =>
            {
                var setting = new CommandSetting(surroundings, common, parse, token);
                var named = parse.GetValue(release);
                return setting.RunEngineAsync(
                    async (prompt, cancel) => named ??= (await prompt.ChooseAsync(parse.GetValue(commit), cancel))?.Id,
                    (engine, cancel) =>
                        engine.ApproveAsync(
                            new ApproveRequest
                            {
                                Release = named,
                                Commit = parse.GetValue(commit),
                                By = ReleaseOrigin.Of(setting.ProjectDir, surroundings.Variable).By,
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
