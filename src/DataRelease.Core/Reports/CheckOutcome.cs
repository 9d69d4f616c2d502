using DataRelease.Configuration;

namespace DataRelease.Reports;

/// <summary>How a check ended, from best to worst, so that the worst of several is their maximum.</summary>
public enum CheckState
{
    /// <summary>There was nothing to compare with, for instance in the first release.</summary>
    Skipped,

    /// <summary>As it should be.</summary>
    Pass,

    /// <summary>Suspicious, but the release goes on.</summary>
    Warn,

    /// <summary>Too little data to say; what that means is the configuration's <c>on_inconclusive</c>.</summary>
    Inconclusive,

    /// <summary>The release is refused.</summary>
    Fail,
}

/// <summary>What one check found on one relation.</summary>
/// <param name="Name">The check: <c>row_count</c>, <c>schema</c>, …, or the dbt test's name.</param>
/// <param name="Relation">The live name it is about, <c>schema.name</c>, or empty for the whole release.</param>
/// <param name="State">How it ended.</param>
/// <param name="Severity">The worst this check may say.</param>
/// <param name="Value">What was measured, for people and machines (<c>1200 -> 900 (-25 %)</c>); may be empty.</param>
/// <param name="Threshold">What was allowed; may be empty.</param>
/// <param name="Message">One sentence.</param>
public sealed record CheckOutcome(
    string Name,
    string Relation,
    CheckState State,
    CheckSeverity Severity,
    string Value,
    string Threshold,
    string Message
)
{
    /// <summary>
    /// What it counts as when it is inconclusive: <see cref="CheckState.Fail"/>, <see cref="CheckState.Warn"/> or
    /// <see cref="CheckState.Pass"/>; null before the release's setting is known.
    /// </summary>
    public CheckState? InconclusiveIs { get; init; }

    /// <summary>
    /// How it bears on the release: its state, or what its configuration makes of one that is inconclusive.
    /// </summary>
    public CheckState CountsAs => State == CheckState.Inconclusive ? InconclusiveIs ?? CheckState.Fail : State;
}
