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
/// package if dbt would compile the same from its current sources; else dbt.
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
        var run = new CompileRun
        {
            Target = target?.TargetName ?? environment,
            Vars = CompileRun.Canonical(setting.Vars),
        };
        var all = await CarriedPackage.FindAllAsync(setting.ProjectDir, setting.Config.Build.Package, cancellation);
        var adapter = warehouse.Dialect.Name;
        var dbt = DbtBuilder.FindExecutable(setting.Config.Build.Dbt, setting.Surroundings.Variable);
        string? notice = null;
        if (all.FirstOrDefault(package => package.WhyNot(adapter, run) is null) is { } fits)
        {
            if (dbt is null)
                return await OfPackageAsync(fits, null);
            var version = await DbtVersion.ReadAsync(dbt, setting.ProjectDir, cancellation);
            if (version == fits.Content.DbtVersion)
                return await OfPackageAsync(fits, null);
            notice =
                $"{fits.FileName} was compiled by dbt {fits.Content.DbtVersion}, and this is dbt "
                + $"{version ?? "of another version"}: dbt builds";
        }
        // One of other sources says less than one of another place.
        var nearest = all.FirstOrDefault(package => package.IsFresh) ?? (all.Count > 0 ? all[0] : null);
        if (dbt is null && nearest is not null)
            return await WithoutDbtAsync(all.FirstOrDefault(package => IsOfHere(package)) ?? nearest);
        if (dbt is null)
            throw new ReleaseException(
                ErrorCode.DbtMissing,
                $"'{setting.Config.Build.Dbt}' is not on PATH, and the project carries no release package"
            );
        if (notice is null && nearest is { IsFresh: true } && nearest.WhyNot(adapter, run) is { } why)
            notice = $"{nearest.FileName} is not taken unasked: {why}; dbt builds";
        return new DbtBuilder(
            new DbtBuilderOptions(
                dbt,
                DbtProject.Load(setting.ProjectDir, setting.Surroundings.Variable, setting.Vars),
                target ?? EnvironmentResolver.LoadTarget(setting, null),
                setting.Surroundings.Clock
            )
            {
                Notice = notice,
            }
        );

        bool IsOfHere(CarriedPackage package) => package.IsFresh && package.Content.AdapterType == adapter;

        // Packages of earlier versions do not say for what they were compiled; without dbt they are all that there is.
        async Task<IGreenBuilder> WithoutDbtAsync(CarriedPackage package) =>
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
                ? await OfPackageAsync(
                    package,
                    $"{package.FileName} is built as it stands: {package.WhyNot(adapter, run)}, and dbt was not found"
                )
            : throw new ReleaseException(
                ErrorCode.PackageElsewhere,
                $"{package.FileName} is not taken unasked: {package.WhyNot(adapter, run)}; dbt was not found"
            );

        async Task<IGreenBuilder> OfPackageAsync(CarriedPackage package, string? said) =>
            new PackageBuilder(
                warehouse,
                await ReleasePackage.OpenAsync(package.Path, cancellation),
                target?.Threads,
                setting.Surroundings.Clock
            )
            {
                Notice = said,
            };
    }
}
