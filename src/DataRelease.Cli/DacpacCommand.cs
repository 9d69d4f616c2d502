using System.CommandLine;
using System.Runtime.CompilerServices;
using DataRelease.Dacpac;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary>The options of a dacpac's plan: what it is compared with, and where the files go.</summary>
internal sealed class DacpacArguments
{
    public Option<string?> Against { get; } =
        new("--against")
        {
            Description = "The dacpac of what stands in the database, where the ledger has none",
            HelpName = "FILE",
        };

    public Option<string?> Out { get; } =
        new("--out")
        {
            Description = "The folder for a dacpac's plan: the release's dacpac, its scripts, the deploy report",
            HelpName = "DIR",
        };

    /// <summary>Adds the options that a verb takes: only a plan writes files.</summary>
    public void AddTo(Command command, bool isPlan)
    {
        command.Options.Add(Against);
        if (isPlan)
            command.Options.Add(Out);
    }
}

/// <summary><c>plan app.dacpac</c>: what a release of the dacpac would do; it needs no server.</summary>
internal static class DacpacCommand
{
    /// <summary>
    /// True if the command ends here: a plan without an environment, and options that do not fit. All other commands
    /// with a dacpac are releases like those of other projects.
    /// </summary>
    public static bool IsFor(CommandSetting setting, string verb, ParseResult parse, DacpacArguments arguments)
    {
        var isAgainst = parse.GetResult(arguments.Against) is not null;
        var isOut = parse.GetResult(arguments.Out) is not null;
        return IsDacpac(setting.Package)
            ? verb == "plan" && (isAgainst || isOut || !HasEnvironment(setting))
            : isAgainst || isOut;
    }

    private static bool HasEnvironment(CommandSetting setting)
    {
        try
        {
            return setting.RequestedEnvironment is not null
                || setting.Config.DefaultEnvironment is not null
                || setting.Config.Environments.Count > 0;
        }
        catch (ReleaseException)
        {
            // The command reads the configuration again, and reports what is wrong with it.
            return false;
        }
    }

    public static Task<int> RunAsync(
        CommandSetting setting,
        ParseResult parse,
        DacpacArguments arguments,
        bool allowBreaking,
        bool dryRun
    )
    {
        if (!IsDacpac(setting.Package))
            return Refuse(setting, ErrorCode.DacpacOptions, "no dacpac is named");
        Cultures.Require();
        return setting.GuardAsync(cancellation =>
            PlanAsync(
                setting,
                parse.GetValue(arguments.Against),
                parse.GetValue(arguments.Out),
                allowBreaking,
                dryRun,
                cancellation
            )
        );
    }

    /// <summary>True for the path of a dacpac, or of a project that makes one.</summary>
    public static bool IsDacpac(string? package) =>
        package?.EndsWith(".dacpac", StringComparison.OrdinalIgnoreCase) == true || DatabaseProjectFile.Is(package);

    private static Task<int> Refuse(CommandSetting setting, ErrorCode code, string what) =>
        setting.GuardAsync<ReleaseReport>(_ => throw new ReleaseException(code, what));

    /// <summary>A separate method, so that DacFx is loaded only for a dacpac.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<ReleaseReport.Planned> PlanAsync(
        CommandSetting setting,
        string? against,
        string? folder,
        bool allowBreaking,
        bool dryRun,
        CancellationToken cancellation
    )
    {
        var file = DatabaseProjectFile.Find(setting.Package!);
        var plan = DacpacPlanner.Plan(
            new DacpacPlanRequest
            {
                Path = file.Path,
                Against = against,
                Accepted = setting.Config.DacpacAccepted,
                AllowBreaking = allowBreaking,
            }
        );
        var refusals = plan.Problems.Where(problem => !problem.IsWarning).ToList();
        var isWritten = folder is not null && refusals.Count == 0 && !dryRun;
        if (isWritten)
            await plan.WriteAsync(folder!, cancellation);
        var changed = plan.Relations.Count(relation => relation.Change != RelationChange.Unchanged);
        return new ReleaseReport.Planned
        {
            Environment = setting.RequestedEnvironment ?? "",
            ExitCode = refusals.Count > 0 ? ExitCode.Refused : ExitCode.Done,
            Error =
                refusals.Count == 0
                    ? null
                    : new ReleaseException(
                        refusals[0].Code,
                        refusals[0].Message + (refusals.Count > 1 ? $" (and {refusals.Count - 1} more)" : ""),
                        null,
                        refusals[0].Where
                    ),
            Plan = plan.Relations,
            Problems = plan.Problems,
            Statements = dryRun
                ? [.. plan.Files.Where(file => file.Name.EndsWith(".sql", StringComparison.Ordinal)).Select(Titled)]
                : [],
            Summary =
                $"{plan.Name} {plan.Version}: {changed} of {plan.Relations.Count} objects differ from "
                + (against is null ? "an empty database" : against)
                + (file.Notice is { } notice ? $"; {notice}" : "")
                + (isWritten ? $"; wrote {string.Join(", ", plan.Files.Select(file => file.Name))} to {folder}" : ""),
        };

        static string Titled(DacpacOutput file) => $"-- {file.Name}\n{file.Text.TrimEnd()}";
    }
}
