using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;
using Polly;
using Polly.Retry;

namespace DataRelease.Ledgers;

/// <summary>
/// Connects again if the engine says that the failure passes by itself. No statement has run by then, so nothing runs
/// twice.
/// </summary>
internal sealed class ConnectionRetry(Warehouse warehouse, IReleaseEvents events, TimeProvider clock)
{
    /// <summary>
    /// The number of further attempts. The pauses before them are half a second, one second and two seconds, each
    /// varied a little.
    /// </summary>
    public const int Most = 3;

    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs a function that connects.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> connect, CancellationToken cancellation)
    {
        ReleaseException first;
        try
        {
            return await connect(cancellation);
        }
        catch (ReleaseException error) when (warehouse.IsTransient(error))
        {
            first = error;
        }
        return await AgainAsync(connect, first, cancellation);
    }

    // This is a separate method because most commands never need the library that it loads.
    private async Task<T> AgainAsync<T>(
        Func<CancellationToken, Task<T>> connect,
        ReleaseException first,
        CancellationToken cancellation
    )
    {
        ReleaseException? known = first;
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = Most,
                    Delay = _first,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    ShouldHandle = new PredicateBuilder().Handle<ReleaseException>(warehouse.IsTransient),
                    OnRetry = again =>
                    {
                        events.Publish(
                            new ReleaseEvent.Progressed(
                                $"{again.Outcome.Exception!.Message}; trying again "
                                    + $"({again.AttemptNumber + 1} of {Most})"
                            )
                        );
                        return default;
                    },
                }
            )
            .Build();
        return await pipeline.ExecuteAsync(
            async token =>
            {
                // The pipeline's first attempt stands for the one that was made already.
                if (Interlocked.Exchange(ref known, null) is { } error)
                    throw error;
                await warehouse.StepAsideAsync();
                return await connect(token);
            },
            cancellation
        );
    }
}
