namespace DataRelease.Reports;

/// <summary>How a step of a command ended.</summary>
public enum StepOutcome
{
    /// <summary>The step did its work.</summary>
    Done,

    /// <summary>A check, a policy or another process's lease stopped the step; nothing is broken.</summary>
    Refused,

    /// <summary>The step failed or was cancelled.</summary>
    Failed,
}

/// <summary>The words for an outcome, in documents and events.</summary>
public static class StepOutcomes
{
    /// <summary>The word.</summary>
    public static string Word(this StepOutcome outcome) =>
        outcome switch
        {
            StepOutcome.Done => "done",
            StepOutcome.Refused => "refused",
            _ => "failed",
        };
}
