namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The code has not been live in the required environment for long enough.</summary>
    public static readonly ErrorCode RequiredElsewhere = new(
        "DR7060",
        ExitCode.Refused,
        "The code has not been live in the required environment for long enough",
        "release the same package or the same commit there, let its monitoring pass, and swap again"
    );

    /// <summary>Nothing goes live during a freeze.</summary>
    public static readonly ErrorCode Frozen = new(
        "DR7061",
        ExitCode.Refused,
        "Nothing goes live during a freeze",
        "the candidate waits: swap it when the freeze has ended; a freeze never stops a rollback"
    );

    /// <summary>An approval is missing.</summary>
    public static readonly ErrorCode ApprovalMissing = new(
        "DR7062",
        ExitCode.Refused,
        "An approval is missing",
        "have somebody with a database principal of their own run data-release approve"
    );

    /// <summary>Tests were left out where nothing may be skipped.</summary>
    public static readonly ErrorCode TestsSkipped = new(
        "DR7063",
        ExitCode.Refused,
        "Tests were left out where nothing may be skipped",
        "build without --select and --exclude, or select so that the tests of everything that is built run"
    );
}
