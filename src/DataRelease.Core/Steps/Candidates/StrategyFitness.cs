using DataRelease.Configuration;
using DataRelease.Ledgers;

namespace DataRelease.Steps.Candidates;

/// <summary>Refuses a strategy that could never finish its steps, before anything is built for it.</summary>
internal sealed class StrategyFitness(ReleaseRun run)
{
    /// <summary>Checks the strategy, also against a built candidate; writes nothing.</summary>
    /// <exception cref="Errors.ReleaseException">DR7081, DR7082, DR7091, DR7092, DR7112, DR7113.</exception>
    public async Task RequireAsync(ReleaseStrategy strategy, ReleaseRecord candidate, CancellationToken cancellation)
    {
        await RequireAsync(strategy, cancellation);
        if (strategy == ReleaseStrategy.Rolling && candidate.Base is not null)
            await ReleaseWaves.Configured(run).OfAsync(candidate, cancellation);
    }

    /// <summary>Checks the strategy; writes nothing.</summary>
    /// <exception cref="Errors.ReleaseException">DR7081, DR7082, DR7112, DR7113.</exception>
    public async Task RequireAsync(ReleaseStrategy strategy, CancellationToken cancellation)
    {
        switch (strategy)
        {
            case ReleaseStrategy.Canary:
                await new CanaryFitness(run).RequireAsync(cancellation);
                break;
            case ReleaseStrategy.Rolling:
                ReleaseWaves.Require(run.Config.Rolling);
                break;
            case ReleaseStrategy.Shadow:
                await new ShadowFitness(run).RequireAsync(cancellation);
                await RequireAsync(run.Config.Shadow.Then, cancellation);
                break;
            case ReleaseStrategy.BlueGreen:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(strategy));
        }
    }
}
