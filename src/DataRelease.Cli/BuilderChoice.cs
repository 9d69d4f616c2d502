using System.Runtime.CompilerServices;
using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Builds.SqlProjects;
using DataRelease.Dacpac;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Cli;

/// <summary>
/// Chooses the builder. A package named on the command line comes first. A plain SQL project has its own builder. For a
/// dbt project it is the project's own package if dbt would compile the same from the current sources, and otherwise
/// dbt.
/// </summary>
internal static class BuilderChoice
{
    public static async Task<IGreenBuilder> CreateAsync(
        CommandSetting setting,
        string? package,
        Warehouse warehouse,
        string environment,
        DbtTarget? target,
        CancellationToken cancellation
    )
    {
        if (DacpacCommand.IsDacpac(package))
            return await OfDacpacAsync(setting, package!, warehouse, cancellation);
        if (package is { } named)
            return new PackageBuilder(
                warehouse,
                await setting.OpenPackageAsync(named, cancellation),
                target?.Threads,
                setting.Surroundings.Clock
            );
        if (SqlProject.IsAt(setting.ProjectDir, setting.Config))
        {
            SqlProjectBuilder.RequireNames(warehouse);
            return new SqlProjectBuilder(
                warehouse,
                SqlProject.Load(setting.ProjectDir, setting.Config.Project!),
                setting.Config.Build.Threads
            );
        }
        var decision = await DecideAsync(
            setting,
            warehouse.Dialect.Name,
            target?.TargetName ?? environment,
            cancellation
        );
        return decision.Package is { } carried
            ? new PackageBuilder(
                warehouse,
                await ReleasePackage.OpenAsync(carried.Path, cancellation),
                target?.Threads,
                setting.Surroundings.Clock
            )
            {
                Notice = decision.Notice,
            }
            : new DbtBuilder(
                new DbtBuilderOptions(
                    decision.Dbt!,
                    DbtProject.Load(setting.ProjectDir, setting.Surroundings.Variable, setting.Vars),
                    target ?? EnvironmentResolver.LoadTarget(setting, null),
                    setting.Surroundings.Clock
                )
                {
                    Notice = decision.Notice,
                }
            );
    }

    /// <summary>A separate method, so that DacFx is loaded only for a dacpac.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<IGreenBuilder> OfDacpacAsync(
        CommandSetting setting,
        string dacpac,
        Warehouse warehouse,
        CancellationToken cancellation
    )
    {
        Cultures.Require();
        var file = DatabaseProjectFile.Find(dacpac);
        return await DacpacBuilder.OpenAsync(
            warehouse,
            file.Path,
            new DacpacChoices
            {
                Notice = file.Notice,
                Accepted = setting.Config.DacpacAccepted,
                Against = setting.Against,
                AllowBreaking = setting.AllowBreaking,
            },
            cancellation
        );
    }

    /// <summary>The builder of a dbt project when no package was named.</summary>
    /// <param name="Package">The project's own package, if it is used; otherwise null.</param>
    /// <param name="Dbt">dbt's executable, if dbt builds; otherwise null.</param>
    /// <param name="Notice">A remark for the user, or null.</param>
    public sealed record Decision(CarriedPackage? Package, string? Dbt, string? Notice);

    /// <summary>Chooses the builder; opens no package and no warehouse.</summary>
    /// <param name="setting">The command.</param>
    /// <param name="adapter">The kind of the environment's warehouse.</param>
    /// <param name="target">The dbt target for which a release would compile.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">The project can't be built here.</exception>
    public static async Task<Decision> DecideAsync(
        CommandSetting setting,
        string adapter,
        string target,
        CancellationToken cancellation
    )
    {
        var run = new CompileRun { Target = target, Vars = CompileRun.Canonical(setting.Vars) };
        var all = await CarriedPackage.FindAllAsync(setting.ProjectDir, setting.Config.Build.Package, cancellation);
        var dbt = DbtBuilder.FindExecutable(setting.Config.Build.Dbt, setting.Surroundings.Variable);
        string? notice = null;
        if (all.FirstOrDefault(package => package.WhyNot(adapter, run) is null) is { } fits)
        {
            if (dbt is null)
                return new Decision(fits, null, null);
            var version = await DbtVersion.ReadAsync(dbt, setting.ProjectDir, cancellation);
            if (version == fits.Content.DbtVersion)
                return new Decision(fits, null, null);
            notice =
                $"{fits.FileName} was compiled by dbt {fits.Content.DbtVersion}, but dbt here is "
                + $"{version ?? "another version"}: dbt builds";
        }
        // If no package fits, the message explains a fresh one first: that says more than one with stale sources.
        var nearest = all.FirstOrDefault(package => package.IsFresh) ?? (all.Count > 0 ? all[0] : null);
        if (dbt is null && nearest is not null)
            return WithoutDbt(all.FirstOrDefault(IsOfHere) ?? nearest);
        if (dbt is null)
            throw new ReleaseException(
                ErrorCode.DbtMissing,
                $"'{setting.Config.Build.Dbt}' is not on PATH, and the project carries no release package"
            );
        if (notice is null && nearest is { IsFresh: true } && nearest.WhyNot(adapter, run) is { } why)
            notice = $"{nearest.FileName} is not used automatically: {why}; dbt builds";
        return new Decision(null, dbt, notice);

        bool IsOfHere(CarriedPackage package) => package.IsFresh && package.Content.AdapterType == adapter;

        // Packages of earlier tool versions don't say for which target they were compiled. Without dbt there is nothing
        // else to use.
        Decision WithoutDbt(CarriedPackage package) =>
            !package.IsFresh
                ? throw new ReleaseException(
                    ErrorCode.PackageStale,
                    $"{package.FileName} was not compiled from the current sources ("
                        + $"{string.Join(", ", package.Differences.Take(5))}), and dbt was not found"
                )
            : !IsOfHere(package)
                ? throw new ReleaseException(
                    ErrorCode.PackageAdapter,
                    $"{package.FileName} is compiled for {package.Content.AdapterType}, this environment is {adapter}, "
                        + "and dbt was not found"
                )
            : (package.Content.CompiledFor ?? run).Conflicts(run).Count == 0
                ? new Decision(
                    package,
                    null,
                    $"{package.FileName} is used anyway: {package.WhyNot(adapter, run)}, and dbt was not found"
                )
            : throw new ReleaseException(
                ErrorCode.PackageElsewhere,
                $"{package.FileName} is not used automatically: {package.WhyNot(adapter, run)}; dbt was not found"
            );
    }
}
