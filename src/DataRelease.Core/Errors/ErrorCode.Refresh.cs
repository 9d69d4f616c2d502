namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The project is not what is live.</summary>
    public static readonly ErrorCode RefreshDiffers = new(
        "DR5040",
        ExitCode.Refused,
        "The project is not the code that is live",
        "a refresh brings data, not code: data-release release brings the changed project live; or check out the "
            + "commit that is live, which data-release status shows"
    );

    /// <summary>A node made no relation.</summary>
    public static readonly ErrorCode NodeLeavesNothing = new(
        "DR5041",
        ExitCode.Done,
        "A model ran and left no relation, so nothing of it goes live",
        "if that is not meant, look at its hooks and its materialization"
    );

    /// <summary>What arrived in a source can't be asked.</summary>
    public static readonly ErrorCode ArrivalsUnreadable = new(
        "DR5042",
        ExitCode.Usage,
        "What arrived in a source can't be asked as build.arrivals says",
        "let the query have one row, whose first column is another value when something arrived"
    );
}
