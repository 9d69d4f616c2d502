using System.Text.Json;

namespace DataRelease.Ledgers;

/// <summary>A rollback that has begun, as a tool wrote it down that kept no list of its steps.</summary>
internal sealed record FormerRollback
{
    /// <summary>Its name among the artifacts of the release that it goes back from.</summary>
    public const string Artifact = "rollback.json";

    /// <summary>What was live.</summary>
    public required int From { get; init; }

    /// <summary>What was to be live again.</summary>
    public required int To { get; init; }

    /// <summary>What its swap made live; null before the swap.</summary>
    public int? Live { get; init; }

    /// <summary>True if migrations are taken down.</summary>
    public bool Schema { get; init; }

    /// <summary>True if the data version is restored.</summary>
    public bool Data { get; init; }

    /// <summary>True if rows that were written since the swap are taken along.</summary>
    public bool CarryWrites { get; init; }

    /// <summary>True if rows that were written since the swap are given up.</summary>
    public bool AcceptLoss { get; init; }

    public static FormerRollback? Read(byte[] json) =>
        JsonSerializer.Deserialize(json, LedgerJson.Default.FormerRollback);
}
