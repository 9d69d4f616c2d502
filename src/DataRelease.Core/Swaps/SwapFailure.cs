using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Names the object outside the release whose statement the warehouse refused in a swap.</summary>
internal static class SwapFailure
{
    /// <summary>The error; it names the outside view that could not be made again, if that statement failed.</summary>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="plan">The plan of the swap.</param>
    /// <param name="error">The driver's error, which knows the batch's statement that failed.</param>
    /// <param name="said">The same error with a code.</param>
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
