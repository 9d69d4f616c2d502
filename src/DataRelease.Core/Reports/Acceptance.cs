namespace DataRelease.Reports;

/// <summary>
/// A refusal that a person accepted once: for one check of one relation of one release, and only for what was measured
/// then.
/// </summary>
/// <param name="Check">The check's name.</param>
/// <param name="Relation">The live name; empty for a check of the whole release.</param>
/// <param name="Value">What was measured, for people.</param>
/// <param name="By">Who accepted it.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Because">The reason given.</param>
/// <param name="Title">The outcome's title; null if an older version accepted it, which knew none.</param>
/// <param name="Fingerprint">What was measured, exactly; null if an older version accepted it.</param>
public sealed record Acceptance(
    string Check,
    string Relation,
    string Value,
    string By,
    DateTimeOffset At,
    string Because,
    string? Title = null,
    string? Fingerprint = null
)
{
    /// <summary>The acceptance of an outcome as it is now.</summary>
    /// <param name="outcome">The refusing outcome.</param>
    /// <param name="by">Who accepts it.</param>
    /// <param name="at">When, in UTC.</param>
    /// <param name="because">The reason.</param>
    public static Acceptance Of(CheckOutcome outcome, string by, DateTimeOffset at, string because) =>
        new(outcome.Name, outcome.Relation, ValueOf(outcome), by, at, because, outcome.Title, FingerprintOf(outcome));

    /// <summary>True if the outcome is what was accepted; another measurement needs a new acceptance.</summary>
    public bool Covers(CheckOutcome outcome) =>
        IsAbout(outcome) && (Fingerprint is null ? ValueOf(outcome) == Value : FingerprintOf(outcome) == Fingerprint);

    /// <summary>True for the same entry of the same check of the same relation, whatever it measured.</summary>
    public bool IsAbout(CheckOutcome outcome) =>
        outcome.Name == Check && outcome.Relation == Relation && (Title is null || outcome.Title == Title);

    /// <summary>The accepted outcome: a warning that says who accepted it and why.</summary>
    public CheckOutcome Apply(CheckOutcome outcome) =>
        outcome with
        {
            State = CheckState.Warn,
            InconclusiveIs = null,
            Message = $"{outcome.Message}; accepted by {By} on {At.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {Because}",
        };

    /// <summary>The value that an acceptance shows; for a check without a value, its message.</summary>
    private static string ValueOf(CheckOutcome outcome) => outcome.Value.Length > 0 ? outcome.Value : outcome.Message;

    private static string FingerprintOf(CheckOutcome outcome) =>
        outcome.Fingerprint.Length > 0 ? outcome.Fingerprint : ValueOf(outcome);
}

/// <summary>A user's request to accept checks.</summary>
/// <param name="Checks">
/// Each as <c>row_count:analytics.orders</c>, with <c>:title</c> if several of the relation refuse, or a check's name
/// alone.
/// </param>
/// <param name="Because">The reason.</param>
/// <param name="By">Who asks.</param>
public sealed record AcceptanceRequest(IReadOnlyList<string> Checks, string Because, string By);
