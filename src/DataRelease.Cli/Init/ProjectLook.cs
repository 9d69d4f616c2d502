using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Errors;

namespace DataRelease.Cli.Init;

/// <summary>What <c>init</c> finds in a folder, read from files alone.</summary>
/// <param name="Kind">What the folder holds, as a sentence's object: <c>the dbt project 'shop'</c>.</param>
internal sealed record ProjectLook(string Kind)
{
    private static readonly string[] _productionNames = ["prod", "production", "prd", "live"];

    /// <summary>The profile's name; null without a dbt project.</summary>
    public string? Profile { get; init; }

    /// <summary>The targets of the profile; empty if there is no readable profile.</summary>
    public IReadOnlyList<DbtOutput> Targets { get; init; } = [];

    /// <summary>Says why the profile could not be read; null if it could.</summary>
    public string? WhyNoTargets { get; init; }

    /// <summary>
    /// A relation whose rows a test of the project identifies, with the columns; null if none is known.
    /// </summary>
    public (string Relation, IReadOnlyList<string> Key)? Keyed { get; init; }

    /// <summary>True for a folder that data-release.yml has to describe completely: a dacpac without dbt.</summary>
    public bool IsDatabaseProject { get; init; }

    /// <summary>
    /// The target that is production, by its name or because it is the only other one; null if unclear.
    /// </summary>
    public string? LikelyProduction =>
        Targets.FirstOrDefault(target => _productionNames.Contains(target.Name, StringComparer.OrdinalIgnoreCase))?.Name
        ?? (Targets.Where(target => !target.IsDefault).ToList() is [var only] && Targets.Count == 2 ? only.Name : null);

    /// <summary>Looks at a folder.</summary>
    /// <param name="setting">The command, with the folder, the profile and variables.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">DR1100 if the folder holds nothing that can be released.</exception>
    public static async Task<ProjectLook> AtAsync(CommandSetting setting, CancellationToken cancellation)
    {
        var folder = setting.ProjectDir;
        if (File.Exists(Path.Combine(folder, "dbt_project.yml")))
            return await OfDbtAsync(setting, cancellation);
        if (Packages(folder).FirstOrDefault() is { } package)
            return new ProjectLook($"the release package {Path.GetFileName(package)}");
        if (DatabaseFile(folder) is { } database)
            return new ProjectLook($"the database project {Path.GetFileName(database)}") { IsDatabaseProject = true };
        // Nothing is there, and the project says so with the folders that may have been meant.
        return await OfDbtAsync(setting, cancellation);
    }

    private static async Task<ProjectLook> OfDbtAsync(CommandSetting setting, CancellationToken cancellation)
    {
        var project = DbtProject.Load(setting.ProjectDir, setting.Surroundings.Variable);
        var look = new ProjectLook($"the dbt project '{project.Name}'")
        {
            Profile = setting.Profile ?? project.Profile,
            Keyed = await KeyedAsync(project, cancellation),
        };
        try
        {
            return look with
            {
                Targets = DbtProfiles.Outputs(
                    setting.ProjectDir,
                    setting.ProfilesDir,
                    look.Profile,
                    setting.Surroundings.Variable
                ),
            };
        }
        // A machine that only writes the file needs no profile, so the reason goes into the file.
        catch (ReleaseException error)
        {
            return look with { WhyNoTargets = error.Message };
        }
    }

    /// <summary>The first model with a key, from the manifest of dbt's last parse.</summary>
    private static async Task<(string Relation, IReadOnlyList<string> Key)?> KeyedAsync(
        DbtProject project,
        CancellationToken cancellation
    )
    {
        var file = Path.Combine(project.Directory, project.TargetPath, "manifest.json");
        if (!File.Exists(file))
            return null;
        try
        {
            var manifest = await ManifestReader.ReadAsync(file, ManifestDetail.Structure, cancellation);
            return ManifestKeys
                .Read(manifest)
                .Select(key => (Node: manifest.Nodes[key.Key], Key: key.Value))
                .Where(pair => pair.Node.Kind == NodeKind.Model)
                .OrderBy(pair => pair.Node.Name, StringComparer.Ordinal)
                .Select(pair => ((string, IReadOnlyList<string>)?)(pair.Node.Name, pair.Key))
                .FirstOrDefault();
        }
        // A manifest of a version that can't be read takes an example away, nothing else.
        catch (ReleaseException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Packages(string folder) =>
        new[] { folder, Path.Combine(folder, "release") }
            .Where(Directory.Exists)
            .SelectMany(place => Directory.EnumerateFiles(place, "*.nupkg"))
            .Order(StringComparer.Ordinal);

    private static string? DatabaseFile(string folder) =>
        DatabaseProjectFile.In(folder)
        ?? (
            Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "*.dacpac").Order(StringComparer.Ordinal).FirstOrDefault()
                : null
        );
}
