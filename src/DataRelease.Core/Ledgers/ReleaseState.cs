namespace DataRelease.Ledgers;

/// <summary>Where a release is in its life.</summary>
public enum ReleaseState
{
    /// <summary>It has a number.</summary>
    Planned,

    /// <summary>Green is being built.</summary>
    Building,

    /// <summary>Green is built and its tests passed.</summary>
    Built,

    /// <summary>Checks are running.</summary>
    Validating,

    /// <summary>Every check allows it: it waits for its swap.</summary>
    Validated,

    /// <summary>
    /// Every check allows it, and it is refreshed and queried beside what is live; nobody sees it.
    /// </summary>
    Shadowing,

    /// <summary>Some see it already; the others, and the marker, see what is live.</summary>
    Exposing,

    /// <summary>Some relations show it already; the marker, and the other relations, say what is live.</summary>
    Rolling,

    /// <summary>The swap is under way.</summary>
    Swapping,

    /// <summary>Consumers read it.</summary>
    Live,

    /// <summary>It was live, another release is; its data is kept.</summary>
    Superseded,

    /// <summary>Its data is gone.</summary>
    Retired,

    /// <summary>Build, test, check or swap said no.</summary>
    Failed,

    /// <summary>Given up by hand; its data is gone.</summary>
    Aborted,

    /// <summary>It was live and was taken back; its data is kept.</summary>
    RolledBack,
}
