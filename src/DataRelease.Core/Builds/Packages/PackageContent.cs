using System.Text.Json.Serialization;

namespace DataRelease.Builds.Packages;

/// <summary>The description of a release package, <c>data-release/package.json</c>.</summary>
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

    /// <summary>The adapter that it was compiled for.</summary>
    public required string AdapterType { get; init; }

    /// <summary>The version of dbt that compiled it.</summary>
    public required string DbtVersion { get; init; }

    /// <summary>The database in its compiled code.</summary>
    public required string Database { get; init; }

    /// <summary>The target's schema when it was compiled, which every other schema contains.</summary>
    public required string BaseSchema { get; init; }

    /// <summary>The dbt run that compiled it; null if unknown, as in packages of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CompileRun? CompiledFor { get; init; }

    /// <summary>
    /// What depends on that run, by node, macro or file, and was accepted when the package was made; null if nothing
    /// does.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? DependsOnRun { get; init; }

    /// <summary>The SHA-256 of each project file that it was compiled from.</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }

    /// <summary>The SHA-256 of each entry of the package.</summary>
    public required IReadOnlyDictionary<string, string> Entries { get; init; }
}

/// <summary>JSON of a package, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(PackageContent))]
internal sealed partial class PackageJson : JsonSerializerContext;
