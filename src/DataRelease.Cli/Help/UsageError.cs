using System.CommandLine;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Cli.Help;

/// <summary>The mistake in a command line: one sentence, with what may have been meant.</summary>
internal static class UsageError
{
    private const string Missing = "there is no option";

    /// <summary>The first mistake; its consequences are not reported.</summary>
    public static ReleaseException Of(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        // A misspelt option leaves its value as a surplus word. Both are one mistake.
        if (parse.Errors.FirstOrDefault(error => error.Message.StartsWith(Missing, StringComparison.Ordinal)) is { } no)
            return new ReleaseException(ErrorCode.Usage, no.Message, Help(command));
        if (parse.UnmatchedTokens is [var token, ..])
            return new ReleaseException(ErrorCode.Usage, Unmatched(command, token), Help(command));
        if (command.Action is null && command.Subcommands.Count > 0)
            return new ReleaseException(
                ErrorCode.Usage,
                command is RootCommand
                    ? "no command was named"
                    : $"data-release {command.Name} takes one of {Names(command)}",
                Help(command)
            );
        return new ReleaseException(ErrorCode.Usage, parse.Errors[0].Message.TrimEnd('.'), Help(command));
    }

    /// <summary>The error for an unknown option, with a similar one that may have been meant.</summary>
    public static string NoOption(Command command, string token)
    {
        var name = token.Split('=', 2)[0];
        var known = Options(command).ToList();
        var near = ConfigValues.Nearest(name, known);
        return $"{Missing} '{name}'" + (near is null ? "" : $", did you mean '{near}'?");
    }

    private static string Unmatched(Command command, string token)
    {
        if (token.StartsWith('-'))
            return NoOption(command, token);
        if (command.Subcommands.Count == 0)
            return $"data-release {command.Name} takes no further argument '{token}'";
        var near = ConfigValues.Nearest(token, [.. command.Subcommands.Select(sub => sub.Name)]);
        return $"there is no command '{(command is RootCommand ? "" : $"{command.Name} ")}{token}'"
            + (near is null ? $"; there are {Names(command)}" : $", did you mean '{near}'?");
    }

    private static string Names(Command command) => string.Join(", ", command.Subcommands.Select(sub => sub.Name));

    private static string Help(Command command) =>
        command is RootCommand
            ? "data-release --help lists the commands"
            : $"data-release {command.Name} --help has its options";

    private static IEnumerable<string> Options(Command command)
    {
        for (Symbol? at = command; at is Command here; at = at.Parents.FirstOrDefault())
            foreach (var option in here.Options.Where(option => here == command || option.Recursive))
                yield return option.Name;
    }
}
