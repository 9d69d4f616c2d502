using System.Globalization;
using System.Text.Json;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>The dbt to run, and its project.</summary>
/// <param name="Executable">The path of the executable: see <see cref="DbtBuilder.FindExecutable"/>.</param>
/// <param name="Project">The project.</param>
/// <param name="Target">The output of the profile whose connection dbt uses.</param>
/// <param name="Clock">The clock for timeouts.</param>
public sealed record DbtBuilderOptions(string Executable, DbtProject Project, DbtTarget Target, TimeProvider Clock)
{
    /// <summary>A text to publish when the release is planned; null for none.</summary>
    public string? Notice { get; init; }

    /// <summary>
    /// How long to wait for the next release's parse when this release's build is over. A short build must not take
    /// longer for the sake of the next one.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>
/// Builds green by running the user's own dbt (Core 1.7 and later, Core 2, Fusion) with a private profile whose schema
/// is the release's. It parses the project first, so that a node that would write elsewhere is refused before anything
/// runs.
/// </summary>
public sealed class DbtBuilder(DbtBuilderOptions options) : IGreenBuilder
{
    private static readonly string[] WindowsEndings = [".exe", ".cmd", ".bat"];

    private PrivateProfiles? _profiles;
    private AimedProject? _aimed;
    private bool _isNamed;
    private string? _version;
    private Manifest? _planned;
    private ParseAhead? _ahead;

    /// <inheritdoc/>
    public string Name => _version is null ? "dbt" : $"dbt {_version}";

    /// <inheritdoc/>
    public bool RunsOutside => true;

    /// <inheritdoc/>
    public string? WhyNotInPlace(ManifestNode node)
    {
        if (node.PackageName != options.Project.Name)
            return $"package {node.PackageName} says where its relations go";
        return
            node.Kind == NodeKind.Snapshot
            && !node.OriginalFilePath.EndsWith(".sql", StringComparison.OrdinalIgnoreCase)
            && node.Config.ValueKind == JsonValueKind.Object
            && node.Config.TryGetProperty("target_schema", out var fixedSchema)
            && fixedSchema.ValueKind == JsonValueKind.String
            ? "its target_schema in YAML goes past every macro: write schema in place of it"
            : null;
    }

