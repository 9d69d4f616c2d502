using System.CommandLine;
using DataRelease.Builds.Dbt;
using DataRelease.Builds.Packages;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
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
                + "data-release pack --compile --out dist"
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
        var compile = new Option<bool>("--compile")
        {
            Description = "Let dbt compile the project first if target/manifest.json is absent or stale",
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(compile) && result.GetValue(manifest) is not null)
                result.AddError("--manifest names what is packed as it is: leave out --compile");
        });
        command.Options.Add(compile);
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
                    var request = new PackRequest
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
                    };
                    if (parse.GetValue(compile))
                        await CompileAsync(setting, request, cancellation);
                    var packed = await ReleasePacker.PackAsync(request, cancellation);
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

    /// <summary>
    /// Compiles what is not compiled from the current sources. Where dbt is missing, the packer says what is wrong with
    /// the manifest.
    /// </summary>
    private static async Task CompileAsync(CommandSetting setting, PackRequest request, CancellationToken cancellation)
    {
        var surroundings = setting.Surroundings;
        if (DbtBuilder.FindExecutable(setting.Config.Build.Dbt, surroundings.Variable) is not { } dbt)
            return;
        if (await PackCompile.WhyAsync(request, cancellation) is not { } why)
            return;
        await using var events = setting.Events();
        events.Publish(new ReleaseEvent.Noted($"{why}: dbt compiles"));
        var target = EnvironmentResolver.LoadTarget(setting, request.Target);
        await PackCompile.RunAsync(
            request,
            new PackCompileOptions(dbt, target, setting.Config.Build.Timeout, surroundings.Clock),
            events,
            cancellation
        );
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
