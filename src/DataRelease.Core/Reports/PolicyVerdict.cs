using DataRelease.Errors;

namespace DataRelease.Reports;

/// <summary>What a policy says of a candidate.</summary>
/// <param name="Policy"><c>require staging</c>, <c>approvals</c>, <c>freeze weekend</c>, <c>skip: never</c>.</param>
/// <param name="Where">Where the policy stands.</param>
/// <param name="Code">Which refusal it is, if it is one.</param>
/// <param name="State">Whether the candidate may go live.</param>
/// <param name="Message">Why, a sentence without a full stop.</param>
public sealed record PolicyVerdict(
    string Policy,
    SourceLocation? Where,
    ErrorCode Code,
    PolicyState State,
    string Message
)
{
    /// <summary>What to do about a refusal; the code's remedy when null.</summary>
    public string? ToDo { get; init; }

    /// <summary>The refusal as a problem with its place.</summary>
    public Problem Problem => new(Code, IsWarning: false, Sentence, Where);

    /// <summary>The policy and what it says.</summary>
    public string Sentence => $"{Policy}: {Message}";
}

/// <summary>What a policy comes to.</summary>
public enum PolicyState
{
    /// <summary>The candidate may go live.</summary>
    Pass,

    /// <summary>It would refuse, and a person went past it with a reason.</summary>
    Overridden,

    /// <summary>The candidate may not go live.</summary>
    Refuse,
}
