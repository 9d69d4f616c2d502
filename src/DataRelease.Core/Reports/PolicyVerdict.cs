using DataRelease.Errors;

namespace DataRelease.Reports;

/// <summary>A policy's verdict on a candidate.</summary>
/// <param name="Policy"><c>require staging</c>, <c>approvals</c>, <c>freeze weekend</c>, <c>skip: never</c>.</param>
/// <param name="Where">Where the policy is written.</param>
/// <param name="Code">The error code of its refusal.</param>
/// <param name="State">Whether the candidate may go live.</param>
/// <param name="Message">The reason, a sentence without a full stop.</param>
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

/// <summary>The result of a policy.</summary>
public enum PolicyState
{
    /// <summary>The candidate may go live.</summary>
    Pass,

    /// <summary>It would refuse, but a person overrode it with a reason.</summary>
    Overridden,

    /// <summary>The candidate may not go live.</summary>
    Refuse,
}
