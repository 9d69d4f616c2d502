namespace DataRelease.Errors;

/// <summary>The process's exit codes; the user guide promises them to callers.</summary>
public enum ExitCode
{
    /// <summary>The command succeeded.</summary>
    Done = 0,

    /// <summary>The build or the warehouse failed, or something unexpected did.</summary>
    Failed = 1,

    /// <summary>The command line or the configuration is wrong.</summary>
    Usage = 2,

    /// <summary>A check, a gate or a policy refused; live is untouched.</summary>
    Refused = 3,

    /// <summary>Another release holds the lease.</summary>
    Busy = 4,

    /// <summary>The release was live, monitoring failed, and blue is live again.</summary>
    RolledBack = 5,

    /// <summary>Cancelled by the user or the pipeline.</summary>
    Cancelled = 130,
}
