using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Reads what the ledger knows of pointer views besides the relations that they show.</summary>
internal static class PointerJournal
{
    extension(Ledger ledger)
    {
        /// <summary>The records of relations that were moved out of live, oldest first.</summary>
        public async Task<IReadOnlyList<FoundSchema>> ReadFoundAsync(
            WarehouseSession session,
            CancellationToken cancellation
        )
        {
            var rows = await Ledger.ReadAsync(
                session,
                $"select content from {ledger.Schema.Artifacts} where environment = {ledger.Environment} and name = "
                    + $"{FoundSchema.Artifact} order by number desc",
                row => Ledger.Bytes(row, 0),
                cancellation
            );
            return
            [
                .. rows.Select(row =>
                        Ledger.Trusted(() => FoundSchema.Read(Ledger.Unzip(row)), "what was moved out of live")
                    )
                    .OfType<FoundSchema>(),
            ];
        }

        /// <summary>
        /// The pointer views as they were after a release had gone live, or when a command last saw them in order.
        /// </summary>
        public async Task<IReadOnlyDictionary<RelationName, FormerView>> ReadFormerAsync(
            WarehouseSession session,
            int number,
            CancellationToken cancellation
        )
        {
            var views = await ledger.ReadListAsync(
                session,
                number,
                RememberedView.Artifact,
                PointersJson.Default.ListRememberedView,
                $"the views of {ReleaseRecord.Name(number)}",
                cancellation
            );
            return views
                .DistinctBy(view => (view.Schema, view.Name))
                .ToDictionary(view => new RelationName(view.Schema, view.Name), view => view.Former);
        }
    }
}
