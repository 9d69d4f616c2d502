using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Relations that somebody put into the live schemas and that a swap moved into schemas of their own. DataRelease never
/// drops those schemas.
/// </summary>
internal sealed record FoundSchema
{
    /// <summary>
    /// The record's name among the ledger's artifacts. It is filed under the negative <see cref="Number"/>, which no
    /// release has.
    /// </summary>
    public const string Artifact = "found.json";

    /// <summary>The number in the schemas' names: 2 for <c>analytics__found2</c>.</summary>
    public required int Number { get; init; }

    /// <summary>When the swap moved them, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The number of the release that was live at that time, or 0.</summary>
    public int Live { get; init; }

    /// <summary>The relations that were moved.</summary>
    public required IReadOnlyList<FoundRelation> Relations { get; init; }

    /// <summary>The schemas that they are in now.</summary>
    [JsonIgnore]
    public IEnumerable<string> Schemas => Relations.Select(relation => relation.Schema).Distinct();

    public static FoundSchema? Read(byte[] json) =>
        JsonSerializer.Deserialize(json, PointersJson.Default.FoundSchema) is { Relations: not null } found
            ? found
            : null;

    /// <summary>The statements that write the record to the ledger.</summary>
    public IReadOnlyList<Sql> Write(Ledger ledger) =>
        ledger.ReplaceArtifact(
            -Number,
            Artifact,
            JsonSerializer.SerializeToUtf8Bytes(this, PointersJson.Default.FoundSchema)
        );

    /// <summary>The record of what a plan moves.</summary>
    public static FoundSchema Of(SwapPlan plan, int number, int live, DateTimeOffset at) =>
        new()
        {
            Number = number,
            At = at,
            Live = live,
            Relations =
            [
                .. plan.Adopted.Select(moved => new FoundRelation(
                    moved.Relation.Name.ToString(),
                    moved.To.Schema,
                    moved.To.Name,
                    FoundRelation.Word(moved.Relation.Kind)
                )),
            ],
        };
}

/// <summary>One relation that was moved out of a live schema.</summary>
/// <param name="Live">Where it stood, for messages.</param>
/// <param name="Schema">The schema that it is in now.</param>
/// <param name="Name">Its name in that schema.</param>
/// <param name="Kind">The kind of relation, for messages.</param>
internal sealed record FoundRelation(string Live, string Schema, string Name, string Kind)
{
    /// <summary>Where it is now.</summary>
    [JsonIgnore]
    public RelationName Place => new(Schema, Name);

    public static string Word(RelationKind kind) =>
        kind switch
        {
            RelationKind.Table => "table",
            RelationKind.View => "view",
            RelationKind.MaterializedView => "materialized view",
            _ => "relation",
        };
}

/// <summary>JSON about pointer views that the ledger keeps, without reflection.</summary>
[JsonSerializable(typeof(FoundSchema))]
[JsonSerializable(typeof(List<RememberedView>))]
[JsonSerializable(typeof(List<TakenGrant>))]
internal sealed partial class PointersJson : JsonSerializerContext;
