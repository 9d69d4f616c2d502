namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The project is not the code that is live.</summary>
    public static readonly ErrorCode RefreshDiffers = new(
        "DR5040",
        ExitCode.Refused,
        "The project is not the code that is live",
        "a refresh changes data, not code: run data-release release to make the changed project live, or check out "
            + "the live commit, which data-release status shows"
    );

    /// <summary>A model ran but left no relation, so it does not go live.</summary>
    public static readonly ErrorCode NodeLeavesNothing = new(
        "DR5041",
        ExitCode.Done,
        "A model ran but left no relation, so it does not go live",
        "if that is not intended, look at its hooks and its materialization"
    );

    /// <summary>A query of build.arrivals can't be used.</summary>
    public static readonly ErrorCode ArrivalsUnreadable = new(
        "DR5042",
        ExitCode.Usage,
        "A query of build.arrivals can't be used",
        "write a query that returns one row, whose first column changes when new data has arrived"
    );
}
