using System.CommandLine;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary><c>advance</c>, <c>promote</c> and <c>pause</c>.</summary>
internal static class WatchCommands
{
    public static IEnumerable<Command> Create(Surroundings surroundings, CommonOptions common, Option<TimeSpan?> wait)
    {
        yield return Verb(
            "advance",
            "Take the measurements that are due and go on, back, or say when to come again\n\n  data-release advance "
                + "-e prod",
            (engine, request, token) => engine.AdvanceAsync(request, token)
        );
        yield return Verb(
            "promote",
            "Go on from what waits as if it had passed\n\n  data-release promote -e prod",
            (engine, request, token) => engine.PromoteAsync(request, token)
        );
        yield return Verb(
            "pause",
            "Measure nothing and go on with nothing until resume or promote\n\n  data-release pause -e prod",
            (engine, request, token) => engine.PauseAsync(request, token)
        );

        Command Verb(
            string name,
            string description,
            Func<ReleaseEngine, WatchRequest, CancellationToken, Task<ReleaseReport>> work
        )
        {
            var command = new Command(name, description);
            command.Options.Add(wait);
            command.SetAction(
                (parse, token) =>
                    new CommandSetting(surroundings, common, parse, token).RunEngineAsync(null, (engine, cancel) =>
                        work(engine, new WatchRequest { Wait = parse.GetValue(wait) ?? TimeSpan.Zero }, cancel)
                    )
            );
            return command;
        }
    }
}
