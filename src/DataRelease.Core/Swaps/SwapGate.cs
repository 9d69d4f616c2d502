using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Swaps under a load that never lets the swap lock all views at once. First each view, in a transaction of its own, is
/// made to show blue or green by the marker in the ledger, which says blue. Then the swap's transaction moves the
/// marker. Every statement sees all views change together, at the moment of its snapshot. At last, when no older
/// snapshot is left, each view is made plain again. A transaction never waits for a second view while it holds one, so
/// no reader can block it for longer than the reader's own transaction. At every moment, and after a crash at any
/// moment, all views show what the marker says. A view whose shape changes has the columns of both releases while it
/// decides, and is made again alone when the older snapshots are gone. Where the columns don't fit together, the view
/// is made again in the swap's transaction and decides by the marker until the older snapshots are gone, because a
/// statement may have taken its snapshot before it waited for that view. At the end of a canary the views decide by the
/// route already. The swap writes the route's row with the marker, and the views are made plain afterwards.
/// </summary>
internal sealed class SwapGate
{
    private static readonly TimeSpan PatienceBefore = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan PatienceAfter = TimeSpan.FromSeconds(60);

    private readonly OpenEnvironment _run;
    private readonly int _number;
    private readonly SwapPlan _plan;
    private readonly DecidingPlan _deciding;
    private readonly DecidingViews _views;
    private readonly PlainViews _plain;

    /// <summary>Views that decide by a route already. The swap's own rows of the ledger move them.</summary>
    private readonly IReadOnlyList<PointerChange> _routed;
    private IReadOnlyList<PointerChange> _remade = [];
    private bool _isTaken;
    private bool _isRouted;

    public SwapGate(
        OpenEnvironment run,
        Random random,
        int number,
        PreparedSwap prepared,
        Func<WarehouseSession, SwapPlan, TimeSpan, Task> remake
    )
    {
        _run = run;
        _number = number;
        _plan = prepared.Plan;
        _deciding = new DecidingPlan(
            run.Warehouse.Swap,
            prepared.Plan,
            prepared.Survey,
            prepared.Previous?.Number,
            number,
            run.Ledger.Marker
        );
        _views = new DecidingViews(run, random, _deciding, remake);
        _plain = new PlainViews(run, random, remake);
        _routed =
        [
            .. prepared.Plan.Changes.Where(change =>
                prepared.Survey.Definitions.GetValueOrDefault(change.Live) is { } definition
                && run.Warehouse.Swap.ReadDeciding(definition) is { By: Decider.Route by } text
                && by.View == run.Ledger.RouteView
                && change.Physical is { } physical
                && text.Sides.GetValueOrDefault(number) == physical.Name
            ),
        ];
    }

    /// <summary>True while views decide by the marker and still have to be made plain.</summary>
    public bool IsOpen => _views.Open.Count > 0;

    /// <summary>
    /// True once waiting for all locks at once has gone on long enough and this way is possible. It is impossible if a
    /// view can neither decide by the marker nor stay as it is: older snapshots would see green in that view and blue
    /// in the others.
    /// </summary>
    public bool IsWorthOpening(TimeSpan elapsed) =>
        !_isTaken
        && _run.Config.Swap.OnBlocked != OnBlocked.Refuse
        && elapsed >= (_run.Config.Swap.Budget / 4 < PatienceBefore ? _run.Config.Swap.Budget / 4 : PatienceBefore)
        && (
            _routed.Count > 0
                ? _deciding.Differing.All(_routed.Contains)
                : _deciding.Undecidable.Count == 0 && _deciding.InPlace.Count > 0
        );

    /// <summary>Makes the views decide by the marker.</summary>
    /// <returns>The plan for the swap's own transaction.</returns>
    public async Task<SwapPlan> OpenAsync(long start, CancellationToken cancellation)
    {
        _isTaken = true;
        if (_routed.Count > 0)
        {
            _isRouted = true;
            _run.Events.Publish(
                new ReleaseEvent.Progressed(
                    $"readers never leave all views free at once: the route moves {_routed.Count} views, and each is "
                        + "made plain after it"
                )
            );
            return _plan with
            {
                Changes =
                [
                    .. _plan.Changes.Select(change => _routed.Contains(change) ? _deciding.Opened(change) : change),
                ],
                Restored = [],
            };
        }
        _run.Events.Publish(
            new ReleaseEvent.Progressed(
                $"readers never leave all views free at once: {_deciding.InPlace.Count} views are prepared one by one"
            )
        );
        await _views.OpenAsync(() => _run.Clock.GetElapsedTime(start) < _run.Config.Swap.Budget, cancellation);
        var done = _views.Open.Select(change => change.Live).ToHashSet();
        _remade = _deciding.Remade;
        return _plan with
        {
            Changes =
            [
                .. _plan.Changes.Select(change =>
                    done.Contains(change.Live) ? _deciding.Opened(change)
                    : change.Action == PointerAction.Recreate ? change with { Gate = _deciding.Decide(change) }
                    : change
                ),
            ],
        };
    }

    /// <summary>
    /// Makes the views plain after the swap. A view that can't be done in time is reported and does no harm.
    /// </summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        if (_isRouted)
            await _plain.CloseAsync(
                _routed,
                change =>
                    change.Action == PointerAction.Recreate
                        ? new SwapPlan
                        {
                            Changes = [change],
                            Restored = _plan.Restored,
                            Role = _plan.Role,
                        }
                        : null,
                change => [.. SwapPlan.LetIn(change, _run.Warehouse.Swap), .. _plan.Write(change, _run.Warehouse.Swap)],
                isMoved: true,
                Patience(),
                cancellation
            );
        if (IsOpen)
            await _views.CloseOnGreenAsync(_remade, Patience(), cancellation);
    }

    /// <summary>
    /// Makes the views plain on blue after a swap that did not happen. Every snapshot sees blue already.
    /// </summary>
    public async Task TakeBackAsync()
    {
        try
        {
            // A COMMIT with an unknown outcome may have happened after all, or may still be under way.
            if (await ReadMarkerAsync() == _number)
            {
                await CloseAsync(CancellationToken.None);
                return;
            }
        }
        catch (Exception error) when (error is DbException or ReleaseException or IOException)
        {
            // The swap's own error tells why. The views show what the marker says either way.
            _run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.GateLeft.Id,
                    $"{_views.Open.Count} views, the first of them {_views.Open[0].Live}; "
                        + $"{error.Message.ReplaceLineEndings(" ")}; {ErrorCode.GateLeft.Remedy}"
                )
            );
            return;
        }
        await _views.CloseOnBlueAsync(isMoved: false, Patience(), CancellationToken.None);
    }

    private Func<bool> Patience()
    {
        var start = _run.Clock.GetTimestamp();
        return () => _run.Clock.GetElapsedTime(start) < PatienceAfter;
    }

    /// <summary>
    /// Reads the marker after proving the lease. The proof waits for the lease's row, which a swap of ours that is
    /// still committing holds.
    /// </summary>
    private async Task<int?> ReadMarkerAsync()
    {
        int? marker = null;
        await using var session = await _run.OpenOnceAsync(CancellationToken.None);
        await session.InTransactionAsync(
            TransactionPurpose.WriteRows,
            async () =>
            {
                await _run.Ledger.ProveAsync(session, _run.Lease, CancellationToken.None);
                marker = (await _run.Ledger.ReadLiveAsync(session, CancellationToken.None))?.Number;
            },
            CancellationToken.None
        );
        return marker;
    }
}
