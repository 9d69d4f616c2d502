using System.CommandLine;
using DataRelease.Builds.Packages;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Warehouses;

namespace DataRelease.Cli;

/// <summary><c>pack</c>: writes a compiled project as one file that needs no dbt.</summary>
internal static class PackCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var output = new Option<string?>("--out")
        {
            Description = "The folder to write to; default: release/ in the project",
            HelpName = "DIR",
        };
        var manifest = new Option<string?>("--manifest")
        {
            Description = "The compiled manifest; default: target/manifest.json in the project",
            HelpName = "FILE",
        };
        var name = new Option<string?>("--name") { Description = "The package's name instead of the project's" };
        var version = new Option<string?>("--package-version")
        {
            Description = "The package's version instead of the project's",
            HelpName = "VERSION",
        };
        var command = new Command(
            "pack",
            "Turn a compiled dbt project into a release package that needs neither dbt nor the sources\n\n  "
                + "dbt compile --full-refresh\n  data-release pack --out dist"
        );
        var accepted = new Option<string[]>("--accept-run-dependence")
        {
            Description =
                "The name of a node, macro or file whose code may depend on the run that compiled it: the package "
                + "is then for that target only",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        command.Options.Add(accepted);
        command.Options.Add(output);
        command.Options.Add(manifest);
        command.Options.Add(name);
        command.Options.Add(version);
        command.SetAction(
            (parse, token) =>
            {
                var setting = new CommandSetting(surroundings, common, parse, token);
                return setting.GuardAsync(async cancellation =>
                {
                    MigrationSource.Check(setting);
                    var packed = await ReleasePacker.PackAsync(
                        new PackRequest
                        {
                            ProjectDir = setting.ProjectDir,
                            OutputDir = parse.GetValue(output) ?? Path.Combine(setting.ProjectDir, "release"),
                            MigrationsFolder = setting.Config.Migrations.Folder,
                            ManifestPath = parse.GetValue(manifest),
                            Name = parse.GetValue(name),
                            Version = parse.GetValue(version),
                            Target = TargetOf(setting),
                            DefaultTarget = DefaultTarget(setting),
                            Accepted = parse.GetValue(accepted) ?? [],
                            Schemas = setting.Config.Schemas,
                            Environment = surroundings.Variable,
                            Engines = Engines.Names,
                            Lexis = adapter =>
                                Engines.All.FirstOrDefault(engine => engine.Name == adapter)?.Lexis
                                ?? LexicalRules.Standard,
                        },
                        cancellation
                    );
                    return new ReleaseReport.Ended
                    {
                        Summary =
                            $"wrote {packed.Path}: {packed.Relations} relations, {packed.Tests} tests, "
                            + $"{packed.Bytes / 1024} KiB"
                            + (packed.LeftOut.Count > 0 ? $"; left out: {string.Join(", ", packed.LeftOut)}" : ""),
                    };
                });
            }
        );
        return command;
    }

    private static string? TargetOf(CommandSetting setting) =>
        setting.RequestedEnvironment is { } name
            ? setting.Config.Environments.GetValueOrDefault(name)?.Target ?? name
            : null;

    private static string? DefaultTarget(CommandSetting setting)
    {
        try
        {
            return EnvironmentResolver.LoadTarget(setting, null).TargetName;
        }
        catch (ReleaseException)
        {
            // A machine that only packs need not have the profile.
            return null;
        }
    }
}
