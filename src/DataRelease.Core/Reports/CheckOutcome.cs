using DataRelease.Errors;

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

    /// <summary>Too little data to decide; <c>on_inconclusive</c> in the configuration says how that counts.</summary>
    Inconclusive,

    /// <summary>The release is refused.</summary>
    Fail,
}

/// <summary>What one check found on one relation.</summary>
/// <param name="Name">The check: <c>row_count</c>, <c>schema</c>, …, or the dbt test's name.</param>
/// <param name="Relation">The live name of the relation, <c>schema.name</c>; empty for the whole release.</param>
/// <param name="State">How it ended.</param>
/// <param name="Severity">The worst state that this check may report.</param>
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
    /// What tells it from other outcomes of the same check and relation: the name of a query, the columns of an entry,
    /// the name of a test. Empty if nothing does. The ledger does not keep it.
    /// </summary>
    public string Title { get; init; } = "";

    /// <summary>
    /// A text for what was measured, unrounded, that differs for another measurement; empty if
    /// <see cref="Value"/> is exact. It shows no values, and the ledger keeps it only where it was accepted.
    /// </summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>
    /// How an inconclusive outcome counts: <see cref="CheckState.Fail"/>, <see cref="CheckState.Warn"/> or
    /// <see cref="CheckState.Pass"/>; null before the release's setting is known.
    /// </summary>
    public CheckState? InconclusiveIs { get; init; }

    /// <summary>The state that decides about the release: for an inconclusive outcome the configured one.</summary>
    public CheckState CountsAs => State == CheckState.Inconclusive ? InconclusiveIs ?? CheckState.Fail : State;
}
