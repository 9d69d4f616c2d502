using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DataRelease.Cli.Help;

/// <summary>
/// The pages of <c>--help</c>: the verbs in groups, and the options of a verb. The options of every verb are on the
/// first page only.
/// </summary>
internal static class HelpPage
{
    private const int Narrowest = 40;
    private const int WithoutTerminal = 100;
    private const int LongestName = 32;

    /// <summary>The verbs, grouped by purpose.</summary>
    public static IReadOnlyList<(string Title, string[] Verbs)> Groups { get; } =
    [
        ("Begin", ["init", "doctor"]),
        (
            "Release",
            ["plan", "deploy", "validate", "diff", "replay", "rehearse", "approve", "swap", "release", "refresh"]
        ),
        ("Go back and go on", ["rollback", "resume", "advance", "promote", "pause", "abort"]),
        ("Look", ["status", "history", "report"]),
        ("Data beside the models", ["backup", "migrate"]),
        ("Keep in order", ["prune", "leave", "certify", "pack", "completion"]),
    ];

    /// <summary>Replaces the parser's own help.</summary>
    public static void Install(RootCommand root, Surroundings surroundings)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new Action(surroundings);
    }

    /// <summary>The page of a command.</summary>
    public static string Of(Command command, RootCommand root, int width)
    {
        width = Math.Max(Narrowest, width);
        var page = new List<string>();
        var parts = (command.Description ?? "").Split("\n\n", 2);
        page.AddRange(Wrapped($"{parts[0].TrimEnd('.')}.", width, 0));
        page.Add("");
        page.Add($"Usage: {Usage(command, root)}");
        if (parts.Length == 2)
        {
            page.Add("");
            page.AddRange(parts[1].Split('\n').Select(line => line.TrimEnd()));
        }
        if (command == root)
        {
            foreach (var (title, verbs) in Groups)
                Section(
                    page,
                    title,
                    verbs
                        .Select(verb => root.Subcommands.FirstOrDefault(sub => sub.Name == verb))
                        .OfType<Command>()
                        .Select(Entry),
                    width
                );
            Section(page, "Options of every command", root.Options.Select(Entry), width);
            page.Add("");
            page.AddRange(
                Wrapped(
                    "data-release COMMAND --help shows what a command takes. A result goes to standard output, "
                        + "progress "
                        + "to standard error. Exit codes: 0 done, 1 failed, 2 usage, 3 refused, 4 busy, 5 rolled back, "
                        + "130 cancelled.",
                    width,
                    0
                )
            );
            return string.Join('\n', page) + "\n";
        }
        Section(page, "Commands", command.Subcommands.Select(Entry), width);
        Section(page, "Arguments", command.Arguments.Select(Entry), width);
        Section(page, "Options", command.Options.Where(option => option is not HelpOption).Select(Entry), width);
        page.Add("");
        page.AddRange(
            Wrapped(
                "Every command also takes --project, -e, --output, --yes and others: data-release --help.",
                width,
                0
            )
        );
        return string.Join('\n', page) + "\n";
    }

    private static string Usage(Command command, RootCommand root)
    {
        var name = "data-release";
        if (command != root)
        {
            var path = new Stack<string>();
            for (Symbol? at = command; at is Command and not RootCommand; at = at.Parents.FirstOrDefault())
                path.Push(at.Name);
            name = $"{name} {string.Join(' ', path)}";
        }
        if (command.Subcommands.Count > 0)
            name += " COMMAND";
        foreach (var argument in command.Arguments)
            name += argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" <{argument.Name}>";
        return $"{name} [options]";
    }

    private static (string Name, string Text) Entry(Command command) =>
        (command.Name, (command.Description ?? "").Split("\n\n", 2)[0]);

    private static (string Name, string Text) Entry(Argument argument) => (argument.Name, argument.Description ?? "");

    private static (string Name, string Text) Entry(Option option)
    {
        var names = option.Aliases.Where(alias => alias is ['-', >= 'a' and <= 'z']).Append(option.Name);
        var value =
            option.HelpName is { Length: > 0 } help ? $" {help}"
            : option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0 ? ""
            : " VALUE";
        return ($"{string.Join(", ", names)}{value}", option.Description ?? "");
    }

    private static void Section(
        List<string> page,
        string title,
        IEnumerable<(string Name, string Text)> entries,
        int width
    )
    {
        var rows = entries.ToList();
        if (rows.Count == 0)
            return;
        page.Add("");
        page.Add(title);
        var column = Math.Min(LongestName, rows.Max(row => row.Name.Length)) + 4;
        // On a narrow terminal the text goes below its name.
        if (width - column < 24)
            column = 6;
        foreach (var (name, text) in rows)
        {
            var lines = Wrapped(text, width, column).ToList();
            if (name.Length + 4 <= column && lines.Count > 0)
            {
                lines[0] = $"  {name}".PadRight(column) + lines[0].TrimStart();
                page.AddRange(lines);
                continue;
            }
            page.Add($"  {name}");
            page.AddRange(lines);
        }
    }

    private static IEnumerable<string> Wrapped(string text, int width, int indent)
    {
        var room = Math.Max(10, width - indent);
        var line = "";
        foreach (var word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > room)
            {
                yield return new string(' ', indent) + line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        if (line.Length > 0)
            yield return new string(' ', indent) + line;
    }

    private static int Width(Surroundings surroundings)
    {
        if (int.TryParse(surroundings.Variable("COLUMNS"), out var said) && said > 0)
            return said;
        if (!ReferenceEquals(surroundings.Output, Console.Out) || Console.IsOutputRedirected)
            return WithoutTerminal;
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : WithoutTerminal;
        }
        catch (IOException)
        {
            return WithoutTerminal;
        }
    }

    private sealed class Action(Surroundings surroundings) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            surroundings.Output.Write(
                Of(
                    parseResult.CommandResult.Command,
                    (RootCommand)parseResult.RootCommandResult.Command,
                    Width(surroundings)
                )
            );
            return 0;
        }
    }
}
