namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A diff took longer than its time budget.</summary>
    public static readonly ErrorCode DiffOverBudget = new(
        "DR6100",
        ExitCode.Failed,
        "A diff took longer than its time budget",
        "give it more time, compare only some rows (by a condition, a window or a sample), or create a unique "
            + "index on the key; data-release diff --explain shows the plan"
    );

    /// <summary>A tolerance can't be applied.</summary>
    public static readonly ErrorCode DiffToleranceInvalid = new(
        "DR6101",
        ExitCode.Usage,
        "A tolerance can't be applied",
        "give a number of at least 0, or a share from 0 to 1 (0% to 100%), for a numeric column"
    );

    /// <summary>A column named for a diff does not exist.</summary>
    public static readonly ErrorCode DiffColumnUnknown = new(
        "DR6102",
        ExitCode.Usage,
        "A column named for a diff does not exist",
        "name columns that both sides have, by their names on blue"
    );

    /// <summary>The options for a sample are invalid.</summary>
    public static readonly ErrorCode DiffSamplingInvalid = new(
        "DR6103",
        ExitCode.Usage,
        "The options for a sample are invalid",
        "give a share and a confidence that are both above 0 and below 1, such as 0.05 and 0.95"
    );
}
