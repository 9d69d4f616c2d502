using System.Text.Json.Serialization;

namespace DataRelease.Steps.Candidates;

/// <summary>What a release is built from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BuildSource>))]
internal enum BuildSource
{
    /// <summary>The project, as it is when it is built.</summary>
    Project,

    /// <summary>A package that the command named, with its migrations.</summary>
    Package,

    /// <summary>
    /// The ledger's copy of the package of a release that is retired, to go back to it; the migrations stay the
    /// project's.
    /// </summary>
    Kept,
}
