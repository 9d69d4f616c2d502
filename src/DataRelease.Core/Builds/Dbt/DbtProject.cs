using DataRelease.Builds.Dbt.Jinja;
using DataRelease.Errors;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds.Dbt;

/// <summary>The parts of dbt_project.yml that a release needs.</summary>
/// <param name="Directory">The project's folder.</param>
/// <param name="Name">The project's name.</param>
/// <param name="Version">The project's version; <c>0.0.0</c> if it has none.</param>
/// <param name="Profile">The profile's name.</param>
/// <param name="SourcePaths">Folders whose files are the project's sources.</param>
/// <param name="MissingPackages">True if packages are declared and not installed.</param>
public sealed record DbtProject(
    string Directory,
    string Name,
    string Version,
    string Profile,
    IReadOnlyList<string> SourcePaths,
    bool MissingPackages
)
{
    /// <summary>
    /// The folder for dbt's output, relative to the project; <c>target</c> if the project computes it by Jinja that
    /// can't be rendered.
    /// </summary>
    public string TargetPath { get; init; } = "target";

    /// <summary>The folders of models, seeds and snapshots, relative to the project.</summary>
    public IReadOnlyList<string> RelationPaths { get; init; } = ["models", "seeds", "snapshots"];

    /// <summary>The folder for the packages that dbt installs, relative to the project.</summary>
    public string PackagesPath { get; init; } = "dbt_packages";

    /// <summary>Folders with macros, relative to the project.</summary>
    public IReadOnlyList<string> MacroPaths { get; init; } = ["macros"];

    /// <summary>The packages whose macros dbt takes before its own, besides the project itself.</summary>
    public IReadOnlyList<string> DispatchedFirst { get; init; } = [];

    /// <summary>False if dbt is configured to parse in full every time.</summary>
    public bool ParsesPartially { get; init; } = true;

    /// <summary>The text of <c>vars</c> in the file; empty if there is none.</summary>
    public string Variables { get; init; } = "";

    /// <summary>Reads the project in a folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="environment">Environment variables for Jinja; null for those of this process.</param>
    /// <param name="variables">The value of <c>--vars</c>, for Jinja.</param>
    /// <exception cref="ReleaseException">DR1100, DR1101; DR1105 to DR1107 for Jinja in a key that is read.</exception>
    public static DbtProject Load(string directory, Func<string, string?>? environment = null, string? variables = null)
    {
        var context = DbtProfiles.Context(environment ?? Environment.GetEnvironmentVariable, variables);
        var file = Path.Combine(directory, "dbt_project.yml");
        if (!File.Exists(file))
            throw MissingProject.At(directory);
        var root = ProfileDocument.Load(file, ErrorCode.ProjectInvalid);
        var name = Rendered("name")
            ?? throw new ReleaseException(
                ErrorCode.ProjectInvalid,
                "the project has no name",
                null,
                new SourceLocation(file, 1, 1)
            );
        IReadOnlyList<string> relations =
        [
            .. Paths(root, "model-paths", "models"),
            .. Paths(root, "seed-paths", "seeds"),
            .. Paths(root, "snapshot-paths", "snapshots"),
        ];
        IReadOnlyList<string> paths =
        [
            .. relations,
            .. Paths(root, "macro-paths", "macros"),
            .. Paths(root, "test-paths", "tests"),
            .. Paths(root, "analysis-paths", "analyses"),
        ];
        var packages = Place("packages-install-path", "DBT_PACKAGES_INSTALL_PATH", "dbt_packages");
        return new DbtProject(
            directory,
            name,
            Rendered("version") ?? "0.0.0",
            Rendered("profile") ?? name,
            paths,
            Declares(directory) && !IsFilled(Path.Combine(directory, packages))
        )
        {
            TargetPath = Place("target-path", "DBT_TARGET_PATH", "target"),
            RelationPaths = relations,
            PackagesPath = packages,
            MacroPaths = [.. Paths(root, "macro-paths", "macros")],
            DispatchedFirst = Dispatched(root),
            ParsesPartially = !IsNo(
                (environment ?? Environment.GetEnvironmentVariable).Invoke("DBT_PARTIAL_PARSE")
                    ?? (
                        ProfileDocument.Find(root, "flags") is YamlMappingNode flags
                            ? Text(flags, "partial_parse")
                            : null
                    )
            ),
            Variables = ProfileDocument.Find(root, "vars")?.ToString() ?? "",
        };

        string Place(string key, string variable, string standard)
        {
            if (environment?.Invoke(variable) is { Length: > 0 } set)
                return set;
            if (Text(root, key) is not { Length: > 0 } path)
                return standard;
            if (!path.Contains("{{", StringComparison.Ordinal))
                return path;
            // A caller that does not pass the variables does not need the folder.
            return environment is not null && Rendered(key) is { Length: > 0 } rendered ? rendered : standard;
        }

        string? Rendered(string key) =>
            ProfileDocument.Find(root, key) is YamlScalarNode { Value: { } text } scalar
                ? JinjaValue.Text(ProfileJinja.Render(text, context, ProfileDocument.At(file, scalar)))
                : null;
    }

    private static IReadOnlyList<string> Dispatched(YamlMappingNode root) =>
        ProfileDocument.Find(root, "dispatch") is not YamlSequenceNode rules
            ? []
            :
            [
                .. rules
                    .OfType<YamlMappingNode>()
                    .Where(rule => Text(rule, "macro_namespace") == "dbt")
                    .SelectMany(rule => ProfileDocument.Find(rule, "search_order") as YamlSequenceNode ?? [])
                    .OfType<YamlScalarNode>()
                    .Select(package => package.Value ?? "")
                    .TakeWhile(package => package != "dbt"),
            ];

    private static readonly string[] PackageFiles = ["packages.yml", "dependencies.yml"];

    private static bool Declares(string directory) =>
        PackageFiles
            .Select(file => Path.Combine(directory, file))
            .Where(File.Exists)
            .Any(file =>
                ProfileDocument.Find(ProfileDocument.Load(file, ErrorCode.ProjectInvalid), "packages")
                    is YamlSequenceNode { Children.Count: > 0 }
            );

    /// <summary>Texts that dbt's flags and YAML take as no.</summary>
    private static bool IsNo(string? text) =>
        text?.Trim().ToLowerInvariant() is "0" or "f" or "false" or "n" or "no" or "off";

    private static bool IsFilled(string directory) =>
        System.IO.Directory.Exists(directory) && System.IO.Directory.EnumerateFileSystemEntries(directory).Any();

    private static string? Text(YamlMappingNode root, string key) =>
        (ProfileDocument.Find(root, key) as YamlScalarNode)?.Value;

    private static IEnumerable<string> Paths(YamlMappingNode root, string key, string standard) =>
        ProfileDocument.Find(root, key) switch
        {
            YamlSequenceNode several => several
                .OfType<YamlScalarNode>()
                .Select(path => path.Value ?? "")
                .Where(path => path.Length > 0),
            YamlScalarNode { Value.Length: > 0 } one => [one.Value],
            _ => [standard],
        };
}
