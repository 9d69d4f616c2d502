namespace DataRelease.Configuration;

/// <summary>The settings of previews.</summary>
public sealed record PreviewConfig
{
    /// <summary>The time after its deployment at which <c>prune</c> drops a preview.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);
}
