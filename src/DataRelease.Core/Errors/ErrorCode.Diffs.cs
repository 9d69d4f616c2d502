namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A relation that took too long to compare.</summary>
    public static readonly ErrorCode DiffOverBudget = new(
        "DR6100",
        ExitCode.Failed,
        "A diff took longer than its time budget",
        "give it more time, compare a part with a condition, a window or sampling, or put a unique index "
            + "over the key; data-release diff --explain shows the plan"
    );

    /// <summary>A tolerance that makes no sense.</summary>
    public static readonly ErrorCode DiffToleranceInvalid = new(
        "DR6101",
        ExitCode.Usage,
        "A tolerance can't be applied",
        "give a number from 0, as a part of the value at most 1, for a column of numbers"
    );

    /// <summary>A column that is named in the options but is not there.</summary>
    public static readonly ErrorCode DiffColumnUnknown = new(
        "DR6102",
        ExitCode.Usage,
        "A column named for a diff is not there",
        "name columns that both sides have, with blue's names"
    );

    /// <summary>A part or a confidence that is none.</summary>
    public static readonly ErrorCode DiffSamplingInvalid = new(
        "DR6103",
        ExitCode.Usage,
        "A sample can't be taken so",
        "give a part above 0 and below 1, and a confidence above 0 and below 1 such as 0.95"
    );
}
