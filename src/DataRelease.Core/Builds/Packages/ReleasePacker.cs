using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataRelease.Builds.Dbt;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages;

/// <summary>What to pack.</summary>
public sealed record PackRequest
{
    /// <summary>The project's folder.</summary>
    public required string ProjectDir { get; init; }

    /// <summary>The folder for the package. It is made if it does not exist.</summary>
    public required string OutputDir { get; init; }

    /// <summary>The folder of migrations, relative to the project.</summary>
    public string MigrationsFolder { get; init; } = "migrations";

    /// <summary>The compiled manifest; null for the one in the project's target folder.</summary>
    public string? ManifestPath { get; init; }

    /// <summary>The target that the project was compiled for; null to rely on dbt's own record.</summary>
    public string? Target { get; init; }

    /// <summary>dbt's default target; null if unknown.</summary>
    public string? DefaultTarget { get; init; }

    /// <summary>Nodes, macros and files that may depend on the run that compiled them, by name or unique id.</summary>
    public IReadOnlyCollection<string> Accepted { get; init; } = [];

    /// <summary>Live schemas that the project names itself, independent of the target's schema.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>Resolves <c>env_var()</c> in paths of <c>dbt_project.yml</c>.</summary>
    public Func<string, string?>? Environment { get; init; }

    /// <summary>The package's name; null for the project's.</summary>
    public string? Name { get; init; }

    /// <summary>The package's version; null for the project's.</summary>
    public string? Version { get; init; }

    /// <summary>The adapters that packages can run on; null for any.</summary>
    public IReadOnlyList<string>? Engines { get; init; }

    /// <summary>The rules of an adapter's SQL, by its name; null for the standard ones.</summary>
    public Func<string, LexicalRules>? Lexis { get; init; }
}

/// <summary>A package that was written.</summary>
/// <param name="Path">The package's path.</param>
/// <param name="Relations">The number of models, seeds and snapshots.</param>
/// <param name="Tests">The number of data tests.</param>
/// <param name="Bytes">The size in bytes.</param>
/// <param name="LeftOut">Nodes that dbt would run and a package need not: unit tests.</param>
public sealed record PackedRelease(string Path, int Relations, int Tests, long Bytes, IReadOnlyList<string> LeftOut);

