using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// The way round a load that never lets a swap hold the locks of all views at once. First each view, in a transaction
/// of its own, is made to show blue or green as the marker in the ledger says, which is blue. Then the swap's
/// transaction changes the marker, and with it what all of them show, for every statement at the moment of its
/// snapshot. At last, when no snapshot from before is left, each view is made plain again. A transaction never waits
/// for a second view while it holds one, so no reader can stand in its way for longer than its own transaction. At
/// every moment, and after a crash at any, all views show what the marker says. A view that gets another shape has the
/// columns of both releases while it decides, and is made again alone when the older snapshots are gone. One for which
/// there is no such shape is made in the swap's transaction and decides by the marker too until then: a statement may
/// have taken its snapshot before it waited for that view. At the end of a canary the views decide already, by the
/// route: its row is written with the marker, and the views are made plain after it.
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

    /// <summary>Views that decide by a route already: the rows that move the marker move them.</summary>
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

    /// <summary>True while views decide by the marker, and the marker still says blue.</summary>
    public bool IsOpen => _views.Open.Count > 0;

    /// <summary>
    /// True when waiting for all locks at once has gone on long enough and this way is there. It is not if a view could
    /// neither decide by the marker nor stay as it is: older snapshots would see that one of green, and the others of
    /// blue.
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
    /// <returns>The plan of what is left for the swap's own transaction.</returns>
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

    /// <summary>After the swap: makes the views plain. What can't be done in time is told and does no harm.</summary>
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
    /// After a swap that did not happen: makes the views plain on blue, which every snapshot sees already.
    /// </summary>
    public async Task TakeBackAsync()
    {
        try
        {
            // A COMMIT whose outcome nobody learnt may have been done after all, or be under way still.
            if (await ReadMarkerAsync() == _number)
            {
                await CloseAsync(CancellationToken.None);
                return;
            }
        }
        catch (Exception error) when (error is DbException or ReleaseException or IOException)
        {
            // The error under way says why; the views show what the marker says either way.
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

    /// <summary>The marker, read behind the lease's row: a swap of ours that is still committing holds it.</summary>
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
