using DataRelease.Builds.Dbt;
using DataRelease.Builds.Packages;
using DataRelease.Builds.SqlProjects;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary><c>doctor</c>: everything that a release needs, looked at before one is under way.</summary>
internal static class DoctorCommand
{
    public static Task<int> RunAsync(CommandSetting setting, DoctorRequest request) =>
        setting.GuardAsync(async cancellation =>
        {
            var checks = new List<CheckOutcome>();
            Look("configuration", () => setting.Config.File ?? "no data-release.yml: all defaults");
            if (SqlProject.IsAt(setting.ProjectDir, setting.Config))
                LookAtSql();
            else
                await LookAtDbtAsync();

            var report = new ReleaseReport { Environment = setting.RequestedEnvironment ?? "" };
            if (checks.All(check => check.State != CheckState.Fail || check.Name == "builder"))
            {
                await using var place = EnvironmentResolver.Resolve(setting);
                if (request is { Fix: true, DryRun: false })
                {
                    var prompt = setting.PromptAt(place);
                    await prompt.ConfirmAsync(
                        found =>
                            $"{prompt.Environment}, where {Prompt.Live(found)} is live: what is safe will be mended.",
                        null,
                        cancellation
                    );
                }
                await using var events = ConsoleEvents.Create(setting);
                report = await new ReleaseEngine(place.Environment, events, setting.Surroundings.Clock).DoctorAsync(
                    request,
                    cancellation
                );
            }
            var failed = checks.FirstOrDefault(check => check.State == CheckState.Fail);
            return report with
            {
                Checks = [.. checks, .. report.Checks],
                ExitCode =
                    report.ExitCode != ExitCode.Done ? report.ExitCode
                    : failed is null ? ExitCode.Done
                    : ExitCode.Usage,
            };

            void LookAtSql()
            {
                Look("project", () =>
                    SqlProject.Load(setting.ProjectDir, setting.Config.Project!) is var project
                        ? $"{project.Config.Name} {project.Config.Version}, plain SQL"
                        : ""
                );
                Look("environment", () =>
                    EnvironmentResolver.SqlEnvironment(
                        setting.Config,
                        setting.RequestedEnvironment ?? setting.Config.DefaultEnvironment
                    )
                        is var (name, settings)
                        ? $"{name}: {Engines.Of(settings).Name}, live in {settings.Schema}"
                        : ""
                );
            }

            async Task LookAtDbtAsync()
            {
                Look("project", () =>
                    DbtProject.Load(setting.ProjectDir, setting.Surroundings.Variable, setting.Vars) is var project
                        ? $"{project.Name} {project.Version}"
                            + (
                                project.MissingPackages
                                    ? "; its packages are not installed, a release runs dbt deps"
                                    : ""
                            )
                        : ""
                );
                var environment = setting.RequestedEnvironment ?? setting.Config.DefaultEnvironment;
                var target = setting.RequestedEnvironment is { } name
                    ? setting.Config.Environments.GetValueOrDefault(name)?.Target ?? environment
                    : environment;
                Look("profile", () => $"{EnvironmentResolver.LoadTarget(setting, target)}");
                var carried = await CarriedPackage.FindAsync(
                    setting.ProjectDir,
                    setting.Config.Build.Package,
                    cancellation
                );
                var dbt = DbtBuilder.FindExecutable(setting.Config.Build.Dbt, setting.Surroundings.Variable);
                Look("builder", () =>
                    carried is { IsFresh: true }
                        ? $"{Path.GetFileName(carried.Path)} is compiled from the current sources"
                        : dbt
                            ?? throw new ReleaseException(
                                ErrorCode.DbtMissing,
                                $"'{setting.Config.Build.Dbt}' is not on PATH"
                                    + (
                                        carried is null
                                            ? ""
                                            : $", and {Path.GetFileName(carried.Path)} is stale "
                                                + $"({carried.Differences[0]})"
                                    )
                            )
                );
            }

            void Look(string name, Func<string> look)
            {
                try
                {
                    checks.Add(new CheckOutcome(name, "", CheckState.Pass, "fail", "", "", look()));
                }
                catch (ReleaseException error)
                {
                    checks.Add(new CheckOutcome(name, "", CheckState.Fail, "fail", "", "", error.Format()));
                }
            }
        });
}
