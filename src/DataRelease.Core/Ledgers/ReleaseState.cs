namespace DataRelease.Ledgers;

/// <summary>A release's place in its life.</summary>
public enum ReleaseState
{
    /// <summary>The release has a number.</summary>
    Planned,

    /// <summary>Green is being built.</summary>
    Building,

    /// <summary>Green is built, and its tests passed.</summary>
    Built,

    /// <summary>Checks are running.</summary>
    Validating,

    /// <summary>Every check passed or was accepted, and the release waits for its swap.</summary>
    Validated,

    /// <summary>
    /// Every check allows the release. It is refreshed and queried beside the live one, and nobody sees it.
    /// </summary>
    Shadowing,

    /// <summary>Some principals see the release. All others, and the marker, are on the live one.</summary>
    Exposing,

    /// <summary>Some relations show the release. All others, and the marker, are on the live one.</summary>
    Rolling,

    /// <summary>The swap is under way.</summary>
    Swapping,

    /// <summary>Consumers read it.</summary>
    Live,

    /// <summary>The release was live, another one is now, and its data is kept.</summary>
    Superseded,

    /// <summary>The release's data is gone.</summary>
    Retired,

    /// <summary>The build, a test, a check or the swap failed.</summary>
    Failed,

    /// <summary>The release was given up by hand, and its data is gone.</summary>
    Aborted,

    /// <summary>The release was live and was rolled back. Its data is kept.</summary>
    RolledBack,
}
