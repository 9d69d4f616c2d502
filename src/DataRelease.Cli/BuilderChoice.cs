using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Builds.SqlProjects;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Cli;

/// <summary>
/// Who builds: the package that was named; else, in a project of plain SQL, its own builder; else the project's own
/// package if it is compiled from exactly its current sources; else dbt.
/// </summary>
internal static class BuilderChoice
{
    public static async Task<IGreenBuilder> CreateAsync(
        CommandSetting setting,
        string? package,
        Warehouse warehouse,
        DbtTarget? target,
        CancellationToken cancellation
    )
    {
        if (package is { } named)
            return new PackageBuilder(
                warehouse,
                await ReleasePackage.OpenAsync(named, cancellation),
                target?.Threads,
                setting.Surroundings.Clock
            );
        if (SqlProject.IsAt(setting.ProjectDir, setting.Config))
            return new SqlProjectBuilder(
                warehouse,
                SqlProject.Load(setting.ProjectDir, setting.Config.Project!),
                setting.Config.Build.Threads
            );
        var carried = await CarriedPackage.FindAsync(setting.ProjectDir, setting.Config.Build.Package, cancellation);
        if (carried is { IsFresh: true })
            return new PackageBuilder(
                warehouse,
                await ReleasePackage.OpenAsync(carried.Path, cancellation),
                target?.Threads,
                setting.Surroundings.Clock
            );

        var dbt = DbtBuilder.FindExecutable(setting.Config.Build.Dbt, setting.Surroundings.Variable);
        if (dbt is null && carried is not null)
        {
            throw new ReleaseException(
                ErrorCode.PackageStale,
                $"{Path.GetFileName(carried.Path)} was not compiled from the current sources ("
                    + $"{string.Join(", ", carried.Differences.Take(5))}), and dbt was not found"
            );
        }
        if (dbt is null)
            throw new ReleaseException(
                ErrorCode.DbtMissing,
                $"'{setting.Config.Build.Dbt}' is not on PATH, and the project carries no release package"
            );
        return new DbtBuilder(
            new DbtBuilderOptions(
                dbt,
                DbtProject.Load(setting.ProjectDir, setting.Surroundings.Variable, setting.Vars),
                target ?? EnvironmentResolver.LoadTarget(setting, null),
                setting.Surroundings.Clock
            )
        );
    }
}
