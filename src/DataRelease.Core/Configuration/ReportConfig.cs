namespace DataRelease.Configuration;

/// <summary>Which rows are compared for the report of a release.</summary>
public enum ReportDiffScope
{
    /// <summary>Relations that the release changed, directly or upstream, or whose count moved.</summary>
    Changed,

    /// <summary>All that both sides have.</summary>
    All,

    /// <summary>None.</summary>
    None,
}

/// <summary>What a release writes about itself.</summary>
public sealed record ReportConfig
{
    /// <summary>
    /// True to write the HTML page after <c>deploy</c>, <c>validate</c>, <c>swap</c>, <c>resume</c> and <c>release</c>.
    /// </summary>
    public bool Html { get; init; } = true;

    /// <summary>
    /// The folder it goes to, relative to the project; null for <c>data-release/ENVIRONMENT</c> in dbt's target folder.
    /// </summary>
    public string? Dir { get; init; }

    /// <summary>Whose rows are compared.</summary>
    public ReportDiffScope Diff { get; init; } = ReportDiffScope.Changed;

    /// <summary>Relations with more rows on a side are left out.</summary>
    public int MaxRows { get; init; } = 200_000;

    /// <summary>
    /// Rows of each kind to show of a relation; they are data, and stay in the report and in the ledger.
    /// </summary>
    public int Samples { get; init; } = 5;

    /// <summary>Columns, with <c>*</c>, whose values are never in a report.</summary>
    public IReadOnlyList<string> Sensitive { get; init; } = [];

    /// <summary>True for a column that <see cref="Sensitive"/> means.</summary>
    /// <param name="column">Its name.</param>
    public bool IsSensitive(string column) =>
        Sensitive.Any(pattern =>
            System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(
                pattern.Replace("\\", "\\\\", StringComparison.Ordinal),
                column,
                ignoreCase: true
            )
        );

    /// <summary>
    /// How long comparing may take; null for a twentieth of the release's own time, at least one second.
    /// </summary>
    public TimeSpan? Budget { get; init; }
}