/// <summary>
/// Packs a compiled dbt project as a release package: a NuGet package with the manifest (with compiled code), seeds,
/// configuration and checksums. The same input always gives the same bytes.
/// </summary>
public static partial class ReleasePacker
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs a project.</summary>
    /// <exception cref="ReleaseException">
    /// DR3003 with every node that can't run faithfully, DR3004 if the manifest is stale.
    /// </exception>
    public static async Task<PackedRelease> PackAsync(PackRequest request, CancellationToken cancellation)
    {
        var project = DbtProject.Load(request.ProjectDir, request.Environment);
        var manifestPath = request.ManifestPath
            ?? Path.Combine(request.ProjectDir, project.TargetPath, "manifest.json");
        var manifest = await ManifestReader.ReadAsync(manifestPath, ManifestDetail.Code, cancellation);
        using var document = JsonDocument.Parse(
            await File.ReadAllBytesAsync(manifestPath, cancellation),
            new JsonDocumentOptions { MaxDepth = 256 }
        );
        var baseSchema = PackedSchema.Of(manifest);
        var compiled = await CompileRunReader.ReadAsync(request, manifestPath, document.RootElement, cancellation);
        var reading = new ProjectDependence(project, manifest, document.RootElement);
        IReadOnlyList<DependentEntry> dependences =
        [
            .. reading.Find(),
            .. NamesInText.Find(manifest, request.Lexis?.Invoke(manifest.AdapterType) ?? LexicalRules.Standard),
        ];
        var asked = dependences.Where(entry => !IsAccepted(request, entry.Key)).ToList();
        IReadOnlyList<string> refusals =
        [
            .. compiled.Refusals,
            .. PackRefusals.Find(manifest, baseSchema, request.Schemas, request.Engines, node =>
                compiled.IsFullRefresh && !NeverRefreshes(node) ? CompiledForm.Full : reading.FormOf(node)
            ),
            .. new MacroOverrides(
                manifest,
                reading.Macros,
                project.DispatchedFirst,
                compiled.TakesPackagesMaterializations
            ).Find(),
            .. asked.Select(entry => entry.Told),
        ];
        if (refusals.Count > 0)
            throw new ReleaseException(
                ErrorCode.PackRefused,
                string.Join("; ", refusals.Take(20)) + (refusals.Count > 20 ? $"; and {refusals.Count - 20} more" : ""),
                asked.Count > 0
                    ? "change what the message names, release the project with dbt, or, where it is meant for the "
                        + "target that it was compiled for, name it with --accept-run-dependence"
                    : null
            );
        await RefuseStaleAsync(project, manifest, cancellation);
        await RefuseStaleAsync(project, reading.Macros.Values, cancellation);

        var entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [ReleasePackage.ManifestEntry] = Trim(document.RootElement),
        };
        foreach (var seed in manifest.Nodes.Values.Where(node => node.Kind == NodeKind.Seed))
        {
            var file = SourceFile(project, seed);
            if (!File.Exists(file))
                throw Gone(seed);
            var csv = await File.ReadAllBytesAsync(file, cancellation);
            TextFile.Decode(csv, seed.OriginalFilePath);
            entries[ReleasePackage.SeedEntry(seed)] = csv;
        }
        foreach (
            var (name, text) in await ProjectSources.MigrationsAsync(
                project.Directory,
                request.MigrationsFolder,
                cancellation
            )
        )
        {
            TextFile.Decode(text, $"{request.MigrationsFolder}/{name}");
            entries[$"{ReleasePackage.MigrationsFolder}{name}"] = text;
        }
        var configuration = Path.Combine(project.Directory, "data-release.yml");
        if (File.Exists(configuration))
            entries[$"{ReleasePackage.Folder}data-release.yml"] = await File.ReadAllBytesAsync(
                configuration,
                cancellation
            );

        var content = new PackageContent
        {
            Name = Checked(request.Name ?? project.Name, NamePattern(), "name"),
            Version = Checked(request.Version ?? project.Version, VersionPattern(), "version"),
            AdapterType = manifest.AdapterType,
            DbtVersion = manifest.DbtVersion,
            Database = manifest.Nodes.Values.FirstOrDefault(node => node.IsRelation)?.Database ?? "",
            BaseSchema = baseSchema,
            CompiledFor = compiled.Run,
            DependsOnRun =
                dependences.Count == 0
                    ? null
                    : dependences
                        .GroupBy(entry => entry.Key, StringComparer.Ordinal)
                        .ToDictionary(
                            group => group.Key,
                            IReadOnlyList<string> (group) => [.. group.SelectMany(entry => entry.What)]
                        ),
            Sources = await ProjectSources.ReadAsync(project, cancellation),
            Entries = entries.ToDictionary(
                entry => entry.Key,
                entry => Convert.ToHexStringLower(SHA256.HashData(entry.Value))
            ),
        };
        entries[ReleasePackage.ContentEntry] = JsonSerializer.SerializeToUtf8Bytes(
            content,
            PackageJson.Default.PackageContent
        );
        AddNuGet(entries, content);

        Directory.CreateDirectory(request.OutputDir);
        var path = Path.Combine(request.OutputDir, $"{content.Name}.{content.Version}.nupkg");
        var bytes = Zip(entries);
        // The package is written beside its place and moved, so that nobody finds an incomplete one.
        var partial = $"{path}.partial";
        await File.WriteAllBytesAsync(partial, bytes, cancellation);
        File.Move(partial, path, overwrite: true);
        return new PackedRelease(
            path,
            manifest.Nodes.Values.Count(node => node.IsRelation),
            manifest.Nodes.Values.Count(node => node.Kind == NodeKind.Test),
            bytes.LongLength,
            [
                .. manifest
                    .Nodes.Values.Where(node => node.Kind == NodeKind.UnitTest)
                    .Select(node => node.UniqueId)
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    /// <summary>True for a model that stays as it is in a full refresh.</summary>
    private static bool NeverRefreshes(ManifestNode node) =>
        node.Config.ValueKind == JsonValueKind.Object
        && node.Config.TryGetProperty("full_refresh", out var value)
        && value.ValueKind == JsonValueKind.False;

    private static bool IsAccepted(PackRequest request, string key) =>
        request.Accepted.Contains(key) || request.Accepted.Contains(key[(key.LastIndexOf('.') + 1)..]);

    private static ReleaseException Gone(ManifestNode node) =>
        new(
            ErrorCode.PackStale,
            $"{node.UniqueId} was compiled from {node.OriginalFilePath}, which is gone",
            null,
            new SourceLocation(node.OriginalFilePath)
        );

    /// <summary>Refuses a manifest whose checksums of models, seeds and snapshots are not those of the files.</summary>
    internal static async Task RefuseStaleAsync(DbtProject project, Manifest manifest, CancellationToken cancellation)
    {
        foreach (var node in manifest.Nodes.Values.OrderBy(node => node.UniqueId, StringComparer.Ordinal))
        {
            if (!IsAtHand(project, node.PackageName) || !node.Checksum.StartsWith("sha256:", StringComparison.Ordinal))
                continue;
            var file = SourceFile(project, node);
            if (!File.Exists(file))
                throw Gone(node);
            var text = await TextFile.ReadAsync(file, node.OriginalFilePath, cancellation);
            var expected = node.Checksum["sha256:".Length..];
            // dbt hashes an SQL file without leading and trailing blanks, and a seed unchanged, with the line ends of
            // the checkout.
            if (
                Variants(text)
                    .All(variant =>
                        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(variant))) != expected
                    )
            )
                throw new ReleaseException(
                    ErrorCode.PackStale,
                    $"{node.OriginalFilePath} changed after {node.UniqueId} was compiled",
                    null,
                    new SourceLocation(node.OriginalFilePath)
                );
        }
    }

    /// <summary>Refuses a manifest with a macro that its file no longer has.</summary>
    private static async Task RefuseStaleAsync(
        DbtProject project,
        IEnumerable<ManifestMacro> macros,
        CancellationToken cancellation
    )
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var macro in macros.OrderBy(macro => macro.UniqueId, StringComparer.Ordinal))
        {
            if (macro.IsBuiltIn || macro.OriginalFilePath.Length == 0 || !IsAtHand(project, macro.PackageName))
                continue;
            var file = SourceFile(project, macro.UniqueId, macro.PackageName, macro.OriginalFilePath);
            if (!texts.TryGetValue(file, out var text))
                texts[file] = text = File.Exists(file)
                    ? Compact(await TextFile.ReadAsync(file, macro.OriginalFilePath, cancellation))
                    : "";
            if (!text.Contains(Compact(macro.Code), StringComparison.Ordinal))
                throw new ReleaseException(
                    ErrorCode.PackStale,
                    File.Exists(file)
                        ? $"{macro.OriginalFilePath} changed after {macro.UniqueId} was compiled"
                        : $"{macro.UniqueId} was compiled from {macro.OriginalFilePath}, which is gone",
                    null,
                    new SourceLocation(macro.OriginalFilePath)
                );
        }
    }

    /// <summary>The text without blanks, which checkouts and versions of dbt change.</summary>
    private static string Compact(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));

    /// <summary>True for the project itself and for an installed package whose files are there.</summary>
    private static bool IsAtHand(DbtProject project, string package) =>
        package == project.Name
        || (
            package.Length > 0
            && !package.AsSpan().ContainsAny('/', '\\', '\0')
            && package is not ("." or "..")
            && Directory.Exists(Path.Combine(project.Directory, project.PackagesPath, package))
        );

    private static IEnumerable<string> Variants(string text)
    {
        var unix = text.ReplaceLineEndings("\n");
        var windows = text.ReplaceLineEndings("\r\n");
        // For dbt a byte order mark is a part of the file.
        return new[] { text, unix, windows }.SelectMany(whole =>
            new[] { whole.Trim(), whole, $"\uFEFF{whole.TrimEnd()}", $"\uFEFF{whole}" }
        );
    }

    private static string SourceFile(DbtProject project, ManifestNode node) =>
        SourceFile(project, node.UniqueId, node.PackageName, node.OriginalFilePath);

    private static string SourceFile(DbtProject project, string id, string package, string path)
    {
        var isOwn = package == project.Name;
        var folder = isOwn ? project.Directory : Path.Combine(project.Directory, project.PackagesPath);
        var file = Path.Combine(folder, isOwn ? "" : package, path);
        // Folders that the project itself names may be elsewhere.
        var roots = (isOwn ? project.SourcePaths.Select(named => Path.Combine(folder, named)) : [])
            .Append(folder)
            .Select(root => Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) + Path.DirectorySeparatorChar);
        // The manifest may come from elsewhere and must not put other files of this machine into a package.
        return
            !file.Contains('\0', StringComparison.Ordinal)
            && roots.Any(root => Path.GetFullPath(file).StartsWith(root, StringComparison.Ordinal))
            ? file
            : throw new ReleaseException(
                ErrorCode.PackRefused,
                $"{id} names a file outside the project, '{path}'",
                "compile the project again and pack it again"
            );
    }

    /// <summary>The manifest without macros, docs, and values that identify a machine, a person or a time.</summary>
    private static byte[] Trim(JsonElement manifest)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var part in manifest.EnumerateObject())
            {
                if (part.NameEquals("metadata"))
                    Keep(writer, part, ["dbt_schema_version", "dbt_version", "project_name", "adapter_type"]);
                else if (part.NameEquals("nodes"))
                    Nodes(writer, part);
                else if (part.NameEquals("sources"))
                    part.WriteTo(writer);
                else if (part.NameEquals("exposures") && part.Value.EnumerateObject().Any())
                    Exposures(writer, part);
            }
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Nodes(Utf8JsonWriter writer, JsonProperty nodes)
    {
        writer.WriteStartObject(nodes.Name);
        foreach (var node in nodes.Value.EnumerateObject().OrderBy(node => node.Name, StringComparer.Ordinal))
        {
            Keep(
                writer,
                node,
                [
                    "unique_id",
                    "resource_type",
                    "name",
                    "alias",
                    "package_name",
                    "fqn",
                    "database",
                    "schema",
                    "relation_name",
                    "original_file_path",
                    "patch_path",
                    "language",
                    "checksum",
                    "config",
                    "depends_on",
                    "columns",
                    "description",
                    "test_metadata",
                    "attached_node",
                    "compiled_code",
                ]
            );
        }
        writer.WriteEndObject();
    }

    /// <summary>What a plan says of exposures, without their owners.</summary>
    private static void Exposures(Utf8JsonWriter writer, JsonProperty exposures)
    {
        writer.WriteStartObject(exposures.Name);
        foreach (var exposure in exposures.Value.EnumerateObject().OrderBy(each => each.Name, StringComparer.Ordinal))
            Keep(writer, exposure, ["unique_id", "name", "type", "label", "depends_on"]);
        writer.WriteEndObject();
    }

    private static void Keep(Utf8JsonWriter writer, JsonProperty parent, string[] keys)
    {
        writer.WriteStartObject(parent.Name);
        foreach (var property in parent.Value.EnumerateObject().Where(property => keys.Contains(property.Name)))
            property.WriteTo(writer);
        writer.WriteEndObject();
    }

    private static void AddNuGet(SortedDictionary<string, byte[]> entries, PackageContent content)
    {
        var hasScripts = entries.Keys.Any(entry =>
            entry.StartsWith(ReleasePackage.MigrationsFolder, StringComparison.Ordinal)
        );
        entries["[Content_Types].xml"] = Encoding.UTF8.GetBytes(
            $"""
            <?xml version="1.0" encoding="utf-8"?>
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
              <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
              <Default Extension="nuspec" ContentType="application/octet" />
              <Default Extension="json" ContentType="application/json" />
              <Default Extension="csv" ContentType="text/csv" />
              <Default Extension="yml" ContentType="text/yaml" />{(
                hasScripts ? "\n  <Default Extension=\"sql\" ContentType=\"application/sql\" />" : ""
            )}
            </Types>
            """
        );
        entries["_rels/.rels"] = Encoding.UTF8.GetBytes(
            $"""
            <?xml version="1.0" encoding="utf-8"?>
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
              <Relationship Type="{ManifestRelation}" Target="/{content.Name}.nuspec" Id="R1" />
            </Relationships>
            """
        );
        var description = $"A data release of the dbt project {content.Name}, compiled for {content.AdapterType}.";
        entries[$"{content.Name}.nuspec"] = Encoding.UTF8.GetBytes(
            $"""
            <?xml version="1.0" encoding="utf-8"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{content.Name}</id>
                <version>{content.Version}</version>
                <authors>{content.Name}</authors>
                <description>{description}</description>
                <packageTypes><packageType name="DataRelease" /></packageTypes>
              </metadata>
            </package>
            """
        );
    }

    private const string ManifestRelation = "http://schemas.microsoft.com/packaging/2010/07/manifest";

    private static byte[] Zip(SortedDictionary<string, byte[]> entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = Epoch;
                using var target = entry.Open();
                target.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    private static string Checked(string value, Regex pattern, string what) =>
        pattern.IsMatch(value)
            ? value
            : throw new ReleaseException(
                ErrorCode.PackRefused,
                $"'{value}' can't be a package's {what}",
                what == "version"
                    ? "use a version such as 1.4.0 in dbt_project.yml or with --package-version"
                    : "name it with --name"
            );

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^\d+\.\d+(\.\d+){0,2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$")]
    private static partial Regex VersionPattern();
}
