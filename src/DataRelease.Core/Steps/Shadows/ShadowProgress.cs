using System.Text.Json;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Shadows;

/// <summary>How far the refreshes of a shadow have come, so that one that was cut short is known.</summary>
/// <param name="Begun">The last one that was begun; 0 before the first.</param>
/// <param name="Done">The last one that came to its end.</param>
internal sealed record ShadowProgress(int Begun, int Done)
{
    /// <summary>Its name among the artifacts of the release.</summary>
    public const string Artifact = "shadow.json";

    /// <summary>As the ledger has it.</summary>
    public static async Task<ShadowProgress> ReadAsync(
        OpenEnvironment run,
        WarehouseSession session,
        int number,
        CancellationToken cancellation
    ) =>
        await run.Ledger.ReadArtifactAsync(session, number, Artifact, cancellation) is { } json
            ? Ledger.Trusted(() => Read(json), $"how far the shadow of {ReleaseRecord.Name(number)} has come")
            : new ShadowProgress(0, 0);

    /// <summary>The statements that say it.</summary>
    public IReadOnlyList<Sql> Write(OpenEnvironment run, int number) =>
        run.Ledger.ReplaceArtifact(
            number,
            Artifact,
            JsonSerializer.SerializeToUtf8Bytes([Begun, Done], LedgerJson.Default.Int32Array)
        );

    private static ShadowProgress Read(byte[] json) =>
        JsonSerializer.Deserialize(json, LedgerJson.Default.Int32Array) is [var begun, var done]
            ? new ShadowProgress(begun, done)
            : throw new InvalidDataException("it is not a pair of numbers");
}
