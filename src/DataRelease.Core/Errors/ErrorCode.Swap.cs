namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>Budget spent.</summary>
    public static readonly ErrorCode SwapBlocked = new(
        "DR7001",
        ExitCode.Refused,
        "The swap did not get its locks within its budget",
        "end or wait for the sessions that the message names, then run data-release swap; live is untouched"
    );

    /// <summary>A reader was cancelled, because somebody wished so.</summary>
    public static readonly ErrorCode SessionAsked = new(
        "DR7007",
        ExitCode.Done,
        "A session held a view that the swap needs",
        "swap.on_blocked: cancel or rollback --now asked for its statement to end; a statement that was ended can "
            + "be run again"
    );

    /// <summary>Fence.</summary>
    public static readonly ErrorCode SnapshotFence = new(
        "DR7002",
        ExitCode.Refused,
        "A transaction is older than green",
        "it would read green's tables as empty: end or wait for the sessions that the message names, then "
            + "run data-release swap"
    );

    /// <summary>A dependent can't follow.</summary>
    public static readonly ErrorCode DependentCannotFollow = new(
        "DR7003",
        ExitCode.Refused,
        "An object outside the release can't follow the swap",
        "drop it, or make it a view on the live schema, then run data-release swap"
    );

    /// <summary>Marker mismatch.</summary>
    public static readonly ErrorCode MarkerDisagrees = new(
        "DR7004",
        ExitCode.Failed,
        "The swap's outcome is not what was committed",
        "run data-release status: the marker says what is live; then data-release resume or abort"
    );

    /// <summary>Dependent's definition does not fit.</summary>
    public static readonly ErrorCode SwapStatementFailed = new(
        "DR7005",
        ExitCode.Refused,
        "The warehouse refused a statement of the swap",
        "the swap was rolled back and live is untouched; fix the cause in the message, then run data-release swap"
    );

    /// <summary>Adoption is not possible.</summary>
    public static readonly ErrorCode CannotAdopt = new(
        "DR7006",
        ExitCode.Refused,
        "A relation in the live schema can't be adopted",
        "move or drop it, or change what the message names, then run data-release swap"
    );

    /// <summary>The method of the swap.</summary>
    public static readonly ErrorCode SwapMethodUnfit = new(
        "DR7130",
        ExitCode.Refused,
        "The environment's swap method can't do this",
        "see swap.method in docs/configuration.md"
    );

    /// <summary>What stands in the live schema or hangs on it.</summary>
    public static readonly ErrorCode CannotExchange = new(
        "DR7131",
        ExitCode.Refused,
        "The live schema can't be exchanged as a whole",
        "move what the message names to a schema of its own, or use swap: {method: views}; live is untouched"
    );

    /// <summary>Left over.</summary>
    public static readonly ErrorCode RouterLeft = new(
        "DR7132",
        ExitCode.Done,
        "Objects that a swap replaced are not dropped yet",
        "nothing is wrong with live; the next command that changes something drops them"
    );
}
