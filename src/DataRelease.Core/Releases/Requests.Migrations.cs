namespace DataRelease.Releases;

/// <summary>The options of <c>migrate up</c>, <c>down</c>, <c>baseline</c> and <c>resolve</c>.</summary>
public sealed record MigrateRequest : DryRunRequest
{
    /// <summary>
    /// For <c>up</c>: the newest version to apply, null for all. For <c>down</c>: the version to go back to, <c>0</c>
    /// for none.
    /// </summary>
    public string? To { get; init; }

    /// <summary>For <c>up</c>: apply also scripts that are older than the newest applied one.</summary>
    public bool AllowOutOfOrder { get; init; }

    /// <summary>For <c>up</c>: run an unfinished migration again.</summary>
    public bool Retry { get; init; }

    /// <summary>For <c>up</c>: apply contract migrations, too, whatever the rollback window.</summary>
    public bool IncludeContract { get; init; }

    /// <summary>For <c>baseline</c> and <c>resolve</c>: the version, or a repeatable migration's name.</summary>
    public string? Version { get; init; }

    /// <summary>For <c>resolve</c>: true for applied, false for pending.</summary>
    public bool AsApplied { get; init; }
}