    /// <summary>
    /// The full path of an executable on PATH, or of one that is given by a path; null if there is none.
    /// </summary>
    public static string? FindExecutable(string nameOrPath, Func<string, string?> environment)
    {
        if (nameOrPath.Contains('/', StringComparison.Ordinal) || nameOrPath.Contains('\\', StringComparison.Ordinal))
            return File.Exists(nameOrPath) ? Path.GetFullPath(nameOrPath) : null;
        var names = OperatingSystem.IsWindows()
            ? WindowsEndings.Select(ending => nameOrPath + ending).Prepend(nameOrPath)
            : [nameOrPath];
        return (environment("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    /// <inheritdoc/>
    public async Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        BuildOptions build,
        string artifactsDirectory,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        _profiles?.Dispose();
        _aimed?.Dispose();
        _aimed = null;
        if (options.Notice is { } notice)
            events.Publish(new ReleaseEvent.Noted(notice));
        _profiles = Profiles(target.GreenSchema, isAimed: target.Named.Count > 0);
        if (options.Project.MissingPackages)
        {
            events.Publish(new ReleaseEvent.Progressed("dbt deps"));
            var deps = await Process(artifactsDirectory)
                .RunAsync(
                    ["deps", .. Common(artifactsDirectory, withTarget: false), .. Vars(build)],
                    build.Timeout,
                    events,
                    cancellation
                );
            if (deps.ExitCode != 0)
                throw Failed("dbt deps", deps);
        }
        _aimed = AimedProject.Make(options.Project, target.Named);
        _isNamed = _aimed is not null;
        var dbt = Process(artifactsDirectory);
        Kept(target.Environment, target.GreenSchema, build)?.Take(TargetPath(artifactsDirectory));
        var selected = await new ProjectReading(
            dbt,
            [.. Common(artifactsDirectory), .. Vars(build)],
            build,
            TargetPath(artifactsDirectory),
            events
        ).ReadAsync(cancellation);
        var manifest = await ManifestReader.ReadAsync(
            ManifestPath(artifactsDirectory),
            ManifestDetail.Structure,
            cancellation
        );
        // State that is shared is recognised by its own code, which needs no compiling.
        if (
            build.Reuse != ReuseMode.Never
            || manifest.Nodes.Values.Any(node => ModelSettings.State(node) == StateKeeping.Shared)
        )
            manifest = WithDigests(
                manifest,
                DbtCodeDigests.Read(
                    await File.ReadAllBytesAsync(ManifestPath(artifactsDirectory), cancellation),
                    Variables(build),
                    target.GreenSchema,
                    target.Database
                )
            );
        _version = manifest.DbtVersion;
        if (!IsSupported(manifest.DbtVersion))
            throw new ReleaseException(ErrorCode.DbtUnsupported, $"{options.Executable} is dbt {manifest.DbtVersion}");
        NodePlaces.RefuseEscapes(manifest, selected, target);
        _planned = manifest;
        return new ProjectPlan(options.Project.Name, options.Project.Version, manifest, selected);
    }

    /// <inheritdoc/>
    public async Task<ProjectCode?> ReadCodeAsync(
        GreenTarget target,
        string artifactsDirectory,
        CancellationToken cancellation
    ) =>
        ProjectCode.Written(
            await ManifestReader.ReadAsync(ManifestPath(artifactsDirectory), ManifestDetail.Code, cancellation)
        );

    /// <inheritdoc/>
    public async Task<BuildResult> BuildAsync(GreenBuild build, IReleaseEvents events, CancellationToken cancellation)
    {
        if (_profiles is null || build.InPlace.Count > 0)
        {
            _profiles?.Dispose();
            _aimed?.Dispose();
            _profiles = Profiles(build.Target.GreenSchema, isAimed: build.Target.Named.Count + build.InPlace.Count > 0);
            _aimed = AimedProject.Make(options.Project, build.Target.Named, build.InPlace);
            _isNamed |= build.Target.Named.Count > 0;
        }
        var artifacts = build.ArtifactsDirectory;
        _ahead ??= Ahead(build, cancellation);
        if (build.Running is { Count: 0 })
            return new BuildResult(
                [],
                ManifestText.WithoutEnvironment(await File.ReadAllBytesAsync(ManifestPath(artifacts), cancellation))
            );
        var results = ResultsPath(artifacts);
        Seam.Pass("delete run_results.json", () => File.Delete(results));
        List<string> arguments =
        [
            "build",
            .. Common(artifacts),
            .. Vars(build.Options),
            .. build.Running is { } running ? Selection(running, build.Options) : Selection(build.Options),
        ];
        if (build.Options.Threads is { } threads)
            arguments.AddRange(["--threads", threads.ToString(CultureInfo.InvariantCulture)]);
        if (build.Options.FullRefresh)
            arguments.Add("--full-refresh");
        if (build.BlueManifest is { } blue)
        {
            var state = Seam.Pass("make folder blue", () =>
                Directory.CreateDirectory(Path.Combine(artifacts, "blue")).FullName
            );
            await Seam.PassAsync("write blue's manifest.json", () =>
                File.WriteAllBytesAsync(
                    Path.Combine(state, "manifest.json"),
                    DeferState.Write(blue, build.Blue, build.Target.Database),
                    cancellation
                )
            );
            arguments.AddRange(["--defer", "--favor-state", "--state", state]);
        }

        var outcome = await Process(artifacts).RunAsync(arguments, build.Options.Timeout, events, cancellation);
        var nodes = await DbtRunResults.ReadAsync(results, cancellation);
        var failed = nodes?.Any(node => node.IsFailure) ?? false;
        // dbt before 1.9 does not record a failed hook. Only its log does.
        if (
            nodes is null
            || outcome.ExitCode is not (0 or 1)
            || (outcome.ExitCode == 1 && !failed && outcome.Log.HasErrors)
        )
            throw Failed("dbt build", outcome);
        if (failed != (outcome.ExitCode == 1))
        {
            throw new ReleaseException(
                ErrorCode.DbtDisagrees,
                $"dbt build ended with {outcome.ExitCode}, and run_results.json has "
                    + $"{(failed ? "failed" : "no failed")} nodes{Said(outcome.Log)}"
            );
        }
        var manifest = ManifestText.WithoutEnvironment(
            await File.ReadAllBytesAsync(ManifestPath(artifacts), cancellation)
        );
        if (build.InPlace.Count > 0 && _planned is { } asIs)
            manifest = UnaimedManifest.Write(manifest, asIs, build.InPlace);
        // Each of these reads the whole manifest, and neither waits for the other.
        var keeping = _planned is { } planned
            ? Task.Run(
                () =>
                    DbtKept.WriteAsync(
                        options.Project,
                        build,
                        planned,
                        manifest,
                        results,
                        options.Target.Hide,
                        events,
                        cancellation
                    ),
                cancellation
            )
            : Task.CompletedTask;
        try
        {
            var code = ManifestReader.Read(manifest, ManifestPath(artifacts), ManifestDetail.Code);
            NodePlaces.RequireInPlace(build, code);
            return Result(build, nodes, outcome.Log, manifest, code);
        }
        finally
        {
            await keeping;
        }
    }

    private BuildResult Result(
        GreenBuild build,
        IReadOnlyList<NodeResult> nodes,
        DbtLog log,
        ReadOnlyMemory<byte> manifest,
        Manifest code
    ) =>
        new(
            [
                .. nodes
                    .Select(log.WithBatchErrors)
                    .Select(node =>
                        node.Message is null ? node : node with { Message = options.Target.Hide(node.Message) }
                    ),
            ],
            manifest
        )
        {
            Digests = DbtCodeDigests.Read(
                manifest,
                Variables(build.Options),
                build.Target.GreenSchema,
                build.Target.Database
            ),
            Code = code
                .Nodes.Values.Where(node => node is { Language: "sql", CompiledCode: not null })
                .ToDictionary(node => node.UniqueId, node => node.CompiledCode!),
        };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_ahead is not null)
            await _ahead.DisposeAsync();
        _profiles?.Dispose();
        _aimed?.Dispose();
    }

