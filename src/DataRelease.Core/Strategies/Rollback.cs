using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Strategies;

/// <summary>
/// Back to an earlier release: code by one swap, then schema, then data. What would be lost is counted before anything
/// is done, or after the swap where it is given up already, so that live is back first.
/// </summary>
internal static class Rollback
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = CourseStep.Rollback;

    /// <summary>The list.</summary>
    public static IReadOnlyList<Step> Steps(RollbackPlan plan)
    {
        var steps = new List<Step>();
        var to = plan.To.Number;
        if (plan.MovesCode)
        {
            if (plan.CarryWrites || !plan.AcceptLoss)
                steps.Add(
                    new CountStep
                    {
                        To = to,
                        Carries = plan.CarryWrites,
                        Keeps = plan.KeepState,
                    }
                );
            if (plan.CarryWrites)
                steps.Add(new CarryWritesStep());
            if (plan.KeepState)
                steps.Add(new KeepStateStep());
            steps.Add(new GoBackStep { To = to });
            steps.Add(
                new LeaveStep
                {
                    To = to,
                    AcceptLoss = plan.AcceptLoss,
                    Carries = plan.CarryWrites,
                    Keeps = plan.KeepState,
                }
            );
        }
        if (plan.Down.Count > 0)
            steps.Add(new MigrateDownStep { To = to });
        if (plan.Version is { } version)
            // A release keeps its own state: with the code it comes back by itself.
            steps.Add(new RestoreStep { Version = version.Id, OutsideOnly = plan.MovesCode });
        if (plan.MovesCode)
            steps.Add(new VerifyStep { Keeps = plan.KeepState });
        return steps;
    }
}
