using System.CommandLine;
using DataRelease.Cli.Terminals;
using DataRelease.Errors;
using DataRelease.Releases;
using Spectre.Console;

namespace DataRelease.Cli;

/// <summary><c>status</c>: shows the status once, or as a board that follows what happens.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);

    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var watch = new Option<bool>("--watch", "-w")
        {
            Description = "Follow what happens until nothing waits; Ctrl-C ends only the view",
        };
        var command = new Command(
            "status",
            "What is live, since when, what waits, what can be rolled back to\n\n  data-release status --output json\n"
                + "  data-release status --watch"
        )
        {
            watch,
        };
        command.SetAction(
            (parse, token) =>
            {
                var setting = new CommandSetting(surroundings, common, parse, token);
                return setting.RunEngineAsync(null, (engine, cancel) =>
                    parse.GetValue(watch) ? FollowAsync(setting, engine, cancel) : engine.StatusAsync(cancel)
                );
            }
        );
        return command;
    }

    private static async Task<ReleaseReport.Status> FollowAsync(
        CommandSetting setting,
        ReleaseEngine engine,
        CancellationToken cancellation
    )
    {
        var surroundings = setting.Surroundings;
        if (
            setting.IsJson
            || TerminalShape.Of(surroundings, setting is { HasColour: true, IsPlain: false }) is not { } shape
        )
        {
            var told = "";
            return await LookAsync(setting, engine, Tell, cancellation);

            // If the terminal can't redraw, only changes are printed.
            void Tell(ReleaseReport.Status report, string? trouble)
            {
                var line = trouble ?? WatchBoard.Line(report);
                if (line == told || setting.IsQuiet)
                    return;
                told = line;
                surroundings.Error.WriteLine(PrintableText.Line($"{surroundings.Clock.GetUtcNow():HH:mm:ss} {line}"));
            }
        }
        var board = new WatchBoard(shape);
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(surroundings.Output),
                ColorSystem = shape.HasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            }
        );
        return await console
            .Live(Text.Empty)
            .AutoClear(true)
            .StartAsync(live =>
                LookAsync(
                    setting,
                    engine,
                    (report, trouble) => live.UpdateTarget(board.Draw(report, surroundings.Clock.GetUtcNow(), trouble)),
                    cancellation
                )
            );
    }

    /// <summary>Reads the status repeatedly, until nothing is being waited for and no command is at work.</summary>
    private static async Task<ReleaseReport.Status> LookAsync(
        CommandSetting setting,
        ReleaseEngine engine,
        Action<ReleaseReport.Status, string?> show,
        CancellationToken cancellation
    )
    {
        ReleaseReport.Status? last = null;
        while (true)
        {
            try
            {
                var report = await engine.StatusAsync(cancellation);
                // Another process may have the file open, or the server may be restarting. The next attempt may
                // succeed.
                var isBlind = report.Error is not null && report.Live is null;
                if (isBlind && last is null && report.ExitCode != ExitCode.Busy)
                    return report;
                if (isBlind)
                    show(last ?? report, report.Error!.Message);
                else
                {
                    last = report;
                    show(report, null);
                    if (report is { Watch: null, Lease: null or { IsExpired: true } })
                        return report;
                }
                await Task.Delay(_every, setting.Surroundings.Clock, cancellation);
            }
            catch (OperationCanceledException) when (last is not null)
            {
                return last;
            }
        }
    }
}