    private PrivateProfiles Profiles(string schema, bool isAimed) =>
        PrivateProfiles.Write(options.Target, schema, isAimed ? Path.GetFullPath(options.Project.Directory) : null);

    /// <summary>
    /// The stored parse for a schema; null if none is of use: dbt parses in full by its settings, or it runs in a
    /// folder that changes every time, and a parse contains the paths of seeds.
    /// </summary>
    private KeptParse? Kept(string environment, string schema, BuildOptions build) =>
        options.Project.ParsesPartially && !_isNamed
            ? KeptParse.For(options.Project, options.Target, environment, schema, build.Vars)
            : null;

    /// <summary>Starts the next release's parse; null if it would be useless or would slow the build down.</summary>
    private ParseAhead? Ahead(GreenBuild build, CancellationToken cancellation) =>
        Environment.ProcessorCount > 1
        // Since version 2 dbt stores no parse.
        && _version?.StartsWith("1.", StringComparison.Ordinal) == true
        && build.Target.Next is { } next
        && Kept(build.Target.Environment, next, build.Options) is { } place
            ? ParseAhead.Start(
                place,
                () => Profiles(next, isAimed: false),
                (folder, profiles, ended) =>
                    Process(folder, isBeside: true)
                        .RunAsync(
                            ["parse", .. Common(folder, profiles: profiles), .. Vars(build.Options)],
                            build.Options.Timeout,
                            new ParseAhead.Unheard(),
                            ended
                        ),
                options.Patience,
                options.Clock,
                cancellation
            )
            : null;

