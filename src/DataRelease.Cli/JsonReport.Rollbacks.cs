using System.Text.Json.Serialization;

namespace DataRelease.Cli;

/// <summary>The parts of the document for backups, rollbacks and history.</summary>
internal sealed partial record Document
{
    public IReadOnlyList<VersionNode> DataVersions { get; init; } = [];

    public IReadOnlyList<LossNode> Losses { get; init; } = [];

    public IReadOnlyList<CarriedNode> Carried { get; init; } = [];

    public IReadOnlyList<HistoryNode> History { get; init; } = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EarlierNode? Earlier { get; init; }
}

internal sealed record EarlierNode(int Count, string Before);

internal sealed record VersionNode(
    string Id,
    string Name,
    string State,
    string Reason,
    string? Release,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    string Place,
    long Rows,
    long Bytes,
    IReadOnlyList<VersionTableNode> Tables
);

internal sealed record VersionTableNode(string Table, string Role, long Rows, long Bytes, string Checksum);

internal sealed record LossNode(string Relation, long Added, long Changed, long Removed, bool Exact, string Detail);

internal sealed record CarriedNode(string Relation, long Added, long Updated, long Removed, long Skipped);

internal sealed record HistoryNode(
    Release Release,
    string Builder,
    string? Base,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Migrations,
    long? Rows,
    string Ended,
    IReadOnlyList<HistoryEventNode> Events
);

internal sealed record HistoryEventNode(DateTimeOffset At, string What, string Detail);
