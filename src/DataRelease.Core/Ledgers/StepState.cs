namespace DataRelease.Ledgers;

/// <summary>Where a step of a release's list is.</summary>
public enum StepState
{
    /// <summary>It was not begun, or waits until its time has come.</summary>
    Waiting,

    /// <summary>A process is at work on it, or died at it.</summary>
    Running,

    /// <summary>What it does is done.</summary>
    Done,

    /// <summary>It said no, or failed; it may be tried again.</summary>
    Refused,

    /// <summary>What it did was taken back.</summary>
    Undone,
}
