using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// A rollback that has begun, in the ledger from before its swap until its last step is done: a command that finds it
/// knows what the one before set out to do, and whether live has moved already.
/// </summary>
internal sealed record PendingRollback
{
    /// <summary>Its name among the artifacts of the release that it goes back from.</summary>
    public const string Artifact = "rollback.json";

    /// <summary>What was live.</summary>
    public required int From { get; init; }

    /// <summary>What was to be live again.</summary>
    public required int To { get; init; }

    /// <summary>
    /// What its swap made live: <see cref="To"/>, or a copy of it with the rows that were carried. Null before the
    /// swap, in whose transaction it is written.
    /// </summary>
    public int? Live { get; init; }

    /// <summary>True if migrations are taken down.</summary>
    public bool Schema { get; init; }

    /// <summary>True if the data version is restored.</summary>
    public bool Data { get; init; }

    /// <summary>True if rows that were written since the swap are taken along.</summary>
    public bool CarryWrites { get; init; }

    /// <summary>True if rows that were written since the swap are given up.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>For people.</summary>
    public string Describe =>
        $"a rollback from {ReleaseRecord.Name(From)} to {ReleaseRecord.Name(To)} was cut short "
        + $"{(Live is null ? "before" : "after")} its swap";

    public static PendingRollback? Read(byte[] json) =>
        JsonSerializer.Deserialize(json, LedgerJson.Default.PendingRollback);

    /// <summary>The statements that put it into the ledger in place of any other.</summary>
    public IReadOnlyList<Sql> Write(Ledger ledger) =>
        [
            ledger.ForgetRollbacks(),
            .. ledger.ReplaceArtifact(
                From,
                Artifact,
                JsonSerializer.SerializeToUtf8Bytes(this, LedgerJson.Default.PendingRollback)
            ),
        ];

    /// <summary>True if it is about what is live now, and about releases that are known.</summary>
    public bool IsOf(ReleaseBook book) =>
        book.Live?.Number == (Live ?? From) && book.Record(From) is not null && book.Record(To) is not null;
}
