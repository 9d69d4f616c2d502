using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>The progress of a swap that can't share a transaction with the ledger.</summary>
internal enum SwapStage
{
    /// <summary>
    /// The swap may or may not have happened: the live schemas tell. The ledger does not count it yet.
    /// </summary>
    Begun,

    /// <summary>The swap has happened and the ledger says so. The replaced views are not all gone yet.</summary>
    Told,
}

/// <summary>A swap in the journal.</summary>
/// <param name="Token">Tells the swap from every other. The live schemas bear it once the swap has happened.</param>
/// <param name="Number">The release that becomes live.</param>
/// <param name="Previous">The release that was live, or null.</param>
/// <param name="Stage">The swap's progress.</param>
/// <param name="Schemas">The schemas that are exchanged.</param>
/// <param name="Writes">The ledger's statements for when the swap has happened, as <see cref="KeptWrites"/>.</param>
/// <param name="BeganAt">When the swap began, by the server's clock.</param>
internal sealed record SwapRecord(
    string Token,
    int Number,
    int? Previous,
    SwapStage Stage,
    IReadOnlyList<ExchangedSchema> Schemas,
    byte[] Writes,
    DateTimeOffset BeganAt
);

/// <summary>A live schema and the schema that takes its place.</summary>
/// <param name="Live">The name that consumers use.</param>
/// <param name="Next">The name of the prepared schema. After the exchange, the schema that was live has it.</param>
/// <param name="Views">The pointer views of the release before, which are dropped after the exchange.</param>
internal sealed record ExchangedSchema(string Live, string Next, IReadOnlyList<string> Views);

/// <summary>
/// The journal of swaps that can't share a transaction with the ledger. A swap is written down before it happens, and
/// forgotten when the ledger has followed and nothing is left over.
/// </summary>
internal static class SwapJournal
{
    extension(Ledger ledger)
    {
        /// <summary>Swaps that are under way or have left something over, oldest first.</summary>
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

        /// <summary>Records that a swap begins.</summary>
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

        /// <summary>Records that the swap has happened, in the transaction in which the ledger learns of it.</summary>
        public Sql TellSwap(string token) =>
            $"""
                update {ledger.Schema.Swaps} set state = {"told"}
                where environment = {ledger.Environment} and token = {token}
                """;

        /// <summary>Forgets a swap that is over or never happened.</summary>
        public Sql ForgetSwap(string token) =>
            $"delete from {ledger.Schema.Swaps} where environment = {ledger.Environment} and token = {token}";
    }
}

[JsonSerializable(typeof(IReadOnlyList<ExchangedSchema>))]
internal sealed partial class SwapJournalJson : JsonSerializerContext;
