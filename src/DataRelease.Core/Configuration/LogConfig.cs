namespace DataRelease.Configuration;

/// <summary>The file in which commands that change something write what they do.</summary>
public sealed record LogConfig
{
    /// <summary>False for none.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>
    /// The file, relative to the project; null for <c>data-release/data-release.log</c> in dbt's target folder.
    /// </summary>
    public string? File { get; init; }

    /// <summary>How large it grows, in megabytes, before it becomes the one older file that is kept.</summary>
    public int MaxMegabytes { get; init; } = 5;
}
