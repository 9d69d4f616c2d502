namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>Scratch schemas exist.</summary>
    public static readonly ErrorCode CertifyNamesTaken = new(
        "DR7030",
        ExitCode.Refused,
        "Schemas of certify exist already",
        "another certify is running, or one was killed: drop the schemas that the message names, then run "
            + "data-release certify"
    );

    /// <summary>Readers noticed.</summary>
    public static readonly ErrorCode CertifyFailed = new(
        "DR7031",
        ExitCode.Refused,
        "Readers noticed a swap, or a swap did not get through",
        "docs/certify.md explains each figure; give swaps that did not get through a longer swap.budget, and "
            + "report errors, torn statements and empty reads"
    );

    /// <summary>Access parity.</summary>
    public static readonly ErrorCode AccessWouldChange = new(
        "DR7040",
        ExitCode.Refused,
        "The swap would change who can do what",
        "the swap was rolled back and live is untouched; if privileges were changed while it was prepared, "
            + "run it again, else grant or revoke what the message names"
    );

    /// <summary>RLS.</summary>
    public static readonly ErrorCode RowSecurityLost = new(
        "DR7041",
        ExitCode.Refused,
        "Row-level security would be lost",
        "rows that policies hide now would be shown: enable row-level security and create the policies on "
            + "the table that the message names (in dbt: in a post-hook of the model), then run the command again"
    );

    /// <summary>Stays on blue.</summary>
    public static readonly ErrorCode StaysBehind = new(
        "DR7042",
        ExitCode.Done,
        "An object outside reads a release's own relation and does not follow the swap",
        "make it read the live schema instead; it shows the old release until then, and keeps prune from dropping it"
    );

    /// <summary>Gate left open.</summary>
    public static readonly ErrorCode GateLeft = new(
        "DR7043",
        ExitCode.Done,
        "Views still decide by the ledger's marker what they show",
        "they show the right release and are a little slower; data-release doctor --fix makes them plain again"
    );
}
