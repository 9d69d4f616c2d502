using System.Text.Json;
using DataRelease.Ledgers;

namespace DataRelease.Releases;

/// <summary>Where a release's project comes from, beside its commit; kept among the release's options.</summary>
/// <param name="Branch">The branch that it is built from, or null.</param>
internal sealed record RecordedOrigin(string? Branch)
{
    /// <summary>
    /// The branch of a release; a row that can't be read has none, since it is only shown.
    /// </summary>
    public static string? BranchOf(ReleaseRecord release)
    {
        try
        {
            return JsonSerializer.Deserialize(release.Options, ReleaseJson.Default.RecordedOrigin)?.Branch;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>For the ledger.</summary>
    public string Write() => JsonSerializer.Serialize(this, ReleaseJson.Default.RecordedOrigin);
}
