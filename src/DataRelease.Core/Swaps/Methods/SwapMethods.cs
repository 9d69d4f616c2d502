using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;

namespace DataRelease.Swaps.Methods;

/// <summary>Chooses the swap method of an environment.</summary>
internal static class SwapMethods
{
    /// <summary>The swap method that the configuration asks for and the engine supports.</summary>
    /// <param name="run">The command.</param>
    /// <param name="random">Spreads the retries.</param>
    /// <exception cref="ReleaseException">DR7130 if the engine can't exchange schemas.</exception>
    public static SwapMethod Of(OpenEnvironment run, Random random)
    {
        if (IsTransactional(run))
            return new TransactionalSwap(run, random);
        return run.Warehouse.Swap.Router is { } router
            ? new RouterSwap(run, router, random)
            : throw new ReleaseException(
                ErrorCode.SwapMethodUnfit,
                $"swap.method is schema-rename, and {run.Warehouse.Dialect.Name} can't exchange schemas",
                "leave swap.method out of data-release.yml"
            );
    }

    /// <summary>
    /// Lets the command's ledger take into account a swap that was cut short before the ledger learnt of it.
    /// </summary>
    public static void Attend(OpenEnvironment run)
    {
        if (!IsTransactional(run))
            run.Ledger.Unsettled = Of(run, Random.Shared).ReadUnsettledAsync;
    }

    /// <summary>The error for something that the environment's method can't do.</summary>
    /// <param name="run">The command.</param>
    /// <param name="what">What a release can't do: the words after "can't".</param>
    public static ReleaseException CanNot(OpenEnvironment run, string what) =>
        new(
            ErrorCode.SwapMethodUnfit,
            $"a release of '{run.Name}' can't {what}: its schemas are exchanged as a whole",
            run.Warehouse.Traits.HasTransactionalDdl
                ? "use swap: {method: views}, or do without"
                : "release with blue-green; this warehouse does not support the other strategies yet"
        );

    private static bool IsTransactional(OpenEnvironment run) =>
        run.Warehouse.Traits.HasTransactionalDdl && run.Config.Swap.Method == SwapWay.Views;
}
