using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Says which object outside the release a statement of the swap was about that the warehouse refused.
/// </summary>
internal static class SwapFailure
{
    /// <summary>The error, with the view that could not be made again if it is one.</summary>
    /// <param name="warehouse">Where.</param>
    /// <param name="plan">Of the swap.</param>
    /// <param name="error">As the driver has it: it knows the statement of a batch that failed.</param>
    /// <param name="said">The same with a code.</param>
    public static ReleaseException Of(Warehouse warehouse, SwapPlan plan, DbException error, ReleaseException said)
    {
        if (error.BatchCommand?.CommandText is { } failed)
        {
            foreach (var view in plan.Restored)
            {
                var made = warehouse
                    .Swap.CreateView(view.View.Name, view.Definition, view.View.Options, replace: false)
                    .Render(warehouse.Dialect)
                    .Text;
                if (made == failed)
                    return new ReleaseException(
                        ErrorCode.SwapStatementFailed,
                        $"view {view.View.Name}, which is outside the release, can't be made again on the new "
                            + $"release: {said.Message}",
                        $"change {view.View.Name} so that it needs nothing that is gone, or drop it, then run "
                            + "data-release "
                            + $"swap; the swap was rolled back and live is untouched",
                        inner: error
                    );
            }
        }
        return new ReleaseException(ErrorCode.SwapStatementFailed, said.Message, inner: error);
    }
}
