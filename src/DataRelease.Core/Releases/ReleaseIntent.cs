using System.Text.Json;
using DataRelease.Builds;

namespace DataRelease.Releases;

/// <summary>What a command set out to do with a release, kept in the ledger so that <c>resume</c> does the same.</summary>
internal sealed record ReleaseIntent
{
    /// <summary>What to build.</summary>
    public BuildOptions Build { get; init; } = new();

    /// <summary>True if it is to go live: <c>release</c>, or a <c>swap</c> that has begun.</summary>
    public bool Swap { get; init; }

    /// <summary>True if views of relations that it lacks may go.</summary>
    public bool AllowBreaking { get; init; }

    /// <summary>From the ledger; what is not there has its default.</summary>
    public static ReleaseIntent Read(ReleaseRecord release) =>
        Ledger.Trusted(() => JsonSerializer.Deserialize(release.Options, ReleaseJson.Default.ReleaseIntent), $"the options of {release.Id}") ?? new ReleaseIntent();

    /// <summary>For the ledger.</summary>
    public string Write() => JsonSerializer.Serialize(this, ReleaseJson.Default.ReleaseIntent);
}
