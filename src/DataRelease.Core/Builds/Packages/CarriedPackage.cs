using DataRelease.Builds.Dbt;
using DataRelease.Errors;

namespace DataRelease.Builds.Packages;

/// <summary>
/// A release package in a project's folder, and whether it was compiled from exactly the sources beside it.
/// </summary>
/// <param name="Path">The package's path.</param>
/// <param name="Content">The package's description of itself.</param>
/// <param name="Differences">
/// The differences, one phrase for each file: <c>models/orders.sql changed</c>; empty if the package is fresh.
/// </param>
public sealed record CarriedPackage(string Path, PackageContent Content, IReadOnlyList<string> Differences)
{
    /// <summary>True if it was compiled from exactly the current sources.</summary>
    public bool IsFresh => Differences.Count == 0;

    /// <summary>The package's name in messages.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The first package of <see cref="FindAllAsync"/> that is fresh, or else the first one.</summary>
    /// <returns>Null if the project has no package.</returns>
    public static async Task<CarriedPackage?> FindAsync(
        string projectDir,
        string? configured,
        CancellationToken cancellation
    )
    {
        var all = await FindAllAsync(projectDir, configured, cancellation);
        return all.FirstOrDefault(package => package.IsFresh) ?? (all.Count > 0 ? all[0] : null);
    }

    /// <summary>
    /// The same as <see cref="FindAsync(string, string?, CancellationToken)"/>, but a package that fits the target
    /// comes first.
    /// </summary>
    public static async Task<CarriedPackage?> FindAsync(
        string projectDir,
        string? configured,
        string adapter,
        CompileRun run,
        CancellationToken cancellation
    )
    {
        var all = await FindAllAsync(projectDir, configured, cancellation);
        return all.FirstOrDefault(package => package.WhyNot(adapter, run) is null)
            ?? all.FirstOrDefault(package => package.IsFresh && package.Content.AdapterType == adapter)
            ?? all.FirstOrDefault(package => package.IsFresh)
            ?? (all.Count > 0 ? all[0] : null);
    }

    /// <summary>
    /// The project's packages: the configured one, or else those in the folder and in its <c>release/</c>, in
    /// descending order of their names.
    /// </summary>
    /// <exception cref="ReleaseException">DR3000 if the configured package is missing.</exception>
    public static async Task<IReadOnlyList<CarriedPackage>> FindAllAsync(
        string projectDir,
        string? configured,
        CancellationToken cancellation
    )
    {
        string[] candidates;
        if (configured is not null)
        {
            var path = System.IO.Path.Combine(projectDir, configured);
            candidates = File.Exists(path)
                ? [path]
                : throw new ReleaseException(
                    ErrorCode.PackageInvalid,
                    $"build.package names '{configured}', which does not exist",
                    "correct it, or leave it out"
                );
        }
        else
        {
            candidates =
            [
                .. new List<string> { projectDir, System.IO.Path.Combine(projectDir, "release") }
                    .Where(Directory.Exists)
                    .SelectMany(folder => Directory.EnumerateFiles(folder, "*.nupkg"))
                    .OrderDescending(StringComparer.Ordinal),
            ];
        }
        if (candidates.Length == 0 || !File.Exists(System.IO.Path.Combine(projectDir, "dbt_project.yml")))
            return [];

        var project = DbtProject.Load(projectDir);
        var sources = await ProjectSources.ReadAsync(project, cancellation);
        var local = ProjectSources
            .Local(project)
            .Select(folder => System.IO.Path.GetRelativePath(projectDir, folder).Replace('\\', '/') + "/")
            .ToList();
        var found = new List<CarriedPackage>();
        foreach (var path in candidates)
        {
            if (await ReleasePackage.PeekAsync(path, cancellation) is { Sources: not null } content)
                found.Add(
                    new CarriedPackage(path, content, Compare(content.Sources, Known(content.Sources, sources, local)))
                );
        }
        return found;
    }

    /// <summary>Why the package is not what dbt would build for a target, as a phrase; null if it is.</summary>
    /// <param name="adapter">The adapter of the target warehouse.</param>
    /// <param name="run">The dbt run for the target.</param>
    public string? WhyNot(string adapter, CompileRun run) =>
        !IsFresh ? $"it was not compiled from the current sources ({string.Join(", ", Differences.Take(5))})"
        : Content.AdapterType != adapter ? $"it was compiled for {Content.AdapterType}, and this is {adapter}"
        : (Content.CompiledFor ?? new CompileRun()).Differences(run) is { Count: > 0 } differences
            ? string.Join("; ", differences)
        : null;

    /// <summary>
    /// The present files without those of a folder of which the package knows none: earlier versions left such folders
    /// out.
    /// </summary>
    private static Dictionary<string, string> Known(
        IReadOnlyDictionary<string, string> packed,
        IReadOnlyDictionary<string, string> current,
        List<string> local
    )
    {
        bool IsIn(string file, string folder) => file.StartsWith(folder, StringComparison.Ordinal);
        var unknown = local.Where(folder => !packed.Keys.Any(file => IsIn(file, folder))).ToList();
        return current
            .Where(file => packed.ContainsKey(file.Key) || !unknown.Exists(folder => IsIn(file.Key, folder)))
            .ToDictionary();
    }

    private static List<string> Compare(
        IReadOnlyDictionary<string, string> packed,
        IReadOnlyDictionary<string, string> current
    ) =>
        [
            .. packed
                .Keys.Union(current.Keys)
                .Order(StringComparer.Ordinal)
                .Select(file =>
                    !current.TryGetValue(file, out var now) ? $"{file} is gone"
                    : !packed.TryGetValue(file, out var then) ? $"{file} is new"
                    : now != then ? $"{file} changed"
                    : ""
                )
                .Where(difference => difference.Length > 0),
        ];
}
