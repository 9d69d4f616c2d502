namespace DataRelease.Releases.Reporting;

/// <summary><c>report</c>: the document of a release, or of the last ones beside each other.</summary>
public sealed record ReportRequest
{
    /// <summary><c>r42</c>; null for the newest.</summary>
    public string? Release { get; init; }

    /// <summary>How many of the last releases to show beside each other; null for one release's report.</summary>
    public int? Trend { get; init; }
}
