using System.Text.RegularExpressions;

namespace DataRelease.Configuration;

/// <summary>Which relations' rows are compared for a release's report.</summary>
public enum ReportDiffScope
{
    /// <summary>Relations that changed, directly or upstream, or whose row count changed.</summary>
    Changed,

    /// <summary>All relations of both sides.</summary>
    All,

    /// <summary>None.</summary>
    None,
}

/// <summary>The report of a release.</summary>
public sealed partial record ReportConfig
{
    /// <summary>
    /// True to write the HTML page after <c>deploy</c>, <c>validate</c>, <c>swap</c>, <c>resume</c> and <c>release</c>.
    /// </summary>
    public bool Html { get; init; } = true;

    /// <summary>
    /// The page's folder, relative to the project; null for <c>data-release/ENVIRONMENT</c> in dbt's target folder.
    /// </summary>
    public string? Dir { get; init; }

    /// <summary>Which relations' rows are compared.</summary>
    public ReportDiffScope Diff { get; init; } = ReportDiffScope.Changed;

    /// <summary>The largest number of rows on a side of a relation that is compared.</summary>
    public int MaxRows { get; init; } = 200_000;

    /// <summary>
    /// The number of example rows of each kind for a relation. They are data, and stay in the report and in the ledger.
    /// </summary>
    public int Samples { get; init; } = 5;

    /// <summary>Columns, with <c>*</c>, whose values no report shows.</summary>
    public IReadOnlyList<string> Sensitive { get; init; } = [];

    /// <summary>True for a column that matches <see cref="Sensitive"/>.</summary>
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
    /// True if a text of SQL has a word that is a sensitive column's name: a literal beside it may be one of its
    /// values.
    /// </summary>
    /// <param name="text">The text.</param>
    public bool NamesSensitive(string text) =>
        Sensitive.Count > 0 && Word().Matches(text).Any(word => IsSensitive(word.Value));

    [GeneratedRegex(@"[\w$]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    /// <summary>
    /// The longest time for comparing rows; null for a twentieth of the release's own time, at least one second.
    /// </summary>
    public TimeSpan? Budget { get; init; }
}
