using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>Reads that only the doctor makes. They return the rows as they are and don't check them.</summary>
public sealed partial class Ledger
{
    private const string ShapeArtifact = "shape.json";

    /// <summary>Every marker of the environment. More than one is an error that the doctor reports.</summary>
    internal Task<IReadOnlyList<LiveRecord>> ReadMarkersAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        ReadAsync(
            session,
            $"select number, since, previous from {_schema.Live} where environment = {_environment} order by number",
            row => new LiveRecord(row.GetInt32(0), Instant(row, 1), row.IsDBNull(2) ? null : row.GetInt32(2)),
            cancellation
        );

    /// <summary>
    /// Relations of the releases whose data is not gone, and those among the newest that have no release.
    /// </summary>
    /// <param name="session">Reads.</param>
    /// <param name="newest">The number of the newest release.</param>
    /// <param name="cancellation">Ends it.</param>
    internal async Task<ILookup<int, RelationRecord>> ReadStandingRelationsAsync(
        WarehouseSession session,
        int newest,
        CancellationToken cancellation
    )
    {
        var standing = await ReadRelationsAsync(
            session,
            $"""
            number in (
                select number from {_schema.Releases} where environment = {_environment} and state not in {GoneStates})
            """,
            cancellation
        );
        var stray = await ReadRelationsAsync(
            session,
            $"""
            number > {newest - ReleaseScope.Recent}
                and number not in (select number from {_schema.Releases} where environment = {_environment})
            """,
            cancellation
        );
        return standing
            .Concat(stray)
            .SelectMany(group => group.Select(relation => (group.Key, Relation: relation)))
            .ToLookup(pair => pair.Key, pair => pair.Relation);
    }

    /// <summary>Relations of some releases.</summary>
    internal Task<ILookup<int, RelationRecord>> ReadRelationsAsync(
        WarehouseSession session,
        IReadOnlyCollection<int> numbers,
        CancellationToken cancellation
    ) => ReadRelationsAsync(session, Ranges(numbers), cancellation);

    private async Task<ILookup<int, RelationRecord>> ReadRelationsAsync(
        WarehouseSession session,
        Sql condition,
        CancellationToken cancellation
    ) =>
        (
            await ReadAsync(
                session,
                $"""
                select number, unique_id, live_schema, live_name, physical_schema, physical_name, kind, materialized,
                row_count, checksum, fingerprint, origin
                from {_schema.Relations} where environment = {_environment} and {condition}
                order by number, live_schema, live_name
                """,
                row =>
                    (
                        Number: row.GetInt32(0),
                        Relation: new RelationRecord(
                            row.GetString(1),
                            new RelationName(row.GetString(2), row.GetString(3)),
                            new RelationName(row.GetString(4), row.GetString(5)),
                            row.GetString(6),
                            row.GetString(7),
                            row.IsDBNull(8) ? null : row.GetInt64(8),
                            row.GetString(9),
                            row.GetString(10),
                            row.GetInt32(11)
                        )
                    ),
                cancellation
            )
        ).ToLookup(pair => pair.Number, pair => pair.Relation);

    /// <summary>
    /// Schemas that a release of any environment is built in, and the live schemas of all; of a release whose data is
    /// gone only its base schemas.
    /// </summary>
    internal async Task<(IReadOnlySet<string> Greens, IReadOnlySet<string> Lives)> ReadClaimsAsync(
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        static (string Green, string Live) Read(DbDataReader row) => (row.GetString(0), row.GetString(1));
        // A live schema is part of a key in one table and not in the other. On some engines the two have different
        // collations, and no UNION takes both.
        var rows = (
            await ReadAsync(
                session,
                $"select distinct green_schema, live_schema from {_schema.Releases}",
                Read,
                cancellation
            )
        ).Concat(
            await ReadAsync(
                session,
                $"select distinct r.physical_schema, r.live_schema from {StandingRelations}",
                Read,
                cancellation
            )
        );
        return (
            rows.Select(row => row.Green).ToHashSet(StringComparer.Ordinal),
            rows.Select(row => row.Live).ToHashSet(StringComparer.Ordinal)
        );
    }

    /// <summary>
    /// The columns that a release's relations had when they were built, by physical name; null if an older tool built
    /// the release.
    /// </summary>
    internal async Task<IReadOnlyDictionary<RelationName, IReadOnlyList<string>>?> ReadShapeAsync(
        WarehouseSession session,
        int number,
        CancellationToken cancellation
    )
    {
        if (await ReadArtifactAsync(session, number, ShapeArtifact, cancellation) is not { } json)
            return null;
        var shape = Trusted(
            () => JsonSerializer.Deserialize(json, ShapeJson.Default.ListRelationShape),
            $"the shape of {ReleaseRecord.Name(number)}"
        );
        return (shape ?? [])
            .Where(relation => relation is { Schema: not null, Name: not null, Columns: not null })
            .DistinctBy(relation => (relation.Schema, relation.Name))
            .ToDictionary(relation => new RelationName(relation.Schema, relation.Name), relation => relation.Columns);
    }

    internal IReadOnlyList<Sql> ReplaceShape(int number, IEnumerable<CatalogRelation> relations) =>
        ReplaceArtifact(
            number,
            ShapeArtifact,
            JsonSerializer.SerializeToUtf8Bytes(
                [
                    .. relations.Select(relation => new RelationShape(
                        relation.Name.Schema,
                        relation.Name.Name,
                        [.. relation.Columns.Select(ShapeOf)]
                    )),
                ],
                ShapeJson.Default.ListRelationShape
            )
        );

    /// <summary>A column in the form in which shapes are compared.</summary>
    internal static string ShapeOf(CatalogColumn column) => $"{column.Name} {column.Type}";

    internal Sql SetState(int number, ReleaseState state, long fencing) =>
        $"update {_schema.Releases} set state = {Text(state)}, fencing = {fencing} where environment = "
        + $"{_environment} and number = {number}";

    /// <summary>The statements that replace all markers by one.</summary>
    internal IReadOnlyList<Sql> ReplaceMarker(LiveRecord marker, long fencing) =>
        [
            $"delete from {_schema.Live} where environment = {_environment}",
            $"""
                insert into {_schema.Live} (environment, number, since, previous, fencing)
                values ({_environment}, {marker.Number}, {marker.Since.UtcDateTime}, {marker.Previous}, {fencing})
                """,
        ];
}

/// <summary>The shape of a relation when it was built.</summary>
internal sealed record RelationShape(string Schema, string Name, IReadOnlyList<string> Columns);

/// <summary>JSON of shapes, without reflection.</summary>
[JsonSerializable(typeof(List<RelationShape>))]
internal sealed partial class ShapeJson : JsonSerializerContext;
