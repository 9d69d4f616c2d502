using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// What somebody had put into the live schemas and a swap moved out of them, into schemas of its own that nothing of
/// ours ever drops.
/// </summary>
internal sealed record FoundSchema
{
    /// <summary>
    /// Its name among the ledger's artifacts; their number is <see cref="Number"/>, negative, so that no release has
    /// it.
    /// </summary>
    public const string Artifact = "found.json";

    /// <summary>2 for <c>analytics__found2</c>.</summary>
    public required int Number { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was live then, or 0.</summary>
    public int Live { get; init; }

    /// <summary>What is kept.</summary>
    public required IReadOnlyList<FoundRelation> Relations { get; init; }

    /// <summary>The schemas.</summary>
    [JsonIgnore]
    public IEnumerable<string> Schemas => Relations.Select(relation => relation.Schema).Distinct();

    public static FoundSchema? Read(byte[] json) =>
        JsonSerializer.Deserialize(json, PointersJson.Default.FoundSchema) is { Relations: not null } found
            ? found
            : null;

    /// <summary>The statements that put it into the ledger.</summary>
    public IReadOnlyList<Sql> Write(Ledger ledger) =>
        ledger.ReplaceArtifact(
            -Number,
            Artifact,
            JsonSerializer.SerializeToUtf8Bytes(this, PointersJson.Default.FoundSchema)
        );

    /// <summary>What a plan moves, as a record.</summary>
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
/// <param name="Live">Where it stood, for people.</param>
/// <param name="Schema">Where it is.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Kind">What it is, for people.</param>
internal sealed record FoundRelation(string Live, string Schema, string Name, string Kind)
{
    /// <summary>Where it is.</summary>
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
