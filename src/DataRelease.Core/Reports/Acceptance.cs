namespace DataRelease.Reports;

/// <summary>
/// A refusal that a person let pass, once: for one check of one relation of one release, and for the value that it had
/// then.
/// </summary>
/// <param name="Check">The check's name.</param>
/// <param name="Relation">The live name; empty for a check of the whole release.</param>
/// <param name="Value">What was measured.</param>
/// <param name="By">Who.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Because">Why.</param>
public sealed record Acceptance(
    string Check,
    string Relation,
    string Value,
    string By,
    DateTimeOffset At,
    string Because
)
{
    /// <summary>True if the outcome is what was accepted; another value is not.</summary>
    public bool Covers(CheckOutcome outcome) => IsAbout(outcome) && ValueOf(outcome) == Value;

    /// <summary>True for the same check of the same relation, whatever it measured.</summary>
    public bool IsAbout(CheckOutcome outcome) => outcome.Name == Check && outcome.Relation == Relation;

    /// <summary>What an acceptance is bound to: the value, and where a check has none, its message.</summary>
    public static string ValueOf(CheckOutcome outcome) => outcome.Value.Length > 0 ? outcome.Value : outcome.Message;

    /// <summary>The outcome as it counts then: a warning that says who let it pass, and why.</summary>
    public CheckOutcome Apply(CheckOutcome outcome) =>
        outcome with
        {
            State = CheckState.Warn,
            InconclusiveIs = null,
            Message = $"{outcome.Message}; accepted by {By} on {At.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {Because}",
        };
}

/// <summary>What a person asks to accept.</summary>
/// <param name="Checks">Each as <c>row_count:analytics.orders</c>, or a check's name alone.</param>
/// <param name="Because">Why.</param>
/// <param name="By">Who.</param>
public sealed record AcceptanceRequest(IReadOnlyList<string> Checks, string Because, string By);
