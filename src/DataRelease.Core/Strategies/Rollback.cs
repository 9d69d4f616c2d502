using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Strategies;

/// <summary>
/// Goes back to an earlier release: the code by one swap, then the schema, then the data. Rows that would be lost are
/// counted before anything is done. If they are given up already, they are counted after the swap, so that live goes
/// back sooner.
/// </summary>
internal static class Rollback
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = CourseStep.Rollback;

    /// <summary>The steps.</summary>
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
            // A release keeps its own state, which comes back with its code.
            steps.Add(new RestoreStep { Version = version.Id, OutsideOnly = plan.MovesCode });
        if (plan.MovesCode)
            steps.Add(new VerifyStep { Keeps = plan.KeepState });
        return steps;
    }
}
