using DataRelease.Builds.Dbt;
using DataRelease.Errors;

namespace DataRelease.Builds.Packages;

/// <summary>
/// A release package that a project folder carries, and whether it is compiled from exactly the sources beside it.
/// </summary>
/// <param name="Path">The package.</param>
/// <param name="Content">What it says of itself.</param>
/// <param name="Differences">What differs, a phrase a file: <c>models/orders.sql changed</c>; empty if it is
/// fresh.</param>
public sealed record CarriedPackage(string Path, PackageContent Content, IReadOnlyList<string> Differences)
{
    /// <summary>True if it is compiled from exactly the current sources.</summary>
    public bool IsFresh => Differences.Count == 0;

    /// <summary>
    /// The project's package: the configured one, else those in the folder and in its <c>release/</c>, a fresh one
    /// first.
    /// </summary>
    /// <returns>Null if it carries none.</returns>
    /// <exception cref="ReleaseException">DR3000 if the configured one is missing.</exception>
    public static async Task<CarriedPackage?> FindAsync(
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
            return null;

        var sources = await ProjectSources.ReadAsync(DbtProject.Load(projectDir), cancellation);
        CarriedPackage? stale = null;
        foreach (var path in candidates)
        {
            if (await ReleasePackage.PeekAsync(path, cancellation) is not { Sources: not null } content)
                continue;
            var found = new CarriedPackage(path, content, Compare(content.Sources, sources));
            if (found.IsFresh)
                return found;
            stale ??= found;
        }
        return stale;
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
