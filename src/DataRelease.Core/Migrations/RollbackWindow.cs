using DataRelease.Ledgers;

namespace DataRelease.Migrations;

/// <summary>Which contract migrations may run.</summary>
internal enum ContractRule
{
    /// <summary>None, as in a release.</summary>
    None,

    /// <summary>Those whose rollback window is over: <c>migrate up</c> and <c>prune</c>.</summary>
    Due,

    /// <summary>All, because the user said so.</summary>
    All,
}

/// <summary>
/// Says when a contract migration may take away what older releases need: nothing is live, no kept release is older
/// than the one that announced it, or that one has been live for <c>migrations.contract_after</c>.
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
        var book = await ReleaseBook.ReadAsync(run, cancellation, ReleaseScope.Everything);
        var now = await run.ReadNowAsync(cancellation);
        return new RollbackWindow(book.Releases, book.Live, run.Config.Migrations.ContractAfter, now);
    }

    /// <summary>True if it may run.</summary>
    /// <param name="announced">The first release's announcement, or null if no release has it yet.</param>
    /// <param name="rule">What was asked for.</param>
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

    /// <summary>
    /// Since when a release that has the migration has been live without a break, as far as the ledger tells.
    /// </summary>
    private DateTimeOffset? LiveSince(int by)
    {
        var first = Releases
            .Where(release => release.Number >= by && release.LiveAt is not null)
            .Min(release => release.LiveAt);
        // After a rollback to before it and forward again, the window begins again with the last swap.
        var back = Releases
            .Where(release => release.Number < by && release.LiveAt is not null)
            .Max(release => release.LiveAt);
        return back is { } went && first is { } since && went > since ? Live!.Since : first;
    }
}
