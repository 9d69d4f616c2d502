using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>How far a swap has come that can't be one transaction with the ledger.</summary>
internal enum SwapStage
{
    /// <summary>What is live says whether it has happened; the ledger says it has not.</summary>
    Begun,

    /// <summary>It has happened and the ledger says so; what it replaced is not all gone yet.</summary>
    Told,
}

/// <summary>A swap in the journal.</summary>
/// <param name="Token">Tells it from every other swap; what is live bears it once the swap has happened.</param>
/// <param name="Number">What becomes live.</param>
/// <param name="Previous">What was live, or null.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="Schemas">What is exchanged.</param>
/// <param name="Writes">What the ledger is told when it has happened, as <see cref="KeptWrites"/>.</param>
/// <param name="BeganAt">When, by the server's clock.</param>
internal sealed record SwapRecord(
    string Token,
    int Number,
    int? Previous,
    SwapStage Stage,
    IReadOnlyList<ExchangedSchema> Schemas,
    byte[] Writes,
    DateTimeOffset BeganAt
);

/// <summary>A live schema and the one that takes its place.</summary>
/// <param name="Live">The name that consumers use.</param>
/// <param name="Next">The name of the other, which is that of what was live afterwards.</param>
/// <param name="Views">Pointer views of the release before, which go when it has happened.</param>
internal sealed record ExchangedSchema(string Live, string Next, IReadOnlyList<string> Views);

/// <summary>
/// Swaps that can't be one transaction with the ledger: what is to be done is written down before, and forgotten when
/// the ledger has followed and nothing is left over.
/// </summary>
internal static class SwapJournal
{
    extension(Ledger ledger)
    {
        /// <summary>Swaps that are under way or left something over, oldest first.</summary>
        public async Task<IReadOnlyList<SwapRecord>> ReadSwapsAsync(
            WarehouseSession session,
            CancellationToken cancellation
        ) =>
            await ledger.Schema.ReadVersionAsync(ledger.Warehouse, session, cancellation) < LedgerSchema.SwapsSince
                ? []
                : await Ledger.ReadAsync(
                    session,
                    $"""
                    select token, number, previous, state, schemas, writes, began_at
                    from {ledger.Schema.Swaps} where environment = {ledger.Environment} order by began_at
                    """,
                    row => new SwapRecord(
                        row.GetString(0),
                        row.GetInt32(1),
                        row.IsDBNull(2) ? null : row.GetInt32(2),
                        row.GetString(3) switch
                        {
                            "begun" => SwapStage.Begun,
                            "told" => SwapStage.Told,
                            var other => throw new FormatException($"unknown stage of a swap '{other}'"),
                        },
                        Ledger.Trusted(
                            () =>
                                JsonSerializer.Deserialize(
                                    Ledger.Bytes(row, 4),
                                    SwapJournalJson.Default.IReadOnlyListExchangedSchema
                                ),
                            "the journal of a swap"
                        ) ?? [],
                        Ledger.Bytes(row, 5),
                        Ledger.Instant(row, 6)
                    ),
                    cancellation
                );

        /// <summary>A swap begins.</summary>
        public Sql BeginSwap(SwapRecord swap, long fencing) =>
            $"""
                insert into {ledger.Schema.Swaps} (environment, token, number, previous, state, schemas, writes,
                    began_at, fencing)
                values ({ledger.Environment}, {swap.Token}, {swap.Number}, {swap.Previous}, {"begun"},
                    {JsonSerializer.SerializeToUtf8Bytes(
                    swap.Schemas,
                    SwapJournalJson.Default.IReadOnlyListExchangedSchema
                )}, {swap.Writes}, {ledger.Warehouse.Dialect.NowPlus(TimeSpan.Zero)}, {fencing})
                """;

        /// <summary>It has happened, and the ledger says so in the same transaction.</summary>
        public Sql TellSwap(string token) =>
            $"""
                update {ledger.Schema.Swaps} set state = {"told"}
                where environment = {ledger.Environment} and token = {token}
                """;

        /// <summary>It is over, or never happened.</summary>
        public Sql ForgetSwap(string token) =>
            $"delete from {ledger.Schema.Swaps} where environment = {ledger.Environment} and token = {token}";
    }
}

[JsonSerializable(typeof(IReadOnlyList<ExchangedSchema>))]
internal sealed partial class SwapJournalJson : JsonSerializerContext;
