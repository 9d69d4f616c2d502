namespace DataRelease.Builds;

/// <summary>How a release comes to the rows that an incremental model or a snapshot goes on from.</summary>
public enum StateKeeping
{
    /// <summary>It begins with a copy of what is live, in its own schema.</summary>
    Copied,

    /// <summary>
    /// It writes to the table that is live, before the swap. Nothing is copied, and a rollback does not take the rows
    /// back.
    /// </summary>
    Shared,
}
