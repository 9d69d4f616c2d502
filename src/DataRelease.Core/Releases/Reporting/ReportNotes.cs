using DataRelease.Builds;

namespace DataRelease.Releases.Reporting;

/// <summary>What a command has in hand and the ledger does not keep, noted on the way for the report.</summary>
internal sealed class ReportNotes
{
    /// <summary>The project as planned, or null if this command did not plan.</summary>
    public Manifest? Manifest { get; set; }

    /// <summary>What the build ran, or null if this command did not build.</summary>
    public IReadOnlyList<NodeResult>? Nodes { get; set; }
}
