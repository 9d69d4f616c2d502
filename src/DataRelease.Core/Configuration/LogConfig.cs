namespace DataRelease.Configuration;

/// <summary>The settings of the log file to which commands that change something write.</summary>
public sealed record LogConfig
{
    /// <summary>False for no log.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>
    /// The file, relative to the project; null for <c>data-release/data-release.log</c> in dbt's target folder.
    /// </summary>
    public string? File { get; init; }

    /// <summary>The size in megabytes at which the file becomes the one older file that is kept.</summary>
    public int MaxMegabytes { get; init; } = 5;
}
