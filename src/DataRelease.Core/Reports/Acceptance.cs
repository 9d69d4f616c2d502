namespace DataRelease.Reports;

/// <summary>
/// A refusal that a person accepted once: for one check of one relation of one release, and only for the value measured
/// then.
/// </summary>
/// <param name="Check">The check's name.</param>
/// <param name="Relation">The live name; empty for a check of the whole release.</param>
/// <param name="Value">What was measured.</param>
/// <param name="By">Who accepted it.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Because">The reason given.</param>
public sealed record Acceptance(
    string Check,
    string Relation,
    string Value,
    string By,
    DateTimeOffset At,
    string Because
)
{
    /// <summary>True if the outcome has the accepted value; a new value needs a new acceptance.</summary>
    public bool Covers(CheckOutcome outcome) => IsAbout(outcome) && ValueOf(outcome) == Value;

    /// <summary>True for the same check of the same relation, whatever it measured.</summary>
    public bool IsAbout(CheckOutcome outcome) => outcome.Name == Check && outcome.Relation == Relation;

    /// <summary>The value that an acceptance covers; for a check without a value, its message.</summary>
    public static string ValueOf(CheckOutcome outcome) => outcome.Value.Length > 0 ? outcome.Value : outcome.Message;

    /// <summary>The accepted outcome: a warning that says who accepted it and why.</summary>
    public CheckOutcome Apply(CheckOutcome outcome) =>
        outcome with
        {
            State = CheckState.Warn,
            InconclusiveIs = null,
            Message = $"{outcome.Message}; accepted by {By} on {At.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {Because}",
        };
}

/// <summary>A user's request to accept checks.</summary>
/// <param name="Checks">Each as <c>row_count:analytics.orders</c>, or a check's name alone.</param>
/// <param name="Because">The reason.</param>
/// <param name="By">Who asks.</param>
public sealed record AcceptanceRequest(IReadOnlyList<string> Checks, string Because, string By);
