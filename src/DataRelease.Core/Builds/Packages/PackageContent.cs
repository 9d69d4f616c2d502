using System.Text.Json.Serialization;

namespace DataRelease.Builds.Packages;

/// <summary><c>data-release/package.json</c> of a release package.</summary>
public sealed record PackageContent
{
    /// <summary>The newest format that this code writes and reads.</summary>
    public const int NewestFormat = 1;

    /// <summary>The format's version.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>The package's name.</summary>
    public required string Name { get; init; }

    /// <summary>The package's version.</summary>
    public required string Version { get; init; }

    /// <summary>The kind of warehouse that it was compiled for.</summary>
    public required string AdapterType { get; init; }

    /// <summary>The dbt that compiled it.</summary>
    public required string DbtVersion { get; init; }

    /// <summary>The database that stands in its compiled code.</summary>
    public required string Database { get; init; }

    /// <summary>The target's schema when it was compiled; every other schema contains it.</summary>
    public required string BaseSchema { get; init; }

    /// <summary>The run of dbt that compiled it; null if it is not known, as in packages of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CompileRun? CompiledFor { get; init; }

    /// <summary>
    /// What in it depends on that run, by node, macro or file: taken by consent when it was packed. Null if nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? DependsOnRun { get; init; }

    /// <summary>Project file to SHA-256, what it was compiled from.</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>Entry of the package to SHA-256.</summary>
    public required IReadOnlyDictionary<string, string> Entries { get; init; }
}

/// <summary>JSON of a package, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(PackageContent))]
internal sealed partial class PackageJson : JsonSerializerContext;
