using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli;

/// <summary>What reports of several kinds have, for writers that want it from whichever has it.</summary>
internal static class ReportParts
{
    /// <summary>Check outcomes; none of a kind that has none.</summary>
    public static IReadOnlyList<CheckOutcome> Checked(this ReleaseReport report) =>
        report is ICheckedReport { Checks: var checks } ? checks : [];

    /// <summary>What relations go through; none of a kind that does not say.</summary>
    public static IReadOnlyList<PlannedRelation> Changing(this ReleaseReport report) =>
        report is IPlannedReport { Plan: var plan } ? plan : [];

    /// <summary>Statements that were asked for; none of a command that did its work.</summary>
    public static IReadOnlyList<string> Stated(this ReleaseReport report) =>
        report is IStatedReport { Statements: var statements } ? statements : [];

    /// <summary>The release's own report, or null.</summary>
    public static ReportDocument? Documented(this ReleaseReport report) => (report as IDocumentedReport)?.Document;
}
