using System.Text.Json;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Shadows;

/// <summary>The progress of a shadow's refreshes, by which an interrupted one is recognised.</summary>
/// <param name="Begun">The last refresh that began; 0 before the first.</param>
/// <param name="Done">The last refresh that ended.</param>
internal sealed record ShadowProgress(int Begun, int Done)
{
    /// <summary>The progress's name among the release's artifacts.</summary>
    public const string Artifact = "shadow.json";

    /// <summary>Reads the progress from the ledger.</summary>
    public static async Task<ShadowProgress> ReadAsync(
        OpenEnvironment run,
        WarehouseSession session,
        int number,
        CancellationToken cancellation
    ) =>
        await run.Ledger.ReadArtifactAsync(session, number, Artifact, cancellation) is { } json
            ? Ledger.Trusted(() => Read(json), $"how far the shadow of {ReleaseRecord.Name(number)} has come")
            : new ShadowProgress(0, 0);

    /// <summary>The statements that write the progress.</summary>
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
