using System.CommandLine;
using System.CommandLine.Completions;

namespace DataRelease.Cli.Help;

/// <summary>Lets shells complete the options and arguments that take a release or a relation, of every verb.</summary>
internal static class ValueCompletions
{
    private static readonly string[] _ofRelations = ["--select", "--exclude", "--tables"];

    /// <summary>Adds the names to a command and all of its verbs.</summary>
    public static void AddTo(Command command, CommonOptions common)
    {
        foreach (var option in command.Options)
        {
            if (option is Option<string?> { HelpName: "ID" or "ID|VERSION" or "PLACE" } release)
                release.CompletionSources.Add(context =>
                    Items(
                        ReleaseNames.Of(
                            Project(context, common),
                            context.ParseResult.GetValue(common.Environment),
                            release.HelpName != "ID"
                        )
                    )
                );
            else if (option is Option<string[]> relations && _ofRelations.Contains(option.Name))
                relations.CompletionSources.Add(context => Items(RelationNames.Of(Project(context, common))));
        }
        foreach (var relations in command.Arguments.Where(argument => argument.Name == "relations"))
            relations.CompletionSources.Add(context => Items(RelationNames.Of(Project(context, common))));
        foreach (var sub in command.Subcommands)
            AddTo(sub, common);
    }

    private static string Project(CompletionContext context, CommonOptions common) =>
        context.ParseResult.GetValue(common.Project) ?? ".";

    private static IEnumerable<CompletionItem> Items(IEnumerable<string> names) =>
        names.Select(name => new CompletionItem(name));
}
