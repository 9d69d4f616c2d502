namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>Rows that were written since the swap would be lost.</summary>
    public static readonly ErrorCode WritesLost = new(
        "DR8200",
        ExitCode.Refused,
        "Rows that were written since the swap would be lost",
        "take them along with --carry-writes, or give them up with --accept-loss; the release that is live "
            + "now is kept either way"
    );

    /// <summary>Rows can't be carried back faithfully.</summary>
    public static readonly ErrorCode WritesNotCarried = new(
        "DR8201",
        ExitCode.Refused,
        "Rows can't be carried back faithfully",
        "nothing was changed; fix what the message names, or give the rows up with --accept-loss"
    );

    /// <summary>The release that is live again has changed since it was last live.</summary>
    public static readonly ErrorCode RestoredDiffers = new(
        "DR8202",
        ExitCode.Failed,
        "The release that is live again has changed since it was last live",
        "somebody changed relations of that release; look at the checks, and roll back to another release if necessary"
    );

    /// <summary>No data version belongs to the release.</summary>
    public static readonly ErrorCode NoVersionForRelease = new(
        "DR8203",
        ExitCode.Usage,
        "No data version belongs to the release",
        "data-release backup list shows the data versions; restore one by name with data-release backup restore"
    );

    /// <summary>The rollback could not be rehearsed.</summary>
    public static readonly ErrorCode RehearsalFailed = new(
        "DR8204",
        ExitCode.Refused,
        "The rollback could not be rehearsed",
        "live is untouched; fix what the message names, so that a rollback would work, then run the command again"
    );

    /// <summary>The rehearsed rollback took longer than allowed.</summary>
    public static readonly ErrorCode RehearsalSlow = new(
        "DR8205",
        ExitCode.Refused,
        "The rehearsed rollback took longer than allowed",
        "live is untouched; raise rollback.within, or find out what is slow in the warehouse"
    );

    /// <summary>The release is retired and the ledger has no package to build it from.</summary>
    public static readonly ErrorCode PackageNotKept = new(
        "DR8206",
        ExitCode.Usage,
        "The release is retired and the ledger has no package to build it from",
        "check out its commit and release it again with data-release release --release-version, or deploy "
            + "its package by path"
    );

    /// <summary>Rows were written while a rollback was under way, and stay behind.</summary>
    public static readonly ErrorCode WrittenMeanwhile = new(
        "DR8209",
        ExitCode.Failed,
        "Rows were written while the rollback was under way, and stay behind",
        "live is back; the release that was left keeps the rows until it is pruned: read them there and write them "
            + "to live again, or return to it with data-release rollback --to"
    );

    /// <summary>This release can't be resumed.</summary>
    public static readonly ErrorCode NotResumable = new(
        "DR8208",
        ExitCode.Refused,
        "This release can't be resumed",
        "backup restore or rollback --carry-writes was making it from another release: run data-release abort, "
            + "then run that command again"
    );
}
