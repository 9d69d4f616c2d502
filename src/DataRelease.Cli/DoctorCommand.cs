using DataRelease.Builds.Dbt;
using DataRelease.Builds.SqlProjects;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary><c>doctor</c>: checks everything that a release needs before one begins.</summary>
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

            var report = new ReleaseReport.Examined { Environment = setting.RequestedEnvironment ?? "" };
            if (checks.All(check => check.State != CheckState.Fail || check.Name == "builder"))
            {
                await using var place = EnvironmentResolver.Resolve(setting);
                if (request is { Fix: true, DryRun: false })
                {
                    var prompt = setting.PromptAt(place);
                    await prompt.ConfirmAsync(
                        found =>
                            $"{prompt.Environment}, where {Prompt.Live(found)} is live: what is safe will be fixed.",
                        cancellation
                    );
                }
                await using var events = setting.Events();
                report = await new ReleaseEngine(place.Environment, events, setting.Surroundings.Clock).DoctorAsync(
                    request,
                    cancellation
                );
            }
            var failed = checks.FirstOrDefault(check => check.State == CheckState.Fail);
            return report with
            {
                Checks = [.. checks, .. report.Checks],
                Summary =
                    failed is null || report.Error is not null
                        ? report.Summary
                        : $"{failed.Name}: {failed.Message}; {report.Summary}",
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
                var entry = environment is null ? null : setting.Config.Environments.GetValueOrDefault(environment);
                var target = entry?.Target ?? environment;
                DbtTarget? profile = null;
                Look("profile", () => $"{profile = EnvironmentResolver.LoadTarget(setting, target)}");
                var type = entry is { ConnectionEnv: not null, Type: { } said } ? said : profile?.Type;
                BuilderChoice.Decision? decision = null;
                ReleaseException? nobody = null;
                try
                {
                    // Without a profile the place of the release is unknown.
                    if (type is not null)
                        decision = await BuilderChoice.DecideAsync(
                            setting,
                            type,
                            profile?.TargetName ?? environment ?? "",
                            cancellation
                        );
                }
                catch (ReleaseException error)
                {
                    nobody = error;
                }
                if (type is not null)
                    Look("builder", () => nobody is null ? Builds(decision!) : throw nobody);
            }

            static string Builds(BuilderChoice.Decision decision) =>
                decision switch
                {
                    { Package: { } package, Notice: null } =>
                        $"{package.FileName} is compiled from the current sources",
                    { Package: not null } => decision.Notice,
                    { Notice: { } notice } => $"{decision.Dbt}; {notice}",
                    _ => decision.Dbt!,
                };

            void Look(string name, Func<string> look)
            {
                try
                {
                    checks.Add(new CheckOutcome(name, "", CheckState.Pass, CheckSeverity.Fail, "", "", look()));
                }
                catch (ReleaseException error)
                {
                    checks.Add(new CheckOutcome(name, "", CheckState.Fail, CheckSeverity.Fail, "", "", error.Format()));
                }
            }
        });
}
