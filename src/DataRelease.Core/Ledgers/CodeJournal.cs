using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>
/// Reads and writes what the ledger knows about code that is called by name and about tables that stay in place.
/// </summary>
internal static class CodeJournal
{
    /// <summary>The artifact with a release's pointers.</summary>
    public const string Artifact = "code.json";

    /// <summary>
    /// The number under which the ledger keeps what stood there before the first release. No cleanup deletes it.
    /// </summary>
    public const int Before = 0;

    private const string Expanded = "expanded.json";

    extension(Ledger ledger)
    {
        /// <summary>A release's pointers; none if its project has none.</summary>
        public Task<IReadOnlyList<CodePointer>> ReadCodeAsync(
            WarehouseSession session,
            int number,
            CancellationToken cancellation
        ) =>
            ledger.ReadListAsync(
                session,
                number,
                Artifact,
                LedgerJson.Default.ListCodePointer,
                $"the called names of {ReleaseRecord.Name(number)}",
                cancellation
            );

        /// <summary>The statements that write a release's pointers.</summary>
        public IReadOnlyList<Sql> WriteCode(int number, IReadOnlyList<CodePointer> pointers) =>
            ledger.ReplaceArtifact(
                number,
                Artifact,
                JsonSerializer.SerializeToUtf8Bytes([.. pointers], LedgerJson.Default.ListCodePointer)
            );

        /// <summary>
        /// Every statement that ever changed a table in place. It is not undone with its release, so no later release
        /// runs it again.
        /// </summary>
        public Task<IReadOnlyList<ExpandedStatement>> ReadExpandedAsync(
            WarehouseSession session,
            CancellationToken cancellation
        ) =>
            ledger.ReadListAsync(
                session,
                Before,
                Expanded,
                LedgerJson.Default.ListExpandedStatement,
                "what was expanded in place",
                cancellation
            );

        /// <summary>The statements that write the list.</summary>
        public IReadOnlyList<Sql> WriteExpanded(IReadOnlyList<ExpandedStatement> statements) =>
            ledger.ReplaceArtifact(
                Before,
                Expanded,
                JsonSerializer.SerializeToUtf8Bytes([.. statements], LedgerJson.Default.ListExpandedStatement)
            );
    }
}
