namespace DataRelease.Releases;

/// <summary><c>migrate up</c>, <c>down</c>, <c>baseline</c> and <c>resolve</c>.</summary>
public sealed record MigrateRequest : DryRunRequest
{
    /// <summary>
    /// <c>up</c>: the newest version to apply, null for all; <c>down</c>: the version to go back to, <c>0</c> for
    /// before all.
    /// </summary>
    public string? To { get; init; }

    /// <summary><c>up</c>: also those that are older than what is applied.</summary>
    public bool AllowOutOfOrder { get; init; }

    /// <summary><c>up</c>: run what was left unfinished again.</summary>
    public bool Retry { get; init; }

    /// <summary><c>up</c>: contract migrations too, whatever the rollback window says.</summary>
    public bool IncludeContract { get; init; }

    /// <summary><c>baseline</c> and <c>resolve</c>: the version, or a repeatable migration's name.</summary>
    public string? Version { get; init; }

    /// <summary><c>resolve</c>: true for applied, false for pending.</summary>
    public bool AsApplied { get; init; }
}
