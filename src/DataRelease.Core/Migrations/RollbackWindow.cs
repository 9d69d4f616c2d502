using DataRelease.Ledgers;

namespace DataRelease.Migrations;

/// <summary>Which contract migrations may run.</summary>
internal enum ContractRule
{
    /// <summary>None: a release only announces them.</summary>
    None,

    /// <summary>Those whose rollback window is over, for <c>migrate up</c> and <c>prune</c>.</summary>
    Due,

    /// <summary>All, because the user said so.</summary>
    All,
}

/// <summary>
/// Says when a contract migration may remove what older releases need: when nothing is live; or when live has the
/// migration, and either no retained release is older than the announcing one, or releases with the migration have been
/// live for <c>migrations.contract_after</c>.
/// </summary>
internal sealed record RollbackWindow(
    IReadOnlyList<ReleaseRecord> Releases,
    LiveRecord? Live,
    TimeSpan? After,
    DateTimeOffset Now
)
{
    public static async Task<RollbackWindow> ReadAsync(OpenEnvironment run, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var now = await run.ReadNowAsync(cancellation);
        return new RollbackWindow(book.Releases, book.Live, run.Config.Migrations.ContractAfter, now);
    }

    /// <summary>True if the contract migration may run.</summary>
    /// <param name="announced">The line with which a release first announced it, or null if none has.</param>
    /// <param name="rule">The rule that the command asked for.</param>
    public bool Allows(MigrationRecord? announced, ContractRule rule)
    {
        if (rule == ContractRule.All)
            return true;
        if (rule == ContractRule.None)
            return false;
        if (Live is null)
            return true;
        if (announced?.Release is not { } by || Live.Number < by)
            return false;
        var older = Releases.Where(release =>
            release.Number != Live.Number && release.Number < by && release.IsRetained
        );
        return !older.Any() || (After is { } window && LiveSince(by) is { } since && since + window <= Now);
    }

    /// <summary>Since when releases with the migration have been live without interruption, by the ledger.</summary>
    private DateTimeOffset? LiveSince(int by)
    {
        var first = Releases
            .Where(release => release.Number >= by && release.LiveAt is not null)
            .Min(release => release.LiveAt);
        // A rollback to an older release interrupted them, so the window starts again with the last swap.
        var back = Releases
            .Where(release => release.Number < by && release.LiveAt is not null)
            .Max(release => release.LiveAt);
        return back is { } went && first is { } since && went > since ? Live!.Since : first;
    }
}
