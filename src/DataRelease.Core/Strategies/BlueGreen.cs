using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Strategies;

/// <summary>Builds green beside blue, validates it, and puts it in blue's place in one swap.</summary>
internal static class BlueGreen
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = "blue-green";

    /// <summary>The steps from nothing to a candidate.</summary>
    /// <param name="build">The part of the project that is built, and how.</param>
    /// <param name="version">The requested version; null for the project's own.</param>
    /// <param name="source">The source that the release is built from.</param>
    /// <param name="plansInWarehouse">
    /// True if planning queries the warehouse, so that migrations must run before.
    /// </param>
    /// <param name="expands">True if the project adds to tables in place.</param>
    /// <param name="isApart">True if the build must not write to live, whatever the project allows.</param>
    /// <param name="same">What the planned project must be; null for anything.</param>
    public static IReadOnlyList<Step> Candidate(
        BuildOptions build,
        string? version,
        BuildSource source,
        bool plansInWarehouse,
        bool expands = false,
        bool isApart = false,
        SameCodeStep? same = null
    )
    {
        var plan = new PlanStep
        {
            IsApart = isApart,
            Build = build,
            Version = version,
            Source = source,
        };
        IReadOnlyList<Step> planned = same is null ? [plan] : [plan, same];
        if (expands)
            return
            [
                .. planned,
                new MigrateStep(),
                new ExpandStep(),
                new CarryStep(),
                new BuildStep(),
                new ValidateStep(),
            ];
        return plansInWarehouse
            ? [new MigrateStep(), .. planned, new CarryStep(), new BuildStep(), new ValidateStep()]
            : [.. planned, new MigrateStep(), new CarryStep(), new BuildStep(), new ValidateStep()];
    }

    /// <summary>The steps from a candidate to live.</summary>
    /// <param name="config">The configuration, which says what happens before and after a swap.</param>
    /// <param name="hasBlue">True if a release is live, so that there is a way back to rehearse.</param>
    /// <param name="allowBreaking">True if views of relations that green lacks may be dropped.</param>
    /// <param name="hasPolicies">
    /// True if the environment has policies. They are asked before the steps that take long, and again before the swap.
    /// </param>
    /// <param name="isRefresh">True for a refresh, which always drops what retention no longer keeps.</param>
    public static IReadOnlyList<Step> GoLive(
        ReleaseConfig config,
        bool hasBlue,
        bool allowBreaking,
        bool hasPolicies = false,
        bool isRefresh = false
    )
    {
        var safeguards = new List<Step>();
        if (config.Rollback.Rehearse && hasBlue)
            safeguards.Add(new RehearseStep());
        if (config.Backups.BeforeRelease)
            safeguards.Add(new BackupStep());
        var steps = new List<Step>();
        if (hasPolicies)
            steps.Add(new PolicyStep());
        steps.AddRange(safeguards);
        if (hasPolicies && safeguards.Count > 0)
            steps.Add(new PolicyStep());
        steps.Add(new MarkStep());
        steps.Add(new SwapStep { AllowBreaking = allowBreaking });
        if (config.Monitor.IsWanted)
            steps.Add(new MonitorStep());
        if (config.Retention.AfterSwap || isRefresh)
            steps.Add(new RetireStep());
        return steps;
    }
}
