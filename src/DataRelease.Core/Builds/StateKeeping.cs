namespace DataRelease.Builds;

/// <summary>How a release gets the rows that an incremental model or a snapshot goes on from.</summary>
public enum StateKeeping
{
    /// <summary>The release begins with a copy of the live rows, in its own schema.</summary>
    Copied,

    /// <summary>
    /// The release writes to the live table itself, before the swap. Nothing is copied, and a rollback does not take
    /// the rows back.
    /// </summary>
    Shared,
}
