namespace DataRelease.Releases.Reporting;

/// <summary>Which report <c>report</c> shows: one release's, or the last ones side by side.</summary>
public sealed record ReportRequest
{
    /// <summary>The release, <c>r42</c>; null for the newest.</summary>
    public string? Release { get; init; }

    /// <summary>The number of releases to show side by side; null for one release's report.</summary>
    public int? Trend { get; init; }
}
