namespace DataRelease.Configuration;

/// <summary>Data versions: which tables, when, and how many are kept.</summary>
public sealed record BackupConfig
{
    /// <summary>Tables outside dbt that belong to the state, <c>schema.table</c>.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>True to take a data version of the state before every release's swap.</summary>
    public bool BeforeRelease { get; init; }

    /// <summary>
    /// Data versions that commands took by themselves and that <c>prune</c> keeps; those asked for by hand stay.
    /// </summary>
    public int Keep { get; init; } = 5;

    /// <summary>Older ones than this go even if there are fewer; null for no limit by age.</summary>
    public TimeSpan? MaxAge { get; init; }
}

/// <summary>What makes a rollback safe.</summary>
public sealed record RollbackConfig
{
    /// <summary>Rehearse the way back before a release's swap.</summary>
    public bool Rehearse { get; init; }

    /// <summary>How long a rehearsed rollback may take.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Remember each row's key and hash of incremental models and snapshots when they go live, so that what was written
    /// since can be counted exactly and carried back.
    /// </summary>
    public bool TrackWrites { get; init; } = true;
}
