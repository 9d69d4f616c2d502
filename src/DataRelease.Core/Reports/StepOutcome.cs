namespace DataRelease.Reports;

/// <summary>How a step that a command took ended.</summary>
public enum StepOutcome
{
    /// <summary>What it does is done.</summary>
    Done,

    /// <summary>It said no, or found another at work; nothing is wrong with the tool or the warehouse.</summary>
    Refused,

    /// <summary>It failed or was cancelled.</summary>
    Failed,
}

/// <summary>The words for it in documents and events.</summary>
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
