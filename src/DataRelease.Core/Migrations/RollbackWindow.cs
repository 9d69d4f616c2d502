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
/// Says when a contract migration may remove what older code needs: when nothing is live or kept; or when the live
/// code has the migration, and either the code of every retained release has it, or code with the migration has been
/// live for <c>migrations.contract_after</c>. A release's number says nothing about its code: a rollback, a restore or
/// an older package makes new releases of old code.
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

    /// <summary>True if the contract migration may run.</summary>
    /// <param name="announced">The line with which a release first announced it, or null if none has.</param>
    /// <param name="rule">The rule that the command asked for.</param>
    public bool Allows(MigrationRecord? announced, ContractRule rule)
    {
        if (rule == ContractRule.All)
            return true;
        if (rule == ContractRule.None)
            return false;
        // After leave no release is live, and the tables and views of the one that was are. They have its code.
        if (Live is null)
            return !Releases.Any(release =>
                (release.IsRetained || release.Message == Ledger.LeftMessage)
                && (announced?.Release is null || !Has(release.Number, announced))
            );
        if (announced?.Release is null || !Has(Live.Number, announced))
            return false;
        var older = Releases.Where(release =>
            release.Number != Live.Number && release.IsRetained && !Has(release.Number, announced)
        );
        return !older.Any() || (After is { } window && LiveSince(announced) is { } since && since + window <= Now);
    }

    /// <summary>
    /// True if the release's code has the migration: it is among those that were recorded with the code, or else, for a
    /// release of an older version, the code is no older than the release that announced the migration.
    /// </summary>
    private bool Has(int number, MigrationRecord announced)
    {
        var release = Find(number);
        while (release is not null && RecordedOrigin.CodeOf(release) is var code && code < release.Number)
            (number, release) = (code, Find(code));
        return release is not null && RecordedOrigin.Of(release).Contracts is { } known
            // An older version recorded no checksum.
            ? known.Contains($"{MigrationStanding.Key(announced)}:{announced.Checksum}")
                || known.Contains(MigrationStanding.Key(announced))
            : number >= announced.Release;
    }

    private ReleaseRecord? Find(int number) => ByNumber.GetValueOrDefault(number);

    private Dictionary<int, ReleaseRecord> ByNumber => field ??= Releases.ToDictionary(release => release.Number);

    /// <summary>Since when code with the migration has been live without interruption, by the ledger.</summary>
    private DateTimeOffset? LiveSince(MigrationRecord announced)
    {
        var lived = Releases
            .Where(release => release.LiveAt is not null)
            .ToLookup(release => Has(release.Number, announced));
        var first = lived[true].Min(release => release.LiveAt);
        // A rollback to older code interrupted them, so the window starts again with the last swap.
        var back = lived[false].Max(release => release.LiveAt);
        return back is { } went && first is { } since && went > since ? Live!.Since : first;
    }
}
