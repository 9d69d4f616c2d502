using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>The policies that a candidate must meet before it goes live in an environment.</summary>
public sealed record PolicyConfig
{
    /// <summary>No policy.</summary>
    public static PolicyConfig None { get; } = new();

    /// <summary>Environments in which the same code must have been live.</summary>
    public IReadOnlyList<RequiredEnvironment> Environments { get; init; } = [];

    /// <summary>Approvals by people.</summary>
    public IReadOnlyList<RequiredApprovals> Approvals { get; init; } = [];

    /// <summary>Periods in which nothing goes live.</summary>
    public IReadOnlyList<FreezeConfig> Freezes { get; init; } = [];

    /// <summary>The place of <c>skip: never</c> in the file; null if checks may be turned off.</summary>
    public SourceLocation? NeverSkip { get; init; }

    /// <summary>True if there is any policy.</summary>
    public bool HasAny => Environments.Count > 0 || Approvals.Count > 0 || Freezes.Count > 0 || NeverSkip is not null;

    /// <summary>True if there is a policy that a refresh must meet.</summary>
    public bool HasAnyOfRefresh => NeverSkip is not null || Freezes.Any(freeze => freeze.StopsRefreshes);
}

/// <summary>The policy <c>require: {environment: staging, soak: 1h}</c>.</summary>
/// <param name="Environment">The environment in which the same code must have been live.</param>
/// <param name="Soak">For how long without interruption.</param>
/// <param name="Where">The place in the file.</param>
public sealed record RequiredEnvironment(string Environment, TimeSpan Soak, SourceLocation Where);

/// <summary>The policy <c>require: {approvals: 1, not_by: author}</c>.</summary>
/// <param name="Count">The number of people.</param>
/// <param name="NotByAuthor">True if the approval of the candidate's author does not count.</param>
/// <param name="Where">The place in the file.</param>
public sealed record RequiredApprovals(int Count, bool NotByAuthor, SourceLocation Where);
