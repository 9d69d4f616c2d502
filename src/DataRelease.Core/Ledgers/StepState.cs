namespace DataRelease.Ledgers;

/// <summary>The state of a step in a release's list.</summary>
public enum StepState
{
    /// <summary>The step has not begun, or waits for its time.</summary>
    Waiting,

    /// <summary>A process is working on the step, or died while it did.</summary>
    Running,

    /// <summary>The step is finished.</summary>
    Done,

    /// <summary>The step refused or failed. It may be tried again.</summary>
    Refused,

    /// <summary>The step's effect was taken back.</summary>
    Undone,
}
