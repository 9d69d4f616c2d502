using System.Text.Json;
using DataRelease.Releases.Pointers;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>What the ledger knows of pointer views beside what they show.</summary>
public sealed partial class Ledger
{
    /// <summary>What was moved out of live, oldest first.</summary>
    internal async Task<IReadOnlyList<FoundSchema>> ReadFoundAsync(
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        var rows = await ReadAsync(
            session,
            $"select content from {_schema.Artifacts} where environment = {_environment} and name = "
                + $"{FoundSchema.Artifact} order by number desc",
            row => Bytes(row, 0),
            cancellation
        );
        return
        [
            .. rows.Select(row => Trusted(() => FoundSchema.Read(Unzip(row)), "what was moved out of live"))
                .OfType<FoundSchema>(),
        ];
    }

    /// <summary>
    /// The pointer views as they were when a release had gone live, or when they were last seen in order.
    /// </summary>
    internal async Task<IReadOnlyDictionary<RelationName, FormerView>> ReadFormerAsync(
        WarehouseSession session,
        int number,
        CancellationToken cancellation
    )
    {
        var json = await ReadArtifactAsync(session, number, RememberedView.Artifact, cancellation);
        var views = json is null
            ? null
            : Trusted(
                () => JsonSerializer.Deserialize(json, PointersJson.Default.ListRememberedView),
                $"the views of {ReleaseRecord.Name(number)}"
            );
        return (views ?? [])
            .DistinctBy(view => (view.Schema, view.Name))
            .ToDictionary(view => new RelationName(view.Schema, view.Name), view => view.Former);
    }
}
