using System.CommandLine;
using DataRelease.Releases;

namespace DataRelease.Cli;

/// <summary><c>history</c>: people see one page; a document has all releases unless --limit asks for fewer.</summary>
internal static class HistoryCommand
{
    private const int Page = 20;

    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var limit = CommonOptions.Number(
            "--limit",
            $"How many releases to show, newest first; default {Page}, and all with --output json",
            1
        );
        var before = new Option<string?>("--before")
        {
            Description = "Only releases older than this one, such as r42",
            HelpName = "ID",
        };
        var all = new Option<bool>("--all") { Description = "Show all releases" };
        var command = new Command(
            "history",
            "Releases, newest first, what each changed and how it ended\n\n"
                + "  data-release history\n  data-release history --limit 50 --before r42"
        )
        {
            limit,
            before,
            all,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) && result.GetValue(limit) is not null)
                result.AddError("--all and --limit exclude each other");
        });
        command.SetAction(
            (parse, token) =>
            {
                var setting = new CommandSetting(surroundings, common, parse, token);
                int? standard = setting.IsJson || parse.GetValue(all) ? null : Page;
                var request = new HistoryRequest(parse.GetValue(limit) ?? standard, parse.GetValue(before));
                return setting.RunEngineAsync(null, (engine, cancel) => engine.HistoryAsync(request, cancel));
            }
        );
        return command;
    }
}
