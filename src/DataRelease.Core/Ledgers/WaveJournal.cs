using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>A view that shows another release than the marker says.</summary>
/// <param name="Live">The view.</param>
/// <param name="Wave">The wave that the view belongs to, from 1.</param>
/// <param name="Number">The release whose relation it shows.</param>
internal sealed record WaveRecord(RelationName Live, int Wave, int Number);

/// <summary>
/// Reads and writes waves in the ledger. The marker says what is live, and these rows say which views show a newer
/// release already. The transactions that repoint the views write and remove the rows.
/// </summary>
internal static class WaveJournal
{
    extension(Ledger ledger)
    {
        /// <summary>Views that show another release than the marker says. Usually there are none.</summary>
        public async Task<IReadOnlyList<WaveRecord>> ReadWavesAsync(
            WarehouseSession session,
            CancellationToken cancellation
        ) =>
            await ledger.Schema.ReadVersionAsync(ledger.Warehouse, session, cancellation) < LedgerSchema.WavesSince
                ? []
                : await Ledger.ReadAsync(
                    session,
                    $"""
                    select live_schema, live_name, wave, number from {ledger.Schema.Waves}
                    where environment = {ledger.Environment} order by wave, live_schema, live_name
                    """,
                    row => new WaveRecord(
                        new RelationName(row.GetString(0), row.GetString(1)),
                        row.GetInt32(2),
                        row.GetInt32(3)
                    ),
                    cancellation
                );

        /// <summary>The relations that the views of live show: the marker's, except in the views of waves.</summary>
        /// <param name="session">Open.</param>
        /// <param name="live">The live release, or null.</param>
        /// <param name="cancellation">Ends it.</param>
        public async Task<IReadOnlyList<RelationRecord>> ReadShownAsync(
            WarehouseSession session,
            int? live,
            CancellationToken cancellation
        )
        {
            if (live is not { } number)
                return [];
            var relations = await ledger.ReadRelationsAsync(session, number, cancellation);
            var waves = await ledger.ReadWavesAsync(session, cancellation);
            if (waves.Count == 0)
                return relations;
            var moved = waves.Select(wave => wave.Live).ToHashSet();
            List<RelationRecord> shown = [.. relations.Where(relation => !moved.Contains(relation.Live))];
            foreach (var release in waves.GroupBy(wave => wave.Number))
            {
                var names = release.Select(wave => wave.Live).ToHashSet();
                shown.AddRange(
                    (await ledger.ReadRelationsAsync(session, release.Key, cancellation)).Where(relation =>
                        names.Contains(relation.Live)
                    )
                );
            }
            return [.. shown.OrderBy(relation => relation.Live)];
        }

        /// <summary>The newest wave that is live; 0 if there is none.</summary>
        public async Task<int> ReadNewestWaveAsync(WarehouseSession session, CancellationToken cancellation) =>
            (await ledger.ReadWavesAsync(session, cancellation)).Select(wave => wave.Wave).DefaultIfEmpty().Max();

        /// <summary>Records that the views of a wave show the release.</summary>
        public IReadOnlyList<Sql> ShowWave(int number, int wave, IEnumerable<RelationName> names, long fencing) =>
            [
                ledger.HideWave(wave),
                .. names
                    .Chunk(ledger.RowsOfOne(200, values: 6))
                    .Select(chunk =>
                    {
                        var rows = Sql.Join(
                            ", ",
                            chunk.Select(name =>
                                (Sql)$"({ledger.Environment}, {name.Schema}, {name.Name}, {wave}, {number}, {fencing})"
                            )
                        );
                        return (Sql)
                            $"""
                                insert into {ledger.Schema.Waves} (environment, live_schema, live_name, wave, number,
                                fencing) values {rows}
                                """;
                    }),
            ];

        /// <summary>Records that the views of a wave show the marker's release again.</summary>
        public Sql HideWave(int wave) =>
            $"delete from {ledger.Schema.Waves} where environment = {ledger.Environment} and wave = {wave}";

        /// <summary>Records that all views show the marker's release.</summary>
        public Sql EndWaves() => $"delete from {ledger.Schema.Waves} where environment = {ledger.Environment}";
    }
}
