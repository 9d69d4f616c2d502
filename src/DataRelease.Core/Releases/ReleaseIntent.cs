using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Builds;
using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;

namespace DataRelease.Releases;

/// <summary>
/// What a command set out to do with a release, kept in the ledger so that <c>resume</c> does the same.
/// </summary>
internal sealed record ReleaseIntent
{
    /// <summary>What to build.</summary>
    public BuildOptions Build { get; init; } = new();

    /// <summary>
    /// What it is built from; anything but the project is in the ledger, see <see cref="KeptPackage"/>.
    /// </summary>
    public BuildSource Source { get; init; }

    /// <summary>True if it is to go live: <c>release</c>, or a <c>swap</c> that has begun.</summary>
    public bool Swap { get; init; }

    /// <summary>The branch that it is built from, or null.</summary>
    public string? Branch { get; init; }

    /// <summary>True if views of relations that it lacks may go.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>From the ledger; what is not there has its default.</summary>
    public static ReleaseIntent Read(ReleaseRecord release) =>
        Ledger.Trusted(
            () => JsonSerializer.Deserialize(release.Options, ReleaseJson.Default.ReleaseIntent),
            $"the options of {release.Id}"
        ) ?? new ReleaseIntent();

    /// <summary>
    /// The branch of a release; a row that can't be read has none, since it is only shown.
    /// </summary>
    public static string? BranchOf(ReleaseRecord release)
    {
        try
        {
            return JsonSerializer.Deserialize(release.Options, ReleaseJson.Default.ReleaseIntent)?.Branch;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>For the ledger.</summary>
    public string Write() => JsonSerializer.Serialize(this, ReleaseJson.Default.ReleaseIntent);
}

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
