using System.Globalization;
using DataRelease.Backups;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>Proves after a rollback that the release that is live again holds what the ledger recorded of it.</summary>
internal sealed class RestoredContent(ReleaseRun run)
{
    /// <summary>
    /// The largest number of rows at validation up to which a table is counted. A larger table must only exist, because
    /// live must not wait.
    /// </summary>
    public const long CountedUpTo = 10_000_000;

    public const string Name = "restored_content";

    /// <summary>Compares the content.</summary>
    /// <param name="release">The live release.</param>
    /// <param name="stayed">
    /// The release whose relations stayed in place instead of being restored; null for none.
    /// </param>
    /// <param name="cancellation">Stops between relations.</param>
    public async Task<IReadOnlyList<CheckOutcome>> CheckAsync(
        ReleaseRecord release,
        int? stayed,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var untouched = stayed is { } number
            ? (await run.Ledger.ReadRelationsAsync(session, number, cancellation))
                .Select(relation => relation.Physical)
                .ToHashSet()
            : [];
        var relations = (await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation))
            .Where(relation => !untouched.Contains(relation.Physical))
            .ToList();
        var marks = (await run.Ledger.ReadMarksAsync(session, cancellation)).ToLookup(mark => mark.Physical);
        var catalog = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. relations.Select(relation => relation.Physical.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        var outcomes = new List<CheckOutcome>();
        var reader = new ContentReader(run.Warehouse.Dialect);
        foreach (var relation in relations.Where(relation => relation.Kind == "table"))
        {
            if (!catalog.ContainsKey(relation.Physical))
            {
                Add(relation, CheckState.Fail, "", "", $"{relation.Physical} is gone");
                continue;
            }
            if (
                marks[relation.Physical].LastOrDefault() is { } mark
                && mark.Columns.SequenceEqual(
                    await ContentReader.ColumnsAsync(run.Warehouse, session, catalog[relation.Physical], cancellation)
                )
            )
            {
                TableContent? now = null;
                await session.InTransactionAsync(
                    TransactionPurpose.ReadSnapshot,
                    async () =>
                    {
                        await session.ExecuteBatchAsync(reader.Settings, cancellation);
                        now = await reader.ReadAsync(session, relation.Physical, mark.Columns, cancellation);
                    },
                    cancellation
                );
                // Others may have written between the last look and the swap, and may write again now. For state, a
                // difference proves no damage.
                Add(
                    relation,
                    now!.Fits(mark.Content) ? CheckState.Pass : CheckState.Warn,
                    $"{now.Rows} rows",
                    $"{mark.Content.Rows} rows",
                    now.Fits(mark.Content)
                        ? ""
                        : "its content has changed since it was last live: rows were written to it by its own "
                            + "name, or during the swap"
                );
                continue;
            }
            if (relation.Rows is not { } rows || rows > CountedUpTo)
                continue;
            var count = Convert.ToInt64(
                await session.ScalarAsync($"select {Dialect.AllRows} from {relation.Physical}", cancellation),
                CultureInfo.InvariantCulture
            );
            Add(
                relation,
                count == rows ? CheckState.Pass : CheckState.Fail,
                $"{count} rows",
                $"{rows} rows",
                count == rows ? "" : $"{count} rows, it had {rows}"
            );
        }
        return outcomes;

        void Add(RelationRecord relation, CheckState state, string value, string threshold, string message)
        {
            var outcome = new CheckOutcome(
                Name,
                relation.Live.ToString(),
                state,
                CheckSeverity.Fail,
                value,
                threshold,
                message
            );
            outcomes.Add(outcome);
            if (state != CheckState.Pass)
                run.Events.Publish(new ReleaseEvent.CheckFinished(outcome));
        }
    }
}
