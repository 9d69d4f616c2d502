using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Strategies;

/// <summary>Green is built beside blue, validated, and takes its place in one swap.</summary>
internal static class BlueGreen
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = "blue-green";

    /// <summary>From nothing to a candidate that may go live.</summary>
    /// <param name="build">What of the project is built.</param>
    /// <param name="version">The version that was asked for; null for the project's own.</param>
    /// <param name="source">What it is built from.</param>
    /// <param name="plansInWarehouse">True if the plan asks the warehouse, so that migrations must have run
    /// before.</param>
    /// <param name="isApart">True if it must not write to what is live, whatever the project allows.</param>
    public static IReadOnlyList<Step> Candidate(
        BuildOptions build,
        string? version,
        BuildSource source,
        bool plansInWarehouse,
        bool isApart = false
    )
    {
        var plan = new PlanStep
        {
            IsApart = isApart,
            Build = build,
            Version = version,
            Source = source,
        };
        return plansInWarehouse
            ? [new MigrateStep(), plan, new CarryStep(), new BuildStep(), new ValidateStep()]
            : [plan, new MigrateStep(), new CarryStep(), new BuildStep(), new ValidateStep()];
    }

    /// <summary>From a candidate to live.</summary>
    /// <param name="config">What the project wants before a swap and after it.</param>
    /// <param name="hasBlue">True if something is live, so that there is a way back to be rehearsed.</param>
    /// <param name="allowBreaking">True if views of relations that green lacks may go.</param>
    /// <param name="hasPolicies">True if the environment says what may go live; asked before what takes its time, and
    /// again in front of the swap.</param>
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
