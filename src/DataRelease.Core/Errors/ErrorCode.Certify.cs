namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>Schemas that certify uses already exist.</summary>
    public static readonly ErrorCode CertifyNamesTaken = new(
        "DR7030",
        ExitCode.Refused,
        "Schemas that certify uses already exist",
        "if another certify is running, wait for it; if one was killed, drop the schemas that the message names "
            + "and run data-release certify again"
    );

    /// <summary>Readers noticed a swap, or a swap failed.</summary>
    public static readonly ErrorCode CertifyFailed = new(
        "DR7031",
        ExitCode.Refused,
        "Readers noticed a swap, or a swap failed",
        "docs/certify.md explains each figure; raise swap.budget if swaps did not get their locks, and report "
            + "errors, torn statements and empty reads"
    );

    /// <summary>The swap would change who can do what.</summary>
    public static readonly ErrorCode AccessWouldChange = new(
        "DR7040",
        ExitCode.Refused,
        "The swap would change who can do what",
        "the swap was rolled back and live is untouched; if privileges changed while it was being prepared, run it "
            + "again; otherwise grant or revoke what the message names"
    );

    /// <summary>Row-level security would be lost.</summary>
    public static readonly ErrorCode RowSecurityLost = new(
        "DR7041",
        ExitCode.Refused,
        "Row-level security would be lost",
        "rows that policies hide now would become visible: enable row-level security and create the policies on "
            + "the table that the message names (in dbt, in a post-hook of the model), then run the command again"
    );

    /// <summary>An object outside the releases reads one release's relation and does not follow the swap.</summary>
    public static readonly ErrorCode StaysBehind = new(
        "DR7042",
        ExitCode.Done,
        "An object outside the releases reads one release's relation and does not follow the swap",
        "make it read the live schema instead; until then it shows the old release, and prune can't drop that release"
    );

    /// <summary>Somebody changed a view while a swap waited to make it again.</summary>
    public static readonly ErrorCode ViewChangedMeanwhile = new(
        "DR7045",
        ExitCode.Refused,
        "Somebody changed a view while a swap waited to make it again",
        "nothing was changed; run the command again, which reads the view as it is now"
    );

    /// <summary>Rows that were written to live are not in the release that goes live.</summary>
    public static readonly ErrorCode WritesNotInCandidate = new(
        "DR7044",
        ExitCode.Done,
        "Rows that were written to live are not in the release that goes live",
        "they were written after its state was copied, or its build changed them; the release that is left keeps them: "
            + "build the candidate again before the swap, or copy them over"
    );

    /// <summary>Some views still read the ledger's marker to decide what they show.</summary>
    public static readonly ErrorCode GateLeft = new(
        "DR7043",
        ExitCode.Done,
        "Some views still read the ledger's marker to decide what they show",
        "they show the right release and are a little slower; data-release doctor --fix makes them plain again"
    );
}
