using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;
using Polly;
using Polly.Retry;

namespace DataRelease.Ledgers;

/// <summary>
/// Connects again where the engine says that what failed passes by itself. Nothing has run by then, so that nothing
/// runs twice.
/// </summary>
internal sealed class ConnectionRetry(Warehouse warehouse, IReleaseEvents events, TimeProvider clock)
{
    /// <summary>How often it is tried again: half a second, one and two, a little more or less each.</summary>
    public const int Most = 3;

    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs what connects.</summary>
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

    // A method of its own: most commands never need the library that it names.
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
                // The attempt that was made already is the pipeline's first.
                if (Interlocked.Exchange(ref known, null) is { } error)
                    throw error;
                await warehouse.StepAsideAsync();
                return await connect(token);
            },
            cancellation
        );
    }
}
