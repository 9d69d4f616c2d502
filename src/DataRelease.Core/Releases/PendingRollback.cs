using System.Text.Json;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

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

    /// <summary>See <see cref="RollbackRequest.Schema"/>.</summary>
    public bool Schema { get; init; }

    /// <summary>See <see cref="RollbackRequest.Data"/>.</summary>
    public bool Data { get; init; }

    /// <summary>See <see cref="RollbackRequest.CarryWrites"/>.</summary>
    public bool CarryWrites { get; init; }

    /// <summary>See <see cref="RollbackRequest.AcceptLoss"/>.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>The same command again.</summary>
    public RollbackRequest Request =>
        new()
        {
            To = ReleaseRecord.Name(To),
            Code = true,
            Schema = Schema,
            Data = Data,
            CarryWrites = CarryWrites,
            AcceptLoss = AcceptLoss,
        };

    /// <summary>For people.</summary>
    public string Describe =>
        $"a rollback from {ReleaseRecord.Name(From)} to {ReleaseRecord.Name(To)} was cut short "
        + $"{(Live is null ? "before" : "after")} its swap";

    public static PendingRollback? Read(byte[] json) =>
        JsonSerializer.Deserialize(json, ReleaseJson.Default.PendingRollback);

    /// <summary>The statements that put it into the ledger in place of any other.</summary>
    public IReadOnlyList<Sql> Write(Ledger ledger) =>
        [
            ledger.ForgetRollbacks(),
            .. ledger.ReplaceArtifact(
                From,
                Artifact,
                JsonSerializer.SerializeToUtf8Bytes(this, ReleaseJson.Default.PendingRollback)
            ),
        ];

    /// <summary>True if it is about what is live now, and about releases that are known.</summary>
    public bool IsOf(Standing.Book book) =>
        book.Live?.Number == (Live ?? From) && book.Record(From) is not null && book.Record(To) is not null;
}

/// <summary>Writes, finds and forgets the rollback that has begun.</summary>
internal sealed class RollbackMemory(ReleaseRun run)
{
    public async Task BeginAsync(PendingRollback begun, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(session, run.Lease, begun.Write(run.Ledger), cancellation);
    }

    public async Task ForgetAsync(CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(session, run.Lease, [run.Ledger.ForgetRollbacks()], cancellation);
    }

    /// <summary>
    /// The command says itself that its swap did not happen, so nothing is left to finish; where it did, or nobody
    /// knows, it stays.
    /// </summary>
    public async Task ForgetUnlessSwappedAsync()
    {
        try
        {
            if ((await new Standing(run).ReadAsync(CancellationToken.None)).Rollback is { Live: null })
                await ForgetAsync(CancellationToken.None);
        }
        catch (Exception second) when (run.Translate(second) is not null)
        {
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"that the rollback did not happen could not be written to the ledger: "
                        + $"{second.Message.ReplaceLineEndings(" ")}; data-release resume would try it again, "
                        + $"data-release abort gives it up"
                )
            );
        }
    }
}
