namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>It is not known whether the swap took effect.</summary>
    public static readonly ErrorCode OutcomeUnknown = new(
        "DR7010",
        ExitCode.Failed,
        "It is not known whether the swap took effect",
        "either way, all of live shows one release; when the warehouse answers again, data-release status says "
            + "which, and data-release resume finishes"
    );

    /// <summary>The connection was lost during the swap, which did not take effect.</summary>
    public static readonly ErrorCode SwapLost = new(
        "DR7011",
        ExitCode.Failed,
        "The connection was lost during the swap, which did not take effect",
        "live is untouched: run data-release swap"
    );

    /// <summary>The package that the release was being built from is not in the ledger.</summary>
    public static readonly ErrorCode PackageNotResumable = new(
        "DR7012",
        ExitCode.Refused,
        "The package that the release was being built from is not in the ledger",
        "live is untouched: run data-release abort, then release that package again"
    );
}
