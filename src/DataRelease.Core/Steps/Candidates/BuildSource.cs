using System.Text.Json.Serialization;

namespace DataRelease.Steps.Candidates;

/// <summary>The source that a release is built from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BuildSource>))]
internal enum BuildSource
{
    /// <summary>The project as it is during the build.</summary>
    Project,

    /// <summary>A package that the command named, with its migrations.</summary>
    Package,

    /// <summary>The ledger's copy of a retired release's package. The migrations stay the project's.</summary>
    Kept,
}
