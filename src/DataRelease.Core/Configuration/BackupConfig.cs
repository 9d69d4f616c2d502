namespace DataRelease.Configuration;

/// <summary>The settings of data versions: which tables, when, and how many to keep.</summary>
public sealed record BackupConfig
{
    /// <summary>Tables outside dbt that belong to the state, <c>schema.table</c>.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>True to take a data version of the state before every release's swap.</summary>
    public bool BeforeRelease { get; init; }

    /// <summary>
    /// The number of data versions taken by commands that <c>prune</c> keeps. Versions that users asked for stay.
    /// </summary>
    public int Keep { get; init; } = 5;

    /// <summary>The age from which versions are dropped, even if there are few; null for no limit.</summary>
    public TimeSpan? MaxAge { get; init; }
}

/// <summary>The settings that make a rollback safe.</summary>
public sealed record RollbackConfig
{
    /// <summary>True to rehearse the way back before a release's swap.</summary>
    public bool Rehearse { get; init; }

    /// <summary>The longest time for a rehearsed rollback.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// True to remember each row's key and hash of incremental models and snapshots when they go live, so that later
    /// writes can be counted exactly and carried back.
    /// </summary>
    public bool TrackWrites { get; init; } = true;
}
