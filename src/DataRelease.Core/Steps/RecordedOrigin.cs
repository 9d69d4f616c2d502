using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Ledgers;

namespace DataRelease.Steps;

/// <summary>Where a release's project comes from, besides its commit. It is kept among the release's options.</summary>
/// <param name="Branch">The branch that it was built from, or null.</param>
/// <param name="Code">For a refresh: the release that brought its code; otherwise null.</param>
/// <param name="Principal">The database principal that released it; null where the engine has none.</param>
internal sealed record RecordedOrigin(string? Branch, int? Code = null, string? Principal = null)
{
    /// <summary>Pages that say more, by title: commit, pull request, the pipeline's run; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Links { get; init; }

    /// <summary>
    /// Reads the origin from a release's row; empty if it can't be read, because it is only displayed and counted.
    /// </summary>
    public static RecordedOrigin Of(ReleaseRecord release)
    {
        try
        {
            return JsonSerializer.Deserialize(release.Options, OriginJson.Default.RecordedOrigin)
                ?? new RecordedOrigin(Branch: null);
        }
        catch (JsonException)
        {
            return new RecordedOrigin(Branch: null);
        }
    }

    /// <summary>
    /// The release that brought a release's code: for a refresh an earlier one, otherwise the release itself.
    /// </summary>
    public static int CodeOf(ReleaseRecord release) => Of(release).Code ?? release.Number;

    /// <summary>The origin as text for the ledger.</summary>
    public string Write() => JsonSerializer.Serialize(this, OriginJson.Default.RecordedOrigin);
}

/// <summary>JSON of origins, without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecordedOrigin))]
internal sealed partial class OriginJson : JsonSerializerContext;
