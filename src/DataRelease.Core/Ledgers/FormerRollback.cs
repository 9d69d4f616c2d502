using System.Text.Json;

namespace DataRelease.Ledgers;

/// <summary>A rollback that has begun, as written by older versions, which kept no list of its steps.</summary>
internal sealed record FormerRollback
{
    /// <summary>The record's name among the artifacts of the release that the rollback leads away from.</summary>
    public const string Artifact = "rollback.json";

    /// <summary>The release that was live.</summary>
    public required int From { get; init; }

    /// <summary>The release that was to be live again.</summary>
    public required int To { get; init; }

    /// <summary>The release that the rollback's swap made live; null before the swap.</summary>
    public int? Live { get; init; }

    /// <summary>True if migrations are taken down.</summary>
    public bool Schema { get; init; }

    /// <summary>True if the data version is restored.</summary>
    public bool Data { get; init; }

    /// <summary>True if rows that were written since the swap are carried to the earlier release.</summary>
    public bool CarryWrites { get; init; }

    /// <summary>True if rows that were written since the swap are given up.</summary>
    public bool AcceptLoss { get; init; }

    public static FormerRollback? Read(byte[] json) =>
        JsonSerializer.Deserialize(json, LedgerJson.Default.FormerRollback);
}
