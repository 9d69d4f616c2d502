using System.CommandLine;

namespace DataRelease.Cli.Help;

/// <summary>
/// <c>completion</c>: prints a script with which a shell completes commands, options, environments, releases and
/// relations.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _data_release() {
          local IFS=$'\n'
          COMPREPLY=($(data-release "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
        }
        complete -F _data_release data-release
        """;

    private const string Zsh = """
        #compdef data-release
        _data_release() {
          local -a found
          found=("${(@f)$(data-release "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -- ${found}
        }
        compdef _data_release data-release
        """;

    private const string Fish = """
        complete -c data-release -f -a '(data-release "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    private const string Pwsh = """
        Register-ArgumentCompleter -Native -CommandName data-release -ScriptBlock {
          param($word, $line, $position)
          data-release "[suggest:$position]" "$line" 2>$null | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
          }
        }
        """;

    public static Command Create(Surroundings surroundings)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command(
            "completion",
            "Write a script that completes commands, options, environments, releases and relations\n\n"
                + "  source <(data-release completion bash)\n"
                + "  data-release completion fish > ~/.config/fish/completions/data-release.fish"
        );
        command.Arguments.Add(shell);
        command.SetAction(parse =>
            surroundings.Output.WriteLine(
                parse.GetValue(shell) switch
                {
                    "bash" => Bash,
                    "zsh" => Zsh,
                    "fish" => Fish,
                    _ => Pwsh,
                }
            )
        );
        return command;
    }
}
