using System.Data.Common;
using DataRelease.Builds.Reuse;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// Checks that need queries on the warehouse: rights, rows, and whether views outside releases can still be read.
/// </summary>
internal sealed class WarehouseProbe(ReleaseRun run)
{
    /// <summary>
    /// The largest number of rows, by the engine's own estimate, up to which a relation is counted. An examination
    /// makes no full scans.
    /// </summary>
    public const long CountedRows = 5_000_000;

    public async Task<IReadOnlyList<Finding>> RightsAsync(WarehouseSession session, CancellationToken cancellation)
    {
        if (!run.Warehouse.Traits.HasRoles)
            return [];
        var (missing, _) = await RightsDiagnosis.MissingAsync(run, session, cancellation);
        var found = missing
            .Select(right => new Finding(
                "rights",
                CheckState.Fail,
                ErrorCode.RightMissing,
                right.On,
                $"{right.Right} is missing",
                right.Remedy
            ))
            .ToList();
        return found.Count > 0 ? found : [Finding.Fine("rights", "the role has what a release needs")];
    }

    /// <summary>Objects of the database that run or listen whenever objects change, and so in every release.</summary>
    public async Task<IReadOnlyList<Finding>> WatchersAsync(WarehouseSession session, CancellationToken cancellation) =>
        [
            .. (await run.Warehouse.ReadWatchersAsync(session, cancellation)).Select(watcher =>
                Finding.Fine("watchers", $"{watcher.Kind} {watcher.Name} {watcher.Effect}")
            ),
        ];

    /// <summary>Settings of the server that a release works with, and would work better without.</summary>
    public async Task<IReadOnlyList<Finding>> AdviceAsync(WarehouseSession session, CancellationToken cancellation) =>
        [
            .. (await run.Warehouse.ReadAdviceAsync(session, cancellation)).Select(advice =>
                Finding.Fine("warehouse", advice)
            ),
        ];

    /// <summary>
    /// Compares the row counts of the live release with those at its validation, where there are any.
    /// </summary>
    public async Task<IReadOnlyList<Finding>> RowsAsync(
        ExaminedEnvironment chart,
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        if (chart.Markers is not [var marker])
            return [];
        var counted = chart
            .Relations[marker.Number]
            .Where(relation =>
                relation.Rows is not null
                && !Fingerprint.IsShared(relation)
                && chart.Standing.TryGetValue(relation.Physical, out var standing)
                && standing.Kind == RelationKind.Table
                && (standing.EstimatedRows ?? 0) <= CountedRows
            )
            .ToList();
        var found = new List<Finding>();
        foreach (var relation in counted)
        {
            run.Events.Publish(new ReleaseEvent.Progressed($"counting rows of {relation.Physical}"));
            var rows = await session.ScalarAsync($"select {Dialect.AllRows} from {relation.Physical}", cancellation);
            var now = Convert.ToInt64(rows, System.Globalization.CultureInfo.InvariantCulture);
            if (now == relation.Rows)
                continue;
            found.Add(
                new Finding(
                    "release",
                    CheckState.Fail,
                    ErrorCode.ReleaseAltered,
                    relation.Physical.ToString(),
                    $"{relation.Physical} had {relation.Rows} rows when {ReleaseRecord.Name(marker.Number)} "
                        + $"was checked, and has {now}"
                )
            );
        }
        return found;
    }

    /// <summary>Views outside releases that name a release's schema and can't be read.</summary>
    public async Task<IReadOnlyList<Finding>> ViewsAsync(
        ExaminedEnvironment chart,
        WarehouseSession session,
        CancellationToken cancellation
    )
    {
        var pointers = chart.Relations.SelectMany(group => group).Select(relation => relation.Live).ToHashSet();
        var releaseSchemas = chart
            .Relations.SelectMany(group => group)
            .Select(relation => relation.Physical.Schema)
            .ToHashSet(StringComparer.Ordinal);
        var found = new List<Finding>();
        foreach (var view in await run.Warehouse.ReadUnboundViewsAsync(session, cancellation))
        {
            if (pointers.Contains(view.Name) || releaseSchemas.Contains(view.Name.Schema))
                continue;
            var named = view.Schemas.FirstOrDefault(schema =>
                releaseSchemas.Contains(schema) || chart.LiveSchemas.Contains(schema) || chart.Greens.Contains(schema)
            );
            if (named is null)
                continue;
            try
            {
                await session.DescribeAsync($"select * from {view.Name}", cancellation);
            }
            catch (DbException error)
            {
                found.Add(
                    new Finding(
                        "outside",
                        CheckState.Warn,
                        ErrorCode.ViewDangling,
                        view.Name.ToString(),
                        $"view {view.Name} reads from {named} and can't be read: "
                            + $"{run.Warehouse.Translate(error).Message.Split('\n')[0]}"
                    )
                );
            }
        }
        return found;
    }
}
