namespace DataRelease.Configuration;

/// <summary>Previews of branches.</summary>
public sealed record PreviewConfig
{
    /// <summary><c>prune</c> drops a preview that was deployed longer ago than this.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);
}