    private DbtProcess Process(string artifacts, bool isBeside = false) =>
        new(
            options.Executable,
            isBeside || _aimed is null ? Path.GetFullPath(options.Project.Directory) : _aimed.Directory,
            new Dictionary<string, string?>
            {
                // Core 1 takes only numbers or certain words here. Both forms mean no.
                ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "0",
                ["DBT_LOG_PATH"] = Path.Combine(artifacts, "logs"),
                // The option's position on the command line differs between versions; the variable has the same name in
                // all of them.
                ["DBT_LOG_FORMAT"] = "json",
                // Writing the debug log would take up to a tenth of a short build, and the log is deleted with the
                // folder.
                ["DBT_LOG_LEVEL_FILE"] = "none",
                ["DBT_USE_COLORS"] = "0",
                ["PYTHONUNBUFFERED"] = "1",
                // Only dbt reads what is parsed for the next release.
                ["DBT_WRITE_JSON"] = isBeside ? "0" : "1",
            },
            options.Clock,
            options.Target.Hide
        )
        {
            IsBeside = isBeside,
        };

    private List<string> Common(string artifacts, bool withTarget = true, PrivateProfiles? profiles = null)
    {
        List<string> arguments =
        [
            "--profiles-dir",
            (profiles ?? _profiles!).Directory,
            "--target",
            options.Target.TargetName,
            "--profile",
            options.Target.ProfileName,
        ];
        if (withTarget)
            arguments.AddRange(["--target-path", TargetPath(artifacts)]);
        return arguments;
    }

    private static string[] Vars(BuildOptions build) => build.Vars is { Length: > 0 } vars ? ["--vars", vars] : [];

    internal static IEnumerable<string> Selection(BuildOptions build) =>
        [
            .. build.Select.Count > 0 ? build.Select.Prepend("--select") : [],
            .. build.Exclude.Count > 0 ? build.Exclude.Prepend("--exclude") : [],
        ];

    /// <summary>
    /// Selects relations by name, which brings every test that reads one of them, and also the tests that must run
    /// although nothing that they read is built.
    /// </summary>
    private IEnumerable<string> Selection(IReadOnlySet<string> running, BuildOptions options) =>
        [
            "--select",
            .. running
                .Select(id => _planned?.Nodes.GetValueOrDefault(id)?.Path ?? "")
                .Where(path => path.Length > 0 && !path.Any(letter => letter is ',' or ' ' or '*'))
                .Order(StringComparer.Ordinal)
                .Select(path => $"fqn:{path}"),
            .. options.Exclude.Count > 0 ? options.Exclude.Prepend("--exclude") : [],
        ];

    private static Manifest WithDigests(Manifest manifest, IReadOnlyDictionary<string, string> digests) =>
        manifest with
        {
            Nodes = manifest
                .Nodes.Values.Select(node => node with { CodeDigest = digests.GetValueOrDefault(node.UniqueId) })
                .ToDictionary(node => node.UniqueId),
        };

    /// <summary>The variables that <c>var</c> can return: the project's and the command's.</summary>
    private string Variables(BuildOptions build) => $"{options.Project.Variables}\n{build.Vars}";

    private static string TargetPath(string artifacts) => Path.Combine(artifacts, "target");

    private static string ResultsPath(string artifacts) => Path.Combine(TargetPath(artifacts), "run_results.json");

    private static string ManifestPath(string artifacts) => Path.Combine(TargetPath(artifacts), "manifest.json");

    private static bool IsSupported(string version)
    {
        var parts = version.Split('.');
        return parts.Length >= 2
            && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var minor)
            && (major > 1 || (major == 1 && minor >= 7));
    }

    internal static ReleaseException Failed(string what, DbtOutcome outcome) =>
        new(
            ErrorCode.DbtFailed,
            $"{what} ended with {outcome.ExitCode}{Said(outcome.Log)}",
            null,
            outcome.Log.File is { } file ? new SourceLocation(file, 1, 1) : null
        );

    private static string Said(DbtLog log) => log.Complaint.Length == 0 ? "" : $": {log.Complaint}";
}
