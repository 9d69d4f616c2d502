namespace DataRelease.Errors;

/// <summary>What the process tells its caller; a contract, see the user guide.</summary>
public enum ExitCode
{
    /// <summary>The command did what it says.</summary>
    Done = 0,

    /// <summary>Build, warehouse or anything unexpected failed.</summary>
    Failed = 1,

    /// <summary>The command line or the configuration is wrong.</summary>
    Usage = 2,

    /// <summary>A check, a gate or a policy said no; live is untouched.</summary>
    Refused = 3,

    /// <summary>Another release holds the lease.</summary>
    Busy = 4,

    /// <summary>It was live, monitoring failed, blue is live again.</summary>
    RolledBack = 5,

    /// <summary>Cancelled by the user or the pipeline.</summary>
    Cancelled = 130,
}
