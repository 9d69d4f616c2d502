using DataRelease.Builds.Dbt;
using DataRelease.Builds.Packages;
using DataRelease.Builds.SqlProjects;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary><c>plan --offline</c>: shows what is known without a database, for a build that must not use one.</summary>
internal static class OfflinePlan
{
    public static Task<int> RunAsync(CommandSetting setting) =>
        setting.GuardAsync(async cancellation =>
        {
            var config = setting.Config;
            if (SqlProject.IsAt(setting.ProjectDir, config))
                return OfSql(setting);
            var project = DbtProject.Load(setting.ProjectDir, setting.Surroundings.Variable, setting.Vars);
            var checks = new List<CheckOutcome>();
            var name = setting.RequestedEnvironment ?? config.DefaultEnvironment;
            DbtTarget? target = null;
            try
            {
                target = EnvironmentResolver.LoadTarget(
                    setting,
                    name is not null && config.Environments.GetValueOrDefault(name)?.Target is { } own ? own : name
                );
                checks.Add(new CheckOutcome("profile", "", CheckState.Pass, CheckSeverity.Warn, "", "", $"{target}"));
            }
            catch (ReleaseException error) when (error.Code == ErrorCode.VariableMissing)
            {
                // A machine that only builds need not have the secrets.
                checks.Add(
                    new CheckOutcome("profile", "", CheckState.Skipped, CheckSeverity.Warn, "", "", error.Message)
                );
            }
            var run = new CompileRun { Target = target?.TargetName, Vars = CompileRun.Canonical(setting.Vars) };
            var carried = await CarriedPackage.FindAsync(
                setting.ProjectDir,
                config.Build.Package,
                target?.Type ?? "",
                run,
                cancellation
            );
            var misfit = target is null ? null : carried?.WhyNot(target.Type, run);
            var relations = carried is { IsFresh: true }
                ? await RelationsAsync(carried.Path, target?.Schema, cancellation)
                : [];
            var builder =
                carried is { IsFresh: true } && misfit is not null
                    ? $"{carried.FileName} is compiled from the current sources, but {misfit}: dbt builds where it is "
                        + "found"
                : carried is { IsFresh: true }
                    ? $"{Path.GetFileName(carried.Path)} is compiled from the current sources"
                : carried is not null
                    ? $"{Path.GetFileName(carried.Path)} is stale ({carried.Differences[0]}): dbt builds"
                : "dbt builds";
            checks.Add(new CheckOutcome("builder", "", CheckState.Pass, CheckSeverity.Warn, "", "", builder));
            return new ReleaseReport.Planned
            {
                Environment = name ?? target?.TargetName ?? "",
                Checks = checks,
                Plan = relations,
                Summary = $"{project.Name} {project.Version} is in order; {builder}",
            };
        });

    /// <summary>
    /// Checks names, settings and the header of every file. Only the warehouse knows what the queries read.
    /// </summary>
    private static ReleaseReport.Planned OfSql(CommandSetting setting)
    {
        var project = SqlProject.Load(setting.ProjectDir, setting.Config.Project!);
        var (name, settings) = EnvironmentResolver.SqlEnvironment(
            setting.Config,
            setting.RequestedEnvironment ?? setting.Config.DefaultEnvironment
        );
        return new ReleaseReport.Planned
        {
            Environment = name,
            Plan =
            [
                .. project
                    .Relations(settings.Schema!)
                    .Select(relation => new PlannedRelation(
                        relation.Name,
                        RelationChange.Built,
                        relation.Materialized
                    )),
            ],
            Summary =
                $"{project.Config.Name} {project.Config.Version} is in order; a plan without --offline asks the "
                + "warehouse what its queries read",
        };
    }

    private static async Task<IReadOnlyList<PlannedRelation>> RelationsAsync(
        string package,
        string? liveSchema,
        CancellationToken cancellation
    )
    {
        var opened = await ReleasePackage.OpenAsync(package, cancellation);
        var compiled = opened.Content.BaseSchema;
        return
        [
            .. opened
                .Manifest.Nodes.Values.Where(node => node.IsRelation)
                .Select(node => new PlannedRelation(
                    (
                        liveSchema is null
                            ? node.Schema
                            : node.Schema.Replace(compiled, liveSchema, StringComparison.Ordinal)
                    ) + $".{node.Alias}",
                    RelationChange.Built,
                    node.Materialized
                ))
                .OrderBy(relation => relation.Relation, StringComparer.Ordinal),
        ];
    }
}
