namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The swap did not get its locks within its budget.</summary>
    public static readonly ErrorCode SwapBlocked = new(
        "DR7001",
        ExitCode.Refused,
        "The swap did not get its locks within its budget",
        "end or wait for the sessions that the message names, then run data-release swap; live is untouched"
    );

    /// <summary>A session held a view that the swap needs.</summary>
    public static readonly ErrorCode SessionAsked = new(
        "DR7007",
        ExitCode.Done,
        "A session held a view that the swap needs",
        "swap.on_blocked: cancel or rollback --now asked for its statement to end; a statement that was ended can "
            + "be run again"
    );

    /// <summary>A transaction is older than green.</summary>
    public static readonly ErrorCode SnapshotFence = new(
        "DR7002",
        ExitCode.Refused,
        "A transaction is older than green",
        "it would read green's tables as empty: end or wait for the sessions that the message names, then "
            + "run data-release swap"
    );

    /// <summary>An object outside the release can't follow the swap.</summary>
    public static readonly ErrorCode DependentCannotFollow = new(
        "DR7003",
        ExitCode.Refused,
        "An object outside the release can't follow the swap",
        "drop it, or make it a view on the live schema, then run data-release swap"
    );

    /// <summary>The swap's outcome is not what was committed.</summary>
    public static readonly ErrorCode MarkerDisagrees = new(
        "DR7004",
        ExitCode.Failed,
        "The swap's outcome is not what was committed",
        "run data-release status: the marker says what is live; then data-release resume or abort"
    );

    /// <summary>The warehouse refused a statement of the swap.</summary>
    public static readonly ErrorCode SwapStatementFailed = new(
        "DR7005",
        ExitCode.Refused,
        "The warehouse refused a statement of the swap",
        "the swap was rolled back and live is untouched; fix the cause in the message, then run data-release swap"
    );

    /// <summary>A relation in the live schema can't be adopted.</summary>
    public static readonly ErrorCode CannotAdopt = new(
        "DR7006",
        ExitCode.Refused,
        "A relation in the live schema can't be adopted",
        "move or drop it, or change what the message names, then run data-release swap"
    );

    /// <summary>The environment's swap method can't do this.</summary>
    public static readonly ErrorCode SwapMethodUnfit = new(
        "DR7130",
        ExitCode.Refused,
        "The environment's swap method can't do this",
        "see swap.method in docs/configuration.md"
    );

    /// <summary>The live schema can't be exchanged as a whole.</summary>
    public static readonly ErrorCode CannotExchange = new(
        "DR7131",
        ExitCode.Refused,
        "The live schema can't be exchanged as a whole",
        "move what the message names to a schema of its own, or revoke the right that it names; with method: "
            + "schema-rename, method: views does without an exchange; live is untouched"
    );

    /// <summary>Objects that a swap replaced are not dropped yet.</summary>
    public static readonly ErrorCode RouterLeft = new(
        "DR7132",
        ExitCode.Done,
        "Objects that a swap replaced are not dropped yet",
        "nothing is wrong with live; the next command that changes something drops them"
    );
}
