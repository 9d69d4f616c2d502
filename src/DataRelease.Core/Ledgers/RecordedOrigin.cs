using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataRelease.Ledgers;

/// <summary>Where a release's project comes from, besides its commit. It is kept among the release's options.</summary>
/// <param name="Branch">The branch that it was built from, or null.</param>
/// <param name="Code">
/// The release that brought its code, if that is an earlier one: for a refresh, a release that a rollback or a restore
/// made, and one that was built again; otherwise null.
/// </param>
/// <param name="Principal">The database principal that released it; null where the engine has none.</param>
internal sealed record RecordedOrigin(string? Branch, int? Code = null, string? Principal = null)
{
    /// <summary>The operating system's user who began it, <c>user@host</c>; null if an older version did.</summary>
    public string? User { get; init; }

    /// <summary>
    /// Who began it before it was built again from files of another: names, and principals of the database. Null for
    /// none.
    /// </summary>
    public IReadOnlyList<string>? Others { get; init; }

    /// <summary>Pages that say more, by title: commit, pull request, the pipeline's run; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Links { get; init; }

    /// <summary>False for a release that has an earlier one's code and is no refresh; otherwise null.</summary>
    public bool? Refresh { get; init; }

    /// <summary>
    /// The contract migrations of its project, as the journal calls them, each with the checksum of its text; null for
    /// code of an earlier release, and if nobody knows. An older version wrote no checksums.
    /// </summary>
    public IReadOnlyList<string>? Contracts { get; init; }

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

    /// <summary>The release that brought a release's code: an earlier one, or the release itself.</summary>
    public static int CodeOf(ReleaseRecord release) => Of(release).Code ?? FormerBasis(release) ?? release.Number;

    /// <summary>True if the release is live code that was built again with that day's data.</summary>
    public static bool IsRefresh(ReleaseRecord release) => Of(release) is { Code: not null, Refresh: not false };

    /// <summary>The origin of a release that has another one's code and is no refresh.</summary>
    public static RecordedOrigin SameCode(ReleaseRecord release) =>
        new(Of(release).Branch, CodeOf(release)) { Refresh = false };

    /// <summary>The origin as text for the ledger.</summary>
    public string Write() => JsonSerializer.Serialize(this, OriginJson.Default.RecordedOrigin);

    /// <summary>
    /// The release that a rollback or a restore of an older version made a release from, which only its builder tells:
    /// <c>carry of r7</c>.
    /// </summary>
    private static int? FormerBasis(ReleaseRecord release)
    {
        var start = $"{release.Strategy} of r";
        return
            release.Builder.StartsWith(start, StringComparison.Ordinal)
            && int.TryParse(
                release.Builder.AsSpan(start.Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            ? number
            : null;
    }
}

/// <summary>JSON of origins, without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecordedOrigin))]
internal sealed partial class OriginJson : JsonSerializerContext;
