using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Doctor;

/// <summary>Makes views of live show the release that is live, by a swap to it.</summary>
internal sealed class LiveViews(RepairScope scope)
{
    private ReleaseRun Run => scope.Run;

    /// <summary>
    /// The views to repair; none while the ledger contradicts itself and nothing proves which row is right, because
    /// views are made from its rows.
    /// </summary>
    public static IReadOnlySet<RelationName> Of(IReadOnlyList<Finding> findings) =>
        findings.Any(finding => finding.BlocksRepair)
            ? new HashSet<RelationName>()
            : findings.Select(finding => finding.Repair).OfType<Repair.Repoint>().Select(one => one.Live).ToHashSet();

    /// <summary>
    /// Makes views plain that an interrupted swap left deciding by the marker, and repairs nothing else. Such views
    /// also read the release that is to be dropped. The caller must hold the lease.
    /// </summary>
    /// <param name="green">
    /// Only views that read this release are made plain. It was never live, so their marker has not moved. Null for all
    /// views; then snapshots from before are waited for.
    /// </param>
    /// <param name="cancellation">Honoured before the views are changed.</param>
    public async Task MakePlainAsync(ReleaseRecord? green, CancellationToken cancellation)
    {
        if (Of(await GatesAsync(green, cancellation)) is not { Count: > 0 } views)
            return;
        await scope.StepAsync(
            $"{views.Count} view{(views.Count == 1 ? "" : "s")} that decided by the marker show what is live",
            () => RepairAsync(views, waitsForSnapshots: green is null, cancellation)
        );
    }

    /// <summary>The views and statements of <see cref="MakePlainAsync"/>.</summary>
    public async Task<(IReadOnlySet<RelationName> Views, IReadOnlyList<string> Statements)> PreviewPlainAsync(
        ReleaseRecord green,
        CancellationToken cancellation
    )
    {
        var views = Of(await GatesAsync(green, cancellation));
        if (views.Count == 0)
            return (views, []);
        var (release, prepared) = await PrepareAsync(views, cancellation);
        return (
            views,
            [$"-- views that decide by the marker show {release.Id}, which is live", .. prepared.Statements]
        );
    }

    /// <summary>
    /// The views that decide by the marker, and the findings that forbid making any view. If no view decides, nothing
    /// more is read.
    /// </summary>
    private async Task<IReadOnlyList<Finding>> GatesAsync(ReleaseRecord? green, CancellationToken cancellation)
    {
        await using (var session = await Run.OpenAsync(cancellation))
        {
            if (await Run.Ledger.ReadLiveAsync(session, cancellation) is not { } live)
                return [];
            string[] schemas =
            [
                .. (await Run.Ledger.ReadRelationsAsync(session, live.Number, cancellation))
                    .Select(relation => relation.Live.Schema)
                    .Distinct(),
            ];
            if (
                !(await Run.Warehouse.ReadViewDefinitionsAsync(session, schemas, cancellation)).Values.Any(definition =>
                    Run.Warehouse.Swap.ReadDeciding(definition) is not null
                )
            )
                return [];
        }
        var chart = await ExaminedEnvironment.ReadAsync(Run, cancellation);
        var readers = chart
            .Dependents.Where(dependent =>
                green is null || dependent.On.Schema.Contains(green.GreenSchema, StringComparison.Ordinal)
            )
            .Select(dependent => dependent.Relation?.ToString())
            .ToHashSet();
        return
        [
            .. LedgerProbe.Of(Run).Look(chart).Where(finding => finding.BlocksRepair),
            .. PointerProbe
                .Look(chart)
                .Where(finding => finding.Code == ErrorCode.GateLeft && readers.Contains(finding.Relation)),
        ];
    }

    /// <summary>Makes the views; the caller holds the lease.</summary>
    /// <param name="views">The views.</param>
    /// <param name="waitsForSnapshots">
    /// True if some decided by a marker that has moved: a statement with an older snapshot would see green in one view
    /// and blue in another.
    /// </param>
    /// <param name="cancellation">Honoured before the views are changed.</param>
    public async Task<(ReleaseRecord Release, PreparedSwap Prepared)> RepairAsync(
        IReadOnlySet<RelationName> views,
        bool waitsForSnapshots,
        CancellationToken cancellation
    )
    {
        var swap = new LiveSwap(Run, Run.Sides.GrantsAsync, scope.Random) { Command = LiveSwap.DoctorCommand };
        if (waitsForSnapshots)
        {
            string? fence;
            await using (var session = await Run.OpenAsync(cancellation))
                fence = await Run.Warehouse.TakeFenceAsync(session, cancellation);
            await swap.FenceAsync(fence, "the views were looked at", cancellation);
        }
        var (release, prepared) = await PrepareAsync(views, cancellation);
        await swap.RepairAsync(release, prepared, cancellation);
        return (release, prepared);
    }

    /// <summary>The swap that makes the views.</summary>
    public async Task<(ReleaseRecord Release, PreparedSwap Prepared)> PrepareAsync(
        IReadOnlySet<RelationName> views,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(Run, cancellation);
        var live = book.Live is { } marker ? book.Record(marker.Number) : null;
        if (live is null)
            throw new ReleaseException(
                ErrorCode.LedgerContradicts,
                "the ledger does not say which release is live, so no view can be made again"
            );
        return (
            live,
            await new LiveSwap(Run, Run.Sides.GrantsAsync, scope.Random).PrepareRepairAsync(live, views, cancellation)
        );
    }
}
